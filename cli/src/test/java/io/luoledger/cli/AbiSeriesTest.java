package io.luoledger.cli;

import static io.luoledger.cli.HeaderRepository.DEMO;
import static io.luoledger.cli.HeaderRepository.demo;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commits of a range, and the same as patches of a mailbox. */
class AbiSeriesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private HeaderRepository kernel;

    @BeforeEach
    void makeRepository() throws IOException {
        kernel = HeaderRepository.at(directory.resolve("kernel"));
    }

    private Ran series(Object... more) {
        return check(List.of("--series", "base..HEAD", "--repository", kernel.root()), more);
    }

    private static Ran check(List<Object> words, Object... more) {
        List<Object> all = new ArrayList<>(List.of("abi", "check"));
        all.addAll(words);
        all.addAll(List.of(more));
        return Ran.command(all.toArray());
    }

    private static String id(String commit) {
        return commit.substring(0, 12);
    }

    @Test
    void shouldNameTheFirstCommitThatBreaksAndThatNoGuardChangedWithIt() {
        // Given
        kernel.commit("Add a text", "README", "text\n");
        String reworded = kernel.commit("Reword", DEMO, "/* The demo. */\n" + demo("demo-v1", "u32"));
        String widened = kernel.commit("Widen", DEMO, demo("demo-v1", "u64"));
        String bumped = kernel.commit("Bump", DEMO, demo("demo-v2", "u64"));

        // When
        Ran all = series();
        Ran silent = series("--fail-on", "silent");

        // Then
        assertThat(all.code()).isEqualTo(ExitCode.FOUND);
        assertThat(all.lines())
                .startsWith(
                        "base..HEAD (4 commits): 3 to be judged, each against base",
                        id(reworded) + "  Reword",
                        "  ok",
                        id(widened) + "  Widen")
                .anyMatch(line -> line.startsWith("  BREAKS  demo SILENT "))
                .contains(
                        "  demo: ABI-FIELD-RESIZED  demo_ser.second: u32 @8:4 -> u64 @8:8  at " + DEMO + ":5",
                        id(bumped) + "  Bump",
                        "  guard DEMO_LUO_FH_COMPATIBLE: demo-v1 -> demo-v2")
                .endsWith("first that breaks: " + id(widened) + " Widen; no guard changed with it");
        // what the bump guards in the end was open in between
        assertThat(silent.code()).isEqualTo(ExitCode.FOUND);
        assertThat(silent.lines()).endsWith("first that breaks: " + id(widened) + " Widen; no guard changed with it");
    }

    @Test
    void shouldSayThatAGuardChangedInTheSameCommit() throws IOException {
        // Given
        String bumped = kernel.commit("Widen and bump", DEMO, demo("demo-v2", "u64"));

        // When
        Ran text = series();
        Ran silent = series("--fail-on", "silent");
        JsonNode json = new ObjectMapper().readTree(series("--json").out());
        Ran ktap = series("--format", "ktap");

        // Then
        assertThat(text.code()).isEqualTo(ExitCode.FOUND);
        assertThat(text.lines())
                .endsWith("first that breaks: " + id(bumped)
                        + " Widen and bump; its guard changed with it: DEMO_LUO_FH_COMPATIBLE: demo-v1 -> demo-v2");
        assertThat(silent.code()).isZero();
        assertThat(silent.lines()).endsWith("none is known to break");
        assertThat(json.at("/firstBreak/commit").asText()).isEqualTo(bumped);
        assertThat(json.at("/firstBreak/guardChanged").asBoolean()).isTrue();
        assertThat(json.at("/commits/0/guards/0").toString())
                .isEqualTo(
                        "{\"name\":\"DEMO_LUO_FH_COMPATIBLE\",\"kind\":\"demo\",\"from\":\"demo-v1\",\"to\":\"demo-v2\"}");
        assertThat(json.at("/commits/0/pairs/0/outcome").asText()).isEqualTo("REFUSED");
        assertThat(ktap.code()).isEqualTo(ExitCode.FOUND);
        assertThat(ktap.lines())
                .startsWith("KTAP version 1", "1..1", "# base..HEAD (1 commit)")
                .anyMatch(
                        line -> line.startsWith("not ok 1 " + id(bumped) + " Widen and bump # BREAKS  demo REFUSED "));
    }

    @Test
    void shouldTellAGuardOfAnotherKindFromTheOneThatShouldHaveChanged() {
        // Given
        kernel.write("include/linux/kho/abi/memfd.h", "#define MEMFD_LUO_FH_COMPATIBLE \"memfd-v3\"\n");
        String both = kernel.commit("Widen one, bump the other", DEMO, demo("demo-v1", "u64"));

        // When
        Ran ran = series("--fail-on", "silent");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.FOUND);
        assertThat(ran.lines())
                .endsWith("first that breaks: " + id(both)
                        + " Widen one, bump the other; no guard of demo changed with it");
    }

    /** A header of another directory is no ABI by itself, and decides a layout all the same. */
    @Test
    void shouldFollowWhatHeadersInclude() {
        // Given
        kernel.write("include/uapi/linux/sizes_of_demo.h", "#define DEMO_NAMES 4\n");
        kernel.commit(
                "Count",
                DEMO,
                "#include <linux/sizes_of_demo.h>\n" + demo("demo-v1", "u32").replace("second", "second[DEMO_NAMES]"));
        kernel.git("tag", "--force", "base");
        kernel.commit("Add what nobody includes", "include/linux/other.h", "#define OTHER 1\n");
        String more = kernel.commit("Count further", "include/uapi/linux/sizes_of_demo.h", "#define DEMO_NAMES 8\n");

        // When
        Ran ran = series();

        // Then
        assertThat(ran.lines())
                .startsWith("base..HEAD (2 commits): 1 to be judged, each against base", id(more) + "  Count further")
                .endsWith("first that breaks: " + id(more) + " Count further; no guard changed with it");
    }

    @Test
    void shouldNameCommitsThatCannotBeReadAndGoOn() {
        // Given
        String garbled = kernel.commit("Garble", DEMO, "A header is to come.\n");
        String widened = kernel.commit("Widen", DEMO, demo("demo-v1", "u64"));

        // When
        Ran both = series();
        kernel.git("reset", "--quiet", "--hard", garbled);
        Ran alone = series();

        // Then
        assertThat(both.code()).isEqualTo(ExitCode.FOUND);
        assertThat(both.lines())
                .anyMatch(line -> line.startsWith("  CAN'T BE READ  " + DEMO))
                .endsWith(
                        "first that breaks: " + id(widened) + " Widen; no guard changed with it; of 1 change before it"
                                + " nobody can tell: " + id(garbled));
        assertThat(alone.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(alone.lines()).endsWith("none is known to break; of 1 change nobody can tell: " + id(garbled));
    }

    @Test
    void shouldJudgeTheCommitsOfABranchAndTheMerge() {
        // Given
        kernel.git("checkout", "--quiet", "-b", "side");
        String side = kernel.commit("Widen at the side", DEMO, demo("demo-v1", "u64"));
        kernel.git("checkout", "--quiet", "main");
        kernel.commit("Go on", "README", "text\n");
        kernel.git("merge", "--quiet", "--no-ff", "-m", "Merge the side", "side");

        // When
        Ran ran = series();

        // Then
        assertThat(ran.out())
                .contains("  Widen at the side\n", "  Merge the side\n")
                .endsWith("first that breaks: " + id(side) + " Widen at the side; no guard changed with it\n");
    }

    @Test
    void shouldSayWhenNothingIsTouched() {
        // Given
        kernel.commit("Add a text", "README", "text\n");

        // When
        Ran ran = series();

        // Then
        assertThat(ran)
                .isEqualTo(new Ran(
                        0,
                        "base..HEAD (1 commit): none touches what the headers of base are read from\nnone is known to break\n",
                        ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HEAD              | 2 | --series HEAD; expected a range of commits such as v7.3..HEAD
            base...HEAD       | 2 | --series base...HEAD; expected a range of commits such as v7.3..HEAD
            --output=x..HEAD  | 2 | --series --output=x..HEAD; expected a range of commits such as v7.3..HEAD
            base..--output=x  | 3 | --output=x: no commit of this repository; expected a range of commits such as v7.3..HEAD
            nosuch..HEAD      | 3 | nosuch: no commit of this repository; expected a range of commits such as v7.3..HEAD
            base..base        | 3 | base..base: no commit; expected a range of commits such as v7.3..HEAD, the older one first
            HEAD..base        | 3 | HEAD..base: its end doesn't come from its beginning; expected a range of commits such as v7.3..HEAD, or `git merge-base` of the two to begin with
            """)
    void shouldRefuseWhatIsNoRange(String range, int code, String message) {
        // Given
        kernel.commit("Add a text", "README", "text\n");

        // When
        Ran ran = check(List.of("--series=" + range, "--repository", kernel.root()));

        // Then
        assertThat(ran).isEqualTo(new Ran(code, "", "luo-ledger: " + message + "\n"));
        assertThat(Files.exists(kernel.root().resolve("x"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --series a..b --bisect              | --bisect, --series and --mailbox are three tasks; expected one of them
            --series a..b --mailbox m           | --bisect, --series and --mailbox are three tasks; expected one of them
            --series a..b --from 7.3            | --series begins with its first commit; expected no --from
            --series a..b --to 7.3              | --to and --release go with two kernels, not with --series or --mailbox
            --series a..b --format sarif        | --format sarif isn't made of a series; expected text, json or ktap
            """)
    void shouldRefuseOptionsOfAnotherTask(String arguments, String message) {
        // When
        Ran ran = Ran.command((Object[]) ("abi check " + arguments).split(" "));

        // Then
        assertThat(ran.err()).isEqualTo("luo-ledger: " + message + "\n");
        assertThat(ran.code()).isEqualTo(arguments.contains("--bisect") ? BisectStep.STOP : ExitCode.USAGE);
    }

    // ---- the same from a mailbox ----

    private Ran mailbox(String mails, Object from, Object... more) throws IOException {
        Path file = Files.writeString(directory.resolve("series.mbox"), mails);
        List<Object> words = new ArrayList<>(List.of("--mailbox", file, "--from", from));
        words.addAll(List.of(more));
        return check(words, "--repository", kernel.root());
    }

    /** What git format-patch writes of base..HEAD, a mail each. */
    private List<String> mails(String... options) {
        List<String> command = new ArrayList<>(List.of("format-patch", "--stdout", "--no-signature"));
        command.addAll(List.of(options));
        command.add("base..HEAD");
        return Stream.of(kernel.git(command.toArray(String[]::new)).split("(?m)^(?=From [0-9a-f]{40} )"))
                .filter(mail -> !mail.isBlank())
                .collect(Collectors.toList());
    }

    /** Of which two change a file besides that no header is read from. */
    private void threeCommits() {
        kernel.write("drivers/demo.c", "int demo = 1;\n");
        kernel.commit("Reword", DEMO, "/* The demo. */\n" + demo("demo-v1", "u32"));
        kernel.commit("Widen", DEMO, demo("demo-v1", "u64"));
        kernel.write("drivers/demo.c", "int demo = 2;\n");
        kernel.commit("Bump", DEMO, demo("demo-v2", "u64"));
    }

    @Test
    void shouldJudgePatchesAsItJudgesTheirCommits() throws IOException {
        // Given
        threeCommits();
        List<String> mails = mails("-v2", "--cover-letter", "--cover-from-description=none", "-n");
        Collections.reverse(mails);
        mails.add(2, """
                From a Mon Sep 17 00:00:00 2001
                From: B <b@example.org>
                Subject: Re: [PATCH v2 2/3] Widen

                > +	u64 second;
                Looks good.
                """);
        mails.addAll(mails("-v1", "-n").subList(0, 1));

        // When
        Ran ran = mailbox(String.join("", mails), "base");

        // Then
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FOUND);
        assertThat(ran.lines())
                .startsWith(directory.resolve("series.mbox") + " (3 patches): 3 to be judged, each against base")
                .contains(
                        "  left out: Re: [PATCH v2 2/3] Widen: a reply",
                        "  left out: 1/3 Reword: of version 1, and version 2 is here",
                        "1/3  Reword",
                        "3/3  Bump",
                        "  guard DEMO_LUO_FH_COMPATIBLE: demo-v1 -> demo-v2")
                .anyMatch(line -> line.matches("  left out: \\[PATCH v2 0/3\\] .*: without a diff"))
                .endsWith("first that breaks: 2/3 Widen; no guard changed with it");
    }

    @Test
    void shouldReadPatchesInAnyEncodingUponADirectory() throws IOException {
        // Given
        kernel.commit("Widen", DEMO, demo("demo-v1", "u64"));
        String mail = mails().getFirst();
        int body = mail.indexOf("\n\n");
        String encoded = mail.substring(0, body)
                + "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
                + Base64.getMimeEncoder()
                        .encodeToString(mail.substring(body + 2).getBytes(StandardCharsets.UTF_8)) + "\n";
        String quoted = mail.substring(0, body)
                + "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                + "Content-Transfer-Encoding: quoted-printable\n\n"
                + mail.substring(body + 2).replace("=", "=3D").replace("second", "sec=\nond");
        kernel.git("checkout", "--quiet", "base");

        // When
        Ran base64 = mailbox(encoded, kernel.root());
        Ran printable = mailbox(quoted, kernel.root());

        // Then
        for (Ran ran : List.of(base64, printable)) {
            assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FOUND);
            assertThat(ran.lines()).endsWith("first that breaks: Widen Widen; no guard changed with it");
        }
        assertThat(kernel.git("status", "--porcelain")).isEmpty();
    }

    /** Of git with other settings, of quilt, of a maintainer's own tools. */
    @ParameterizedTest
    @CsvSource({
        "a/, b/, ''",
        "i/, w/, ''",
        "'', '', ''",
        "linux-7.3.orig/, linux-7.3/, ''",
        "a/, a/, ~widen",
        "linux-7.3.orig/, linux-7.3/, .orig"
    })
    void shouldTakeAPatchWhateverItsNamesBeginWith(String before, String after, String mark) throws IOException {
        // Given
        kernel.commit("Reword", DEMO, demo("demo-v1", "u32") + "/* caf\u00e9 */\n");
        kernel.git("tag", "-f", "base");
        kernel.commit("Widen", DEMO, demo("demo-v1", "u64") + "/* caf\u00e9 */\n");
        String mail = mails().getFirst()
                .replaceAll("(?m)^(diff --git|index) .*\n", "")
                .replace("--- a/" + DEMO, "--- " + before + DEMO + mark)
                .replace("+++ b/", "+++ " + after);

        // When
        Ran ran = mailbox(mail, "base");

        // Then
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FOUND);
        assertThat(ran.lines()).endsWith("first that breaks: Widen Widen; no guard changed with it");
    }

    @Test
    void shouldTakeAPatchThatIsNoUtf8() throws IOException {
        // Given
        kernel.commit("Widen", DEMO, "/* caf\u00e9 */\n" + demo("demo-v1", "u64"));
        Path file = directory.resolve("latin.mbox");
        Files.writeString(file, mails().getFirst(), StandardCharsets.ISO_8859_1);

        // When
        Ran ran = check(List.of("--mailbox", file, "--from", "base"), "--repository", kernel.root());

        // Then
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FOUND);
        assertThat(ran.lines()).endsWith("first that breaks: Widen Widen; no guard changed with it");
    }

    @Test
    void shouldNotCallAPatchHarmlessOfWhichNobodyCanTellWhatItChanges() throws IOException {
        // Given
        kernel.commit("Widen", DEMO, demo("demo-v1", "u64"));
        String mail = mails().getFirst();

        // When
        Ran ran = mailbox(mail.substring(0, mail.indexOf("\n+\tu64")), "base");

        // Then
        assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(ran.out()).contains("  CAN'T BE READ  corrupt patch at line ");
    }

    @Test
    void shouldFollowHeadersThatAreNewRenamedOrGone() throws IOException {
        // Given
        kernel.commit(
                "Add",
                "include/linux/kho/abi/more.h",
                demo("more-v1", "u32").replace("demo_", "more_").replace("DEMO", "MORE"));
        kernel.git("mv", DEMO, "include/linux/kho/abi/demonstration.h");
        kernel.commit("Rename");
        kernel.git("mv", "include/linux/kho/abi/demonstration.h", "demo.h");
        kernel.commit("Take away");

        // When
        Ran ran = mailbox(String.join("", mails("-M", "-n")), "base");

        // Then
        assertThat(ran.out())
                .contains("1/3  Add\n  ok\n", "guard MORE_LUO_FH_COMPATIBLE: nothing -> more-v1", "2/3  Rename\n  ok\n")
                .contains("3/3  Take away\n  BREAKS  demo ABSENT ")
                .endsWith(
                        "first that breaks: 3/3 Take away; its guard changed with it: DEMO_LUO_FH_COMPATIBLE: demo-v1 ->"
                                + " nothing\n");
    }

    @Test
    void shouldNameAPatchThatDoesNotApplyAndTryNothingAfterIt() throws IOException {
        // Given
        threeCommits();
        String mails = String.join("", mails("-n"));
        kernel.git("checkout", "--quiet", "base");
        kernel.commit("Be elsewhere", DEMO, demo("demo-v1", "u16"));

        // When
        Ran ran = mailbox(mails, "HEAD");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(ran.out())
                .contains("CAN'T BE READ  patch failed: " + DEMO + ":")
                .contains("CAN'T BE READ  not tried: it stands on ")
                .contains("none is known to break; of ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missing | patch 2/3 isn't in it; expected the whole series
            mixed   | isn't one of the 3 patches; expected one series
            empty   | no patch in 1 mail; expected what git format-patch writes or a list's archive gives
            """)
    void shouldRefuseAMailboxThatHoldsNoWholeSeries(String what, String message) throws IOException {
        // Given
        threeCommits();
        List<String> mails = mails("-n");
        String text = switch (what) {
            case "missing" -> mails.get(0) + mails.get(2);
            case "mixed" -> String.join("", mails) + mails("-N").getFirst();
            default -> "From: a@example.org\nSubject: hello\n\ntext\n";
        };

        // When
        Ran ran = mailbox(text, "base");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).endsWith(message + "\n");
    }
}
