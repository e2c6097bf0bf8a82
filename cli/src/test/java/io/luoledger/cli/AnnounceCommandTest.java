package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.files.FileHold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The next kernel is announced, and asked whether it takes what the host holds. */
class AnnounceCommandTest {
    private static final String AT = "2026-01-01T01:00:00Z";

    @TempDir
    private Path temp;

    private Path log;

    /** A host that holds memfds preserved, and isn't handed over yet. */
    @BeforeEach
    void simulate() {
        Path whole = temp.resolve("whole.avro");
        log = temp.resolve("h1.avro");
        Ran.command("simulate", "--scenario", "power-loss", "--host", "h1", "-o", whole);
        Ran.command("simulate", "--scenario", "vm-host", "--host", "h2", "-o", log);
        CutLog.copy(whole, log, event -> event.boot().id().equals("boot-0"));
    }

    @Test
    void shouldAppendToTheHostsChain() {
        // When
        Ran announced = announce("7.3", "--plan", "night-7");

        // Then
        assertThat(announced)
                .isEqualTo(new Ran(0, "host h1, live update 1: kernel 7.3 announced, sequence 8 in " + log + "\n", ""));
        assertThat(Ran.command("verify", log).code()).isZero();
        assertThat(Ran.command("events", log, "--host", "h1", "--type", "TargetAnnounced", "--json")
                        .out())
                .contains(
                        "\"sequence\":8,\"liveUpdate\":0,\"kernel\":\"7.3\"",
                        "\"targetKernel\":\"7.3\",\"plan\":\"night-7\"");
    }

    @Test
    void shouldChangeNothingWhenItIsSaidAgain() throws IOException {
        // Given
        announce("7.3");
        byte[] before = Files.readAllBytes(log);

        // When
        Ran again = announce("7.3");

        // Then
        assertThat(again.out())
                .isEqualTo("host h1, live update 1: kernel 7.3 is announced already, sequence 8 in " + log + "\n");
        assertThat(Files.readAllBytes(log)).isEqualTo(before);
    }

