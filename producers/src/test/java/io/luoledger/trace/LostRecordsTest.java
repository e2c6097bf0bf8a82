package io.luoledger.trace;

import static io.luoledger.trace.Captures.bodies;
import static io.luoledger.trace.Captures.imported;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.Token;
import io.luoledger.text.TextFile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that don't show everything: what they show is told, and nothing is made of what they don't. */
class LostRecordsTest {
    private static final String ERRORS = "traces/errors-7.2-to-7.3";

    @Test
    void shouldTellEveryFinishOfACaptureThatLostMostOfItsRecords() {
        // When: four sessions of 500 memfds, more than half of the records overwritten
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(
                                Captures.file("capture/lost-up/OUT.trace"),
                                Captures.file("capture/lost-up/PIPE.trace")),
                        List.of(
                                Captures.file("capture/lost-up/IN-BOOT.ftrace"),
                                Captures.file("capture/lost-up/IN.trace"))),
                List.of(Captures.file("capture/lost-up/console.log")));

        // Then
        List<FileFinished> finished = bodies(imported, FileFinished.class);
        assertThat(finished).hasSize(2000).allMatch(file -> Boolean.TRUE.equals(file.retrieved()));
        assertThat(finished.stream()
                        .collect(Collectors.groupingBy(
                                file -> Objects.requireNonNull(file.session()).name(), Collectors.counting())))
                .isEqualTo(Map.of("s0", 500L, "s1", 500L, "s2", 500L, "s3", 500L));
        assertThat(bodies(imported, SessionFinished.class)).hasSize(4);
    }

    @Test
    void shouldKnowByTheCountWhichFilesItIsThatFinish() {
        // When
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file("capture/lost-up/OUT.trace")),
                        List.of(Captures.file("capture/lost-up/IN.trace"))),
                List.of());

        // Then: the tokens that are told are those whose preserve is in the text, last to first
        List<Token> preserved = bodies(imported, FilePreserved.class).stream()
                .filter(file -> file.session() != null && file.session().name().equals("s2"))
                .map(FilePreserved::token)
                .toList();
        List<Token> finished = bodies(imported, FileFinished.class).stream()
                .filter(file -> file.session() != null && file.session().name().equals("s2"))
                .map(FileFinished::token)
                .filter(Objects::nonNull)
                .toList();
        assertThat(preserved).hasSize(365);
        assertThat(finished).containsExactlyElementsOf(preserved.reversed());
    }

    @Test
    void shouldNotSayThatAFileWasNotRetrievedWhereItsRetrieveMayBeLost() {
        // Given
        String name = "traces/close-no-finish-7.3-to-7.3";
        String incoming = Captures.text(name + ".incoming.trace").replace(" retrieve_status=0", "");
        int close = incoming.indexOf("luo_session_release");
        int line = incoming.lastIndexOf('\n', close) + 1;

        // When
        List<FileFinished> whole = finished(name, incoming);
        List<FileFinished> lost =
                finished(name, incoming.substring(0, line) + "CPU:0 [LOST 3 EVENTS]\n" + incoming.substring(line));

        // Then
        assertThat(whole).anyMatch(file -> Boolean.FALSE.equals(file.retrieved()));
        assertThat(lost).noneMatch(file -> Boolean.FALSE.equals(file.retrieved()));
    }

    private static List<FileFinished> finished(String name, String incoming) {
        return bodies(
                Captures.run(
                        List.of(
                                List.of(Captures.file(name + ".outgoing.trace")),
                                List.of(Captures.text("in.trace", incoming))),
                        List.of()),
                FileFinished.class);
    }

    @Test
    void shouldNotCountWhatAKernelReceivedAcrossAGap() {
        // Given
        String name = "traces/multi-session-7.3-to-7.3";
        String incoming = Captures.text(name + ".incoming.trace");
        int insert = incoming.lastIndexOf("luo_session_insert: ");
        int line = incoming.lastIndexOf('\n', insert) + 1;

        // When
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file(name + ".outgoing.trace")),
                        List.of(Captures.text(
                                "in.trace",
                                incoming.substring(0, line) + "CPU:0 [LOST EVENTS]\n" + incoming.substring(line)))),
                List.of());

        // Then
        assertThat(bodies(imported, KernelBooted.class))
                .singleElement()
                .matches(booted -> booted.sessions() == null && booted.files() == null);
    }

    // ---- texts that end early ----

    @Test
    void shouldSayThatATextHoldsTheBootOnly() {
        // When
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file("traces/simple-7.3-to-7.3.outgoing.trace")),
                        List.of(Captures.file("traces/simple-7.3-to-7.3.incoming-boot.ftrace"))),
                List.of());

        // Then
        assertThat(imported.ofBoot(1).stream()
                        .map(Draft::body)
                        .filter(SourceGap.class::isInstance)
                        .map(body -> ((SourceGap) body).detail()))
                .singleElement()
                .asString()
                .contains("the text holds this kernel's boot only");
    }

    @Test
    void shouldSayNothingOfTheKindWhereTheRestIsThere() {
        assertThat(bodies(Captures.scenario("traces/simple-7.3-to-7.3", true), SourceGap.class))
                .isEmpty();
        assertThat(bodies(Captures.scenario("vfio/luoff.graph", false), SourceGap.class))
                .isEmpty();
    }

    @Test
    void shouldTakeWhatUserSpaceRecordedWhereTheTextHoldsTheBootOnly() {
        // Given
        String incoming = Captures.text("vfio/multi.graph.incoming.trace");
        TextFile boot = Captures.text("boot.trace", incoming.substring(0, incoming.indexOf("#@ section", 1)));

        // When
        Captures.Imported imported = Captures.run(
                List.of(List.of(Captures.file("vfio/multi.graph.outgoing.trace")), List.of(boot)),
                Captures.file("vfio/multi.graph.results.jsonl"));

        // Then: each in the session that the trace calls by its place, the last three by their functions
        assertThat(bodies(imported, FileRetrieved.class).stream()
                        .map(file -> Objects.requireNonNull(file.session()).name() + " " + file.token() + " "
                                + file.device()))
                .containsExactly(
                        "unknown#2 0x2 0000:00:06.0",
                        "unknown#2 0x1 0000:05:00.0",
                        "unknown#2 0x3 0000:41:00.0",
                        "unknown 0x1 0000:03:00.0",
                        "unknown 0x2 0000:04:00.0");
        assertThat(bodies(imported, SessionFinished.class).stream()
                        .map(session ->
                                Objects.requireNonNull(session.session()).name() + " " + session.result()))
                .contains("unknown#2 EBUSY", "unknown#2 OK", "unknown OK");
    }

    @Test
    void shouldMarkASuccessOfWhichAGraphShowsNothing() {
        // Given: the beginning of a call and the end of the one before stand there twice
        String incoming = Captures.text("vfio/single.graph.incoming.trace");
        int end = incoming.indexOf("} /* luo_ioctl ret=0x0 */", incoming.indexOf("luo_session_retrieve("));
        int from = incoming.lastIndexOf('\n', end) + 1;
        int to = incoming.indexOf('\n', incoming.indexOf('\n', end) + 1) + 1;

        // When
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file("vfio/single.graph.outgoing.trace")),
                        List.of(Captures.text(
                                "in.trace",
                                incoming.substring(0, to) + incoming.substring(from, to) + incoming.substring(to)))),
                List.of());

        // Then
        assertThat(bodies(imported, SourceGap.class).stream().map(SourceGap::detail))
                .contains("in.trace: what RETRIEVE_SESSION called is not in the text");
    }

    // ---- single lines that are missing, or there twice ----

    private static Captures.Imported closeWithoutFinish(java.util.function.UnaryOperator<List<String>> spoiled) {
        String name = "traces/close-no-finish-7.3-to-7.3";
        List<String> lines = new java.util.ArrayList<>(
                List.of(Captures.text(name + ".outgoing.trace").split("\n", -1)));
        return Captures.run(
                List.of(
                        List.of(Captures.text("out.trace", String.join("\n", spoiled.apply(lines)))),
                        List.of(Captures.file(name + ".incoming.trace"))),
                List.of());
    }

    private static int find(List<String> lines, String text) {
        int at = 0;
        while (!lines.get(at).contains(text)) {
            at++;
        }
        return at;
    }

    @Test
    void shouldTellTwoCallsWhereTheEndOfOneAndTheBeginningOfTheNextAreMissing() {
        // When
        Captures.Imported whole = closeWithoutFinish(lines -> lines);
        Captures.Imported lost = closeWithoutFinish(lines -> {
            int next = find(lines, "luo_session_ioctl: (luo_session_ioctl+0x0/0x1a0) session=\"c\" cmd=0xba40");
            lines.subList(next - 1, next + 1).clear();
            return lines;
        });

        // Then
        assertThat(bodies(lost, FilePreserved.class)).containsExactlyElementsOf(bodies(whole, FilePreserved.class));
        assertThat(bodies(lost, SourceGap.class)).isNotEmpty();
    }

    /** By a clock that counts time, and by one that counts something else. */
    @ParameterizedTest
    @ValueSource(strings = {"$1.$2: ", "$1$2: "})
    void shouldTellLinesOnceThatWereCopiedTogetherTwice(String time) {
        // When
        Captures.Imported whole = closeWithoutFinish(lines -> timed(lines, time));
        Captures.Imported doubled = closeWithoutFinish(lines -> {
            int at = find(lines, "luo_session_preserve_fd: ");
            lines.addAll(at, List.copyOf(lines.subList(at, at + 20)));
            return timed(lines, time);
        });

        // Then
        assertThat(doubled.told()).isEqualTo(whole.told());
        assertThat(doubled.report().boots().getFirst().lines()).containsEntry("copy", 20L);
    }

    private static List<String> timed(List<String> lines, String time) {
        return lines.stream()
                .map(line -> line.replaceFirst("(\\d+)\\.(\\d{6}): ", time))
                .toList();
    }

    @Test
    void shouldTellEachPlaceWhereRecordsAreLostOnceEventsLieBetween() {
        // Given
        String lost = "CPU:0 [LOST 3 EVENTS]";

        // When: twice in one place, and once behind the next call
        Captures.Imported imported = closeWithoutFinish(lines -> {
            lines.add(find(lines, "luo_session_preserve_fd__ret: ") + 2, lost);
            lines.add(find(lines, "luo_session_preserve_fd: ") - 1, lost);
            lines.add(find(lines, "luo_session_preserve_fd: ") - 1, lost);
            return lines;
        });

        // Then
        assertThat(imported.ofBoot(0).stream().map(draft -> draft.body().type()))
                .containsSubsequence("SourceGap", "FilePreserved", "SourceGap", "FilePreserved");
        assertThat(bodies(imported, SourceGap.class)).hasSize(2);
    }

    private static Captures.Imported withoutIncomingLine(String lost) {
        String name = "traces/multi-session-7.3-to-7.3";
        return Captures.run(
                List.of(
                        List.of(Captures.file(name + ".outgoing.trace")),
                        List.of(Captures.text("in.trace", without(Captures.text(name + ".incoming.trace"), lost)))),
                List.of());
    }

    /** Without the first line of that kind. */
    private static String without(String text, String line) {
        int at = text.indexOf(line);
        return text.substring(0, text.lastIndexOf('\n', at) + 1) + text.substring(text.indexOf('\n', at) + 1);
    }

    @Test
    void shouldMarkAFinishThatTookMoreFilesThanTheTextTellsOf() {
        // When
        Captures.Imported lost = withoutIncomingLine("memfd_luo_finish: ");

        // Then: in front of the FINISH, whoever judges which files it finished knows
        assertThat(bodies(lost, SourceGap.class))
                .extracting(SourceGap::detail)
                .containsExactly("in.trace: not every file that luo_file_finish took is in the text");
        assertThat(lost.ofBoot(1).stream().map(draft -> draft.body().type()))
                .containsSubsequence("SourceGap", "SessionFinished");
    }

    @Test
    void shouldMarkACallbackWhoseWalkIsMissing() {
        // Given
        String name = "traces/multi-session-7.3-to-7.3";
        String entry = without(Captures.text(name + ".outgoing.trace"), "luo_file_freeze: ");

        // When
        Captures.Imported lost = Captures.run(
                List.of(List.of(Captures.text("out.trace", without(entry, "luo_file_freeze__ret: ")))), List.of());

        // Then
        assertThat(bodies(lost, SourceGap.class))
                .extracting(SourceGap::detail)
                .containsExactly("out.trace: memfd_luo_freeze is called here, but what calls it is not in the text");
    }

    /** Without the lines from the first that has one text to the one in front of the next that has the other. */
    private static String withoutLines(String text, String from, String to) {
        int begin = text.lastIndexOf('\n', text.indexOf(from)) + 1;
        return text.substring(0, begin) + text.substring(text.lastIndexOf('\n', text.indexOf(to, begin)) + 1);
    }

    @Test
    void shouldNotTakeAnotherSessionsFileForTheNextOfTheWalk() {
        // Given: the end of the walk over a's files is lost, and what was called up to the walk over b's
        String name = "traces/close-no-finish-7.3-to-7.3";
        String incoming =
                withoutLines(Captures.text(name + ".incoming.trace"), "data=0xd34000 retrieve_status", "data=0xd3c000");

        // When
        Captures.Imported lost = Captures.run(
                List.of(List.of(Captures.file(name + ".outgoing.trace")), List.of(Captures.text("in.trace", incoming))),
                List.of());

        // Then: nobody says that the retrieved file of a was discarded
        assertThat(bodies(lost, FileFinished.class))
                .extracting(file -> file.session() + " " + file.token() + " " + file.retrieved())
                .containsExactly("a 0x2 false", "a null false");
        assertThat(bodies(lost, SourceGap.class))
                .extracting(SourceGap::detail)
                .containsExactly("in.trace: not every file that luo_file_finish took is in the text");
    }

    @Test
    void shouldKnowTheFilesOfAWalkByTheirHandlesWhereOneOfThemWasToldTwice() {
        // Given: behind a gap, where order tells nothing
        String gap =
                Captures.text(ERRORS + ".outgoing.trace").replaceFirst("[^\n]*luo_session_retrieve__ret[^\n]*\n", "");

        // When / Then
        assertThat(finishedOfC(withAPreserveToldTwice(gap))).containsExactly(new Token(2), new Token(1));
    }

    @Test
    void shouldMarkAWalkWhoseFilesNothingTellsApart() {
        // Given: no handle and no address, and one file more than the kernel holds
        String outgoing = withAPreserveToldTwice(Captures.text(ERRORS + ".outgoing.trace"));
        String without = outgoing.replaceAll(" (file|data)=0x\\w+", "");

        // When
        Captures.Imported imported = imported(without, Captures.text(ERRORS + ".incoming.trace"));

        // Then
        assertThat(bodies(imported, SourceGap.class).stream().map(SourceGap::detail))
                .contains(
                        "out.trace: not every file that luo_file_freeze took is in the text",
                        "in.trace: not every file that luo_file_finish took is in the text");
    }

    /** The lines of a call's beginning and those of another one's end stand there twice: a preserve of its own, as it seems. */
    private static String withAPreserveToldTwice(String outgoing) {
        int call = outgoing.indexOf("name=\"c\" fd=16 token=2");
        int ioctl = outgoing.lastIndexOf('\n', outgoing.lastIndexOf('\n', call) - 1) + 1;
        String begins = outgoing.substring(ioctl, outgoing.indexOf('\n', call) + 1);
        int end = outgoing.lastIndexOf("luo_session_preserve_fd__ret", ioctl);
        String ends = outgoing.substring(outgoing.lastIndexOf('\n', end) + 1, ioctl);
        return outgoing.substring(0, ioctl) + begins + ends + outgoing.substring(ioctl);
    }

    private static List<Token> finishedOfC(String outgoing) {
        return bodies(imported(outgoing, Captures.text(ERRORS + ".incoming.trace")), FileFinished.class).stream()
                .filter(file -> Objects.requireNonNull(file.session()).name().equals("c"))
                .map(FileFinished::token)
                .toList();
    }

    @Test
    void shouldTellTwoCallsApartWhereBothAskForTheSame() {
        // Given: the end of one RETRIEVE_FD is lost, and the beginning of another session's
        String name = "traces/multi-session-7.3-to-7.3";
        String incoming = withoutLines(
                Captures.text(name + ".incoming.trace"),
                "memfd_luo_retrieve__ret: ",
                "luo_session_retrieve_fd: (luo_session_retrieve_fd+0x0/0xd0) name=\"vm-");

        // When
        Captures.Imported lost = Captures.run(
                List.of(List.of(Captures.file(name + ".outgoing.trace")), List.of(Captures.text("in.trace", incoming))),
                List.of());

        // Then
        assertThat(bodies(lost, FileRetrieved.class))
                .extracting(file -> file.session() + " " + file.token())
                .isNotEmpty()
                .isSubsetOf(bodies(Captures.scenario(name, false), FileRetrieved.class).stream()
                        .map(file -> file.session() + " " + file.token())
                        .toList());
        assertThat(bodies(lost, SourceGap.class)).isNotEmpty();
    }

    @Test
    void shouldTellTwoCallsApartWhereOnlyTheLowestFunctionTellsOfTheSecond() {
        // When: the end of one PRESERVE_FD is lost, and the beginning of another session's
        Captures.Imported lost = closeWithoutFinish(lines -> {
            int second = find(lines, "file_set=0xff11000000560718 count=0 token=1");
            lines.subList(second - 7, second).clear();
            return lines;
        });

        // Then: nothing of the second is told of the first
        assertThat(bodies(lost, FilePreserved.class))
                .extracting(file -> file.session() + " " + file.token())
                .containsExactly("a 0x1", "null 0x1", "c 0x1");
        assertThat(bodies(lost, SourceGap.class)).isNotEmpty();
    }

    @Test
    void shouldNotTakeASessionThatIsCreatedForOneThatCameOver() {
        // When: the end of the deserialisation is lost, and the beginning of the first CREATE_SESSION
        Captures.Imported lost = closeWithoutFinish(lines -> {
            int insert = find(lines, "luo_session_insert: ");
            lines.subList(insert - 3, insert).clear();
            return lines;
        });

        // Then: the return of what it called names it
        assertThat(lost.ofBoot(0).stream().map(draft -> draft.body().type()))
                .contains("SourceGap")
                .doesNotContain("KernelBooted");
    }

    @Test
    void shouldMarkAFreezeWhoseEndIsMissingWithItsFiles() {
        // Given: of the last walk only the entry
        String name = "abi-mismatch/i-a";
        String outgoing = Captures.text(name + ".outgoing.trace");
        int walk = outgoing.lastIndexOf("luo_file_freeze: ");
        String rest = withoutLines(outgoing.substring(walk), "memfd_luo_freeze: ", "luo_session_serialize__ret: ");

        // When
        Captures.Imported lost = Captures.run(
                List.of(List.of(Captures.text("out.trace", outgoing.substring(0, walk) + rest))), List.of());

        // Then
        assertThat(bodies(lost, SourceGap.class))
                .extracting(SourceGap::detail)
                .containsExactly("out.trace: not every file that luo_file_freeze took is in the text");
    }

    @Test
    void shouldKnowTheFilesOfAWalkAlsoBehindAPreserveThatIsLost() {
        // Given: the end of s1's second PRESERVE_FD
        String name = "abi-mismatch/e4";
        String outgoing = Captures.text(name + ".outgoing.trace");
        int handler = outgoing.lastIndexOf("memfd_luo_preserve: ", outgoing.indexOf("session=\"s2\" cmd=0xba40"));

        // When
        Captures.Imported lost = Captures.run(
                List.of(List.of(Captures.text(
                        "out.trace",
                        outgoing.substring(0, handler)
                                + withoutLines(
                                        outgoing.substring(handler),
                                        "memfd_luo_preserve__ret: ",
                                        "session=\"s2\" cmd=0xba40")))),
                List.of(Captures.file(name + ".console.log")));

        // Then: the kernel's walk has it, behind the one that is known
        assertThat(bodies(lost, FileFinished.class))
                .extracting(file -> file.session() + " " + file.token())
                .containsSequence("s1 null", "s1 0x1");
    }

    @Test
    void shouldNotCountSessionsWhereOneMayHaveComeOver() {
        assertThat(bodies(withoutIncomingLine("luo_session_insert__ret: "), KernelBooted.class))
                .singleElement()
                .matches(booted -> booted.sessions() == null && booted.files() == null);
    }

    @Test
    void shouldTakeALoneRetrieveOfARetrievedSessionForTheRefusalThatItIs() {
        assertThat(bodies(
                                Captures.scenario("vfio/single.func", false),
                                io.luoledger.event.SessionBody.SessionRetrieved.class)
                        .stream()
                        .map(retrieved -> retrieved.result().toString()))
                .containsExactly("ENOENT", "OK", "EINVAL", "ENOENT");
    }
}
