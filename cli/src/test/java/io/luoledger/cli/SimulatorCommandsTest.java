package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.wire.LogFileReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private int run(String... arguments) {
        return LuoLedger.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private String script(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void shouldPrintALinePerScriptAndStage() throws IOException {
        // Given
        String a = script("a.luo", "%1\ncreate x A\npreserve A memfd:3 1\n%2\nretrieve_session x A\n");

        // When
        int code = run("luo", "run", "--kernels", "7.2,7.3", "--json", a);

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"script\": \"a\", \"stage\": 1, \"ops\": [{\"op\": \"create\", \"args\": [\"x\", \"A\"],"
                                + " \"result\": \"OK\", \"out\": {\"fd_ok\": true}}, {\"op\": \"preserve\", \"args\":"
                                + " [\"A\", \"memfd:3\", \"1\"], \"result\": \"OK\"}], \"kernel\": \"7.2\", \"boot\":"
                                + " \"b00\"}",
                        "{\"script\": \"a\", \"stage\": 2, \"ops\": [{\"op\": \"retrieve_session\", \"args\": [\"x\","
                                + " \"A\"], \"result\": \"OK\", \"out\": {\"fd_ok\": true}}], \"kernel\": \"7.3\","
                                + " \"boot\": \"b00\"}");
    }

    @Test
    void shouldLetFilesShareBootsUnlessTheyAreSeparate() throws IOException {
        // Given
        String a = script("a.luo", "%1\ncreate same A\n");
        String b = script("b.luo", "%1\ncreate same A\n");

        // When
        run("luo", "run", a, b);
        String shared = out.toString();
        out.getBuffer().setLength(0);
        run("luo", "run", "--separate", a, b);

        // Then
        assertThat(shared).contains("create same A -> OK").contains("create same A -> EEXIST");
        assertThat(out.toString()).doesNotContain("EEXIST");
    }

    @Test
    void shouldPrintATestPerOpAndCallNothingOkThatDidNotEndWell() throws IOException {
        // Given
        String a = script(
                "a.luo",
                "%1\ncreate x A\nelse create y A\ncreate x B\nelse create z B\nwrite nobody 1\n%2\ncreate q A\n");
        String dying = script("dying.luo", "%1\npower_loss\ncreate x A\n%2\ncreate x A\n");

        // When
        int code = run("luo", "run", "--separate", "--ktap", a, dying);
        int both = run("luo", "run", "--json", "--ktap", a);

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines())
                .containsExactly(
                        "KTAP version 1",
                        "1..9",
                        "# a %1 on 7.3",
                        "ok 1 a %1 2: create x A",
                        "ok 2 a %1 3: else create y A # SKIP not needed: the op before it ended well",
                        "not ok 3 a %1 4: create x B # EEXIST",
                        "ok 4 a %1 5: else create z B",
                        "not ok 5 a %1 6: write nobody 1 # SCRIPT",
                        "# a %2 on 7.3",
                        "ok 6 a %2 8: create q A",
                        "# dying %1 on 7.3",
                        "ok 7 dying %1 2: power_loss",
                        "not ok 8 dying %1 3: create x A # never reached",
                        "# dying %2 on 7.3",
                        "ok 9 dying %2 5: create x A",
                        "# Totals: pass:5 fail:3 xfail:0 xpass:0 skip:1 error:0");
        assertThat(both).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("luo-ledger: --json and --ktap ask for two forms; expected one of them");
    }

    @Test
    void shouldRefuseAScriptWithoutAStage() throws IOException {
        // Given
        String empty = script("empty.luo", "# nothing yet\n");

        // When / Then
        assertThat(run("luo", "run", "--ktap", empty)).isEqualTo(ExitCode.UNREADABLE);
        assertThat(err.toString()).contains(": no stage in it, expected %1 and the first kernel's ops");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldSayWhereAScriptIsWrong() throws IOException {
        // Given
        String a = script("a.luo", "%1\ncreate x A\nfrobnicate\n");

        // When
        int code = run("luo", "run", a);

        // Then
        assertThat(code).isEqualTo(ExitCode.UNREADABLE);
        assertThat(err.toString())
                .startsWith("luo-ledger: a: line 3: unknown op \"frobnicate\", expected one of create ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldPrintATestPerRecordedStep() throws IOException {
        // Given
        String results = script("v.results.jsonl", """
                {"kernel": 1, "step": "create_session", "object": "vm", "errname": "OK"}
                {"kernel": 1, "step": "create_session", "object": "vm", "errname": "OK"}
                {"kernel": 1, "step": "dance", "object": "", "errname": "OK"}
                """);

        // When
        int code = run("luo", "run", "--kernel", "7.3", "--ktap", "--results", results);

        // Then
        assertThat(code).isEqualTo(ExitCode.FOUND);
        assertThat(out.toString().lines())
                .containsExactly(
                        "KTAP version 1",
                        "1..3",
                        "ok 1 %1 create_session vm",
                        "not ok 2 %1 create_session vm # EEXIST  DIFFERS: recorded OK",
                        "not ok 3 %1 dance # no call stands for this step",
                        "# Totals: pass:1 fail:2 xfail:0 xpass:0 skip:0 error:0");
    }

    @Test
    void shouldMakeTheCallsThatWereRecorded() throws IOException {
        // Given
        String results = script("v.results.jsonl", """
                {"kernel": 1, "step": "bind", "object": "0000:03:00.0", "errname": "OK", "driver_now": "vfio-pci"}
                {"kernel": 1, "step": "open_cdev", "object": "0000:03:00.0", "errname": "OK"}
                {"kernel": 1, "step": "create_session", "object": "vm", "errname": "OK"}
                {"kernel": 1, "step": "preserve_cdev", "object": "0000:03:00.0", "errname": "OK", "token": "0x1"}
                {"kernel": 1, "step": "dance", "object": "", "errname": "OK"}
                """);

        // When
        int onSeed = run("luo", "run", "--kernel", "seed", "--results", results);
        int onNext = run("luo", "run", "--kernel", "next", "--results", results);

        // Then
        assertThat(onSeed).isEqualTo(ExitCode.FOUND);
        assertThat(onNext).isEqualTo(ExitCode.FOUND);
        assertThat(out.toString().lines())
                .containsExactly(
                        "%1 bind 0000:03:00.0 -> OK",
                        "%1 open_cdev 0000:03:00.0 -> OK",
                        "%1 create_session vm -> OK",
                        "%1 preserve_cdev 0000:03:00.0 -> OK",
                        "%1 dance: no call stands for this step",
                        "4 steps, 4 as recorded; not compared: 1 that no call stands for",
                        "%1 bind 0000:03:00.0 -> OK",
                        "%1 open_cdev 0000:03:00.0 -> OK",
                        "%1 create_session vm -> OK",
                        "%1 preserve_cdev 0000:03:00.0 -> ENOENT  DIFFERS: recorded OK",
                        "%1 dance: no call stands for this step",
                        "4 steps, 3 as recorded; not compared: 1 that no call stands for");
    }

    @Test
    void shouldSayOnWhichKernelARecordingWasRunThatDiffers() throws IOException {
        // Given: no recording says its kernel
        String results = script("v.results.jsonl", """
                {"kernel": 1, "step": "create_session", "object": "vm", "errname": "EEXIST"}
                """);

        // When
        int code = run("luo", "run", "--results", results);

        // Then
        assertThat(code).isEqualTo(ExitCode.FOUND);
        assertThat(out.toString().lines().toList().getLast())
                .isEqualTo("run on 7.3: the recording doesn't say its kernel, --kernel RELEASE does"
                        + " (simulate --list names them)");
    }

    @Test
    void shouldInterruptAsTheListedPartsDo() throws IOException {
        // Given: a known part with MSI-X, and one that nobody knows, on PCI Express
        String row = "{\"kernel\": 1, \"when\": \"boot\", \"bdf\": \"%s\", \"parent\": \"%s\", \"vendor\": \"%s\","
                + " \"device\": \"%s\", \"class\": \"0x%s\", \"cfg_bytes\": 4096, \"command\": \"0x0103\"%s}%n";
        String bridge = ", \"primary\": 0, \"secondary\": 1, \"subordinate\": 1";
        String topology = script(
                "t.topology.jsonl",
                String.format(row, "0000:00:01.0", "pci0000:00", "0x1b36", "0x000c", "060400", bridge)
                        + String.format(row, "0000:01:00.0", "0000:00:01.0", "0x1b36", "0x0010", "010802", "")
                        + String.format(row, "0000:00:02.0", "pci0000:00", "0x1ae0", "0x0042", "020000", ""));
        String results = script("t.results.jsonl", """
                {"kernel": 1, "step": "bind", "object": "0000:01:00.0", "errname": "OK"}
                {"kernel": 1, "step": "open_cdev", "object": "0000:01:00.0", "errname": "OK"}
                {"kernel": 1, "step": "out_bind_iommufd", "object": "0000:01:00.0", "errname": "OK"}
                {"kernel": 1, "step": "enable_msi", "object": "0000:01:00.0", "errname": "EINVAL", "irq_index": 1, "enable": 1}
                {"kernel": 1, "step": "enable_msix", "object": "0000:01:00.0", "errname": "OK", "irq_index": 2, "enable": 1}
                {"kernel": 1, "step": "bind", "object": "0000:00:02.0", "errname": "OK"}
                {"kernel": 1, "step": "open_cdev", "object": "0000:00:02.0", "errname": "OK"}
                {"kernel": 1, "step": "out_bind_iommufd", "object": "0000:00:02.0", "errname": "OK"}
                {"kernel": 1, "step": "enable_msi", "object": "0000:00:02.0", "errname": "OK", "irq_index": 1, "enable": 1}
                {"kernel": 1, "step": "run", "object": "uapi_test", "errname": "OK"}
                """);

        // When
        int code = run("luo", "run", "--kernel", "seed", "--results", results, "--topology", topology);

        // Then
        assertThat(out.toString().lines())
                .contains(
                        "%1 run uapi_test: not compared, a program whose calls weren't recorded, it ended with OK",
                        "9 steps, 9 as recorded");
        assertThat(code).isEqualTo(ExitCode.OK);
    }

    @Test
    void shouldShowAScenarioAsAScriptThatRunsAsTheScenarioDoes() throws IOException {
        // Given
        run("luo", "show", "captured-seed-moved");
        String shown = out.toString();
        String script = script("captured-seed-moved.luo", shown);
        out.getBuffer().setLength(0);
        run("luo", "run", "--kernels", "seed,seed+assign-busses", "--json", script);
        String asScript = out.toString();
        out.getBuffer().setLength(0);

        // When
        int code = run("luo", "run", "--scenario", "captured-seed-moved", "--json");

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo(asScript);
        assertThat(shown).startsWith("""
                        # luo-ledger luo run --kernels seed,seed+assign-busses
                        # an empty port had spare bus numbers, and the next kernel numbers buses anew
                        machine spare-port
                        """);
    }

    @Test
    void shouldTellAScenarioOnTheKernelsThatAreAskedFor() {
        // Given
        String kernels = "next,next+assign-busses";

        // When
        int code = run("simulate", "--scenario", "buses-renumbered", "--kernels", kernels);

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("%2 finish in1 -> OK", "%2 finish in2 -> OK", "%2 finish in3 -> OK");
    }

    @Test
    void shouldSayWhichMachinesThereAre() throws IOException {
        // Given
        String a = script("a.luo", "%1\n");

        // When
        int code = run("luo", "run", "--machine", "toaster", a);

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines().findFirst().orElseThrow())
                .startsWith("luo-ledger: unknown machine \"toaster\", expected one of switched, ");
    }

    @Test
    void shouldSayWhichKernelsThereAre() throws IOException {
        // Given
        String a = script("a.luo", "%1\n");

        // When
        int code = run("luo", "run", "--kernel", "2.6", a);

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines().findFirst().orElseThrow())
                .startsWith("luo-ledger: unknown kernel \"2.6\", expected one of ");
    }

    @Test
    void shouldWriteAFleetThatCanBeReadBack() throws IOException {
        // Given
        Path file = directory.resolve("fleet.avro");

        // When
        int code = run("simulate", "--fleet", "3", "--updates", "2", "-o", file.toString());

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains(eventsOf(file).size() + " events: ");
    }

    @Test
    void shouldGiveTheSameBytesForTheSameSeed() throws IOException {
        // Given
        Path once = directory.resolve("once.avro");
        Path again = directory.resolve("again.avro");

        // When
        run("simulate", "--fleet", "5", "--seed", "9", "--faults", "all", "-o", once.toString());
        run("simulate", "--fleet", "5", "--seed", "9", "--faults", "all", "-o", again.toString());

        // Then
        assertThat(eventsOf(once)).isEqualTo(eventsOf(again)).isNotEmpty();
    }

    private static List<LiveUpdateEvent> eventsOf(Path file) throws IOException {
        List<LiveUpdateEvent> events = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader(file.toString(), Files.newInputStream(file))) {
            reader.forEachRemaining(recorded -> events.add(recorded.event()));
        }
        return events;
    }

    @Test
    void shouldEndAFailedSwarmWithWhatRepeatsIt() {
        // Given, When
        int code = run("simulate", "--swarm", "500", "--seed", "7");

        // Then
        assertThat(code).isEqualTo(ExitCode.FOUND);
        assertThat(out.toString())
                // which one comes first changes with whatever is drawn
                .containsPattern("the run of seed \\d+ broke [a-z-]+: ")
                .contains("the least that does so:")
                .contains("again: luo-ledger simulate --swarm 1 --seed ");
    }

    @Test
    void shouldRepeatAFailedRunBySeed() {
        // Given
        run("simulate", "--swarm", "500", "--seed", "7");
        List<String> first = fromTheFailureOn();
        String again = first.stream()
                .filter(line -> line.startsWith("again: luo-ledger "))
                .findFirst()
                .orElseThrow()
                .substring("again: luo-ledger ".length());
        out.getBuffer().setLength(0);

        // When
        run(again.split(" "));

        // Then
        assertThat(fromTheFailureOn()).isEqualTo(first);
    }

    private List<String> fromTheFailureOn() {
        return out.toString()
                .lines()
                .dropWhile(line -> !line.contains(" broke "))
                .toList();
    }

    @Test
    void shouldTellWhatTheTwinCompared() {
        // Given, When
        int code = run("simulate", "--twin", "3", "--seed", "4");

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("changes of state that the view followed:")
                .contains("\n3 runs: ")
                .doesNotContain(" broke ");
    }

    @Test
    void shouldAskWhatToSimulate() {
        // Given, When
        int code = run("simulate");

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines().findFirst().orElseThrow())
                .isEqualTo("luo-ledger: what to simulate? expected one of --scenario NAME, --fleet HOSTS, --swarm RUNS,"
                        + " --twin RUNS, --score RUNS (--list shows what there is)");
    }

    /** What a simulation doesn't take would be left out without a word. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --twin 1 --kernels 7.2 | --twin goes over all kernels and faults by itself; --kernels and --faults go with --scenario, --fleet or --swarm
            --score 1 --faults all | --score goes over all kernels and faults by itself; --kernels and --faults go with --scenario, --fleet or --swarm
            --swarm 1 --faults delay | events go astray in a fleet only; expected --fleet with delay
            --scenario vm-host --faults delay | events go astray in a fleet only; expected --fleet with delay
            --scenario vm-host --updates 2 | --updates goes with --fleet
            --fleet 1 --host h1 | --host goes with --scenario
            """)
    void shouldRefuseWhatThatSimulationDoesNotTake(String options, String message) {
        // When
        int code = run(("simulate " + options).split(" "));

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("luo-ledger: " + message + System.lineSeparator());
    }
}