    @Test
    @SuppressWarnings("try") // the log is held, no more
    void shouldRefuseALogThatSomebodyElseIsChanging() throws IOException {
        // Given: of two that read the same log and put theirs in its place, one would be lost
        byte[] before = Files.readAllBytes(log);

        // When
        Ran second;
        try (FileHold first = FileHold.of(log)) {
            second = announce("7.3");
        }

        // Then
        assertThat(second)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + log + " is being changed by another process; expected one at a time. Nothing"
                                + " was changed; run the command again when it is done\n"));
        assertThat(Files.readAllBytes(log)).isEqualTo(before);
        assertThat(announce("7.3").code()).isZero();
    }

    @Test
    void shouldReplaceOneThatWasReplacedBefore() {
        // Given
        announce("7.3");
        announce("6.19");

        // When
        Ran third = announce("7.3");

        // Then
        assertThat(third.out())
                .isEqualTo(
                        "host h1, live update 1: kernel 7.3 announced in place of 6.19, sequence 10 in " + log + "\n");
        assertThat(preflight().code()).isZero();
    }

    @Test
    void shouldTakeTheRunningBootFromTheCallerBeforeTheFirstEvent() {
        // When
        Ran announced = Ran.command(
                "announce",
                "--host",
                "new",
                "--kernel",
                "7.3",
                "--log",
                log,
                "--boot-id",
                "b-1",
                "--running",
                "7.2",
                "--live-update",
                4,
                "--at",
                AT);

        // Then
        assertThat(announced.out())
                .isEqualTo("host new, live update 5: kernel 7.3 announced, sequence 0 in " + log + "\n");
        assertThat(Ran.command("preflight", "--host", "new", "--log", log).out())
                .isEqualTo("""
                        GO  host new: 7.2 -> 7.3 (announced, sequence 0)
                          holds: nothing

                        words
                          GO  The next kernel can take everything that this host holds preserved.
                        """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7.3  | 0 | GO  host h1: 7.3 -> 7.3 (announced, sequence 8)
            6.19 | 1 | NO-GO  host h1: 7.3 -> 6.19 (announced, sequence 8)
            9.9  | 1 | NO-GO  host h1: 7.3 -> 9.9 (announced, sequence 8)
            """)
    void shouldSayGoOrNoGo(String kernel, int code, String first) {
        // Given
        announce(kernel);

        // When
        Ran answer = preflight();

        // Then
        assertThat(answer.lines().getFirst()).isEqualTo(first);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void shouldSayWhatStandsAgainstIt() {
        // Given
        announce("6.19");
        announce("9.9");

        // Then
        assertThat(preflight().lines())
                .contains(
                        "  holds: memfd-v2, FLB liveupdate-test-flb-v0, FLB liveupdate-test-flb-v1, FLB liveupdate-test-flb-v2",
                        "  not known: kernel 9.9: none, neither published nor in the catalogue");
        assertThat(preflight("--to", "6.19").lines())
                .contains(
                        "  against: kho REFUSED the next kernel boots cold and gives preserved memory away (cold_boot_memory_freed)");
        assertThat(preflight("--to", "7.2", "--json").out())
                .startsWith(
                        "{\n  \"verdict\" : \"GO\",\n  \"host\" : \"h1\",\n  \"from\" : \"7.3\",\n  \"to\" : \"7.2\",\n");
    }

    @Test
    void shouldNotGoOnARiskWhenAskedToBeStrict() {
        // Given
        Path open = temp.resolve("open.avro");
        Ran.command("simulate", "--scenario", "failed-retrieve", "--host", "h1", "-o", open);

        // When
        Ran relaxed = Ran.command("preflight", "--host", "h1", "--log", open, "--to", "7.3");
        Ran strict = Ran.command("preflight", "--host", "h1", "--log", open, "--to", "7.3", "--strict");

        // Then
        assertThat(relaxed.code()).isZero();
        assertThat(relaxed.out()).contains("  risk: LIFE-NEVER-RETRIEVED session vm-2: ");
        assertThat(strict.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            announce --host h9 --kernel 7.3 --log LOG | 2 | host h9 has no event in LOG, so nobody knows which boot runs; expected --boot-id ID --running RELEASE, or another --host
            announce --host h1 --kernel unknown --log LOG | 2 | --kernel unknown: expected a release
            announce --host h1 --kernel 7.3 --log LOG --running 7.3 | 2 | --running and --live-update belong to --boot-id
            announce --host h1 --kernel 7.3 --log LOG --boot-id x | 2 | --boot-id x: expected --running RELEASE with it
            announce --host h2 --kernel 7.3 --log LOG --boot-id boot-0 --running 7.3 | 2 | --boot-id boot-0: a boot of host h2 that is over in LOG
            announce --host h1 --kernel 7.3 --log LOG --at noon | 2 | --at noon: expected a time like 2026-11-22T17:00:00Z
            announce --host h1 --kernel 7.3 --log LOG --data D | 2 | --log names a file and --bootstrap-server or --data a cluster; expected one of them
            announce --host h1 --kernel 7.3 --log - | 2 | --log takes a file that can be replaced, not standard input
            announce --host h1 --kernel 7.3 --log LOG.no | 3 | LOG.no: no such file
            preflight --host h1 --log LOG | 2 | no kernel is announced for host h1 in LOG; expected --to KERNEL, or luo-ledger announce first
            preflight --host h9 --log LOG | 2 | no event of host h9 in LOG
            preflight --host h1 --log LOG --to 7.3 -D CONFIG_DEMO=n | 2 | -D and --page-size say how a source tree is built, and no kernel here is one: a release's or a file's layout is fixed
            simulate --score 1 --announce | 2 | --announce goes with --scenario or --fleet
            replay LOG --next 7.33 | 3 | 7.33: no such file, no git reference here, and not in the catalogue; did you mean 7.3?
            """)
    void shouldRefuseWhatMakesNoSense(String command, int code, String message) throws IOException {
        // Given
        byte[] before = Files.readAllBytes(log);

        // When
        Ran ran = Ran.command((Object[]) command.replace("LOG", log.toString()).split(" "));

        // Then
        assertThat(ran).isEqualTo(new Ran(code, "", "luo-ledger: " + message.replace("LOG", log.toString()) + "\n"));
        assertThat(Files.readAllBytes(log)).isEqualTo(before);
    }

    private Ran announce(String kernel, Object... more) {
        return Ran.command(
                concat(new Object[] {"announce", "--host", "h1", "--kernel", kernel, "--log", log, "--at", AT}, more));
    }

    private Ran preflight(Object... more) {
        return Ran.command(concat(new Object[] {"preflight", "--host", "h1", "--log", log}, more));
    }

    private static Object[] concat(Object[] first, Object... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(first), java.util.Arrays.stream(more))
                .toArray();
    }
}
