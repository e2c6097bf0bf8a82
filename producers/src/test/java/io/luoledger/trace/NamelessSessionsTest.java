package io.luoledger.trace;

import static io.luoledger.trace.Captures.bodies;
import static io.luoledger.trace.Captures.imported;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.wire.UnreadableInputException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Sessions that a text doesn't name, or names late: joined where exactly one can be meant, and never by a guess. */
class NamelessSessionsTest {
    @Test
    void shouldJoinSessionsWithoutANameByTheirOrder() {
        // Given: the outgoing text is cut inside the reboot, so that no address joins them
        String outgoing = Captures.text("vfio/multi.graph.outgoing.trace");
        String cut = outgoing.substring(0, outgoing.indexOf('\n', outgoing.indexOf("luo_session_serialize")) + 1);

        // When
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.text("out.trace", cut)),
                        List.of(Captures.file("vfio/multi.graph.incoming.trace"))),
                List.of());

        // Then
        assertThat(bodies(imported, FileFinished.class))
                .hasSize(6)
                .extracting(file -> Objects.requireNonNull(file.session()).name())
                .containsOnly("unknown", "unknown#2");
        assertThat(bodies(imported, FileFinished.class)).noneMatch(file -> file.token() == null);
    }

    /**
     * Two sessions that the outgoing text names, a with the tokens 1, 2 and 9, b with 1, 2 and 3, and an incoming text that
     * names none and begins behind the deserialisation.
     */
    private static Captures.Imported retrievedWithoutNames(String firstLine) {
        String outgoing = Captures.text("vfio/multi.graph.outgoing.trace")
                .replace("file_set=0xffff8880004c0598, token=0x3", "file_set=0xffff8880004c0598, token=0x9");
        for (String name : List.of("a", "b")) {
            String entry = "luo_session_create(name=";
            int end = outgoing.indexOf('\n', outgoing.indexOf(entry)) + 1;
            outgoing = outgoing.substring(0, end).replace(entry, "luo_session_create(at=")
                    + " 0)     init-1     |               |        /* luo_session_create:"
                    + " (luo_session_create+0x0/0x130) name=\"" + name + "\" */\n" + outgoing.substring(end);
        }
        String incoming = Captures.text("vfio/multi.graph.incoming.trace")
                .replaceAll(" ser=0x\\w+", "")
                .replace("file_set=0xffff8880012e3dd8, token=0x3", "file_set=0xffff8880012e3dd8, token=0x9");
        int call = incoming.lastIndexOf("luo_ioctl(", incoming.indexOf("luo_session_retrieve("));
        return Captures.run(
                List.of(
                        List.of(Captures.text("out.trace", firstLine + outgoing)),
                        List.of(Captures.text("in.trace", incoming.substring(incoming.lastIndexOf('\n', call) + 1)))),
                List.of());
    }

    private static List<String> retrievesOf(Captures.Imported imported) {
        return imported.ofBoot(1).stream()
                .map(Draft::body)
                .filter(body -> body instanceof FileRetrieved || body instanceof SessionRetrieved)
                .map(body -> body instanceof FileRetrieved file
                        ? file.session() + " " + file.token() + " " + file.result()
                        : ((SessionRetrieved) body).session() + " " + ((SessionRetrieved) body).result())
                .toList();
    }

    @Test
    void shouldJoinASessionWithoutANameByItsTokens() {
        assertThat(retrievesOf(retrievedWithoutNames("")))
                .containsExactly(
                        "b OK", "a OK", "b 0x2 OK", "b 0x1 OK", "b 0x3 OK", "a 0x9 OK", "a 0x1 OK", "a 0x2 OK");
    }

    @Test
    void shouldTakeASessionsNameFromWhicheverLineOfItsCreationHasIt() {
        // Given: the name is cut from the line of the call itself
        String outgoing = Captures.text("traces/simple-7.3-to-7.3.outgoing.trace")
                .replaceFirst("(luo_session_create: \\(\\S+\\)) name=\"vm\"", "$1");

        // When
        Captures.Imported imported = Captures.run(List.of(List.of(Captures.text("out.trace", outgoing))), List.of());

        // Then
        assertThat(bodies(imported, SessionCreated.class).stream().map(created -> created.session()))
                .containsExactly(Session.named("vm"));
    }

    @Test
    void shouldRefuseALineThatEndsInTheMiddleOfAName() {
        String outgoing = Captures.text("traces/simple-7.3-to-7.3.outgoing.trace")
                .replaceFirst("(luo_session_create: \\(\\S+\\) name)=\"vm\"", "$1");

        assertThatThrownBy(() -> Captures.run(List.of(List.of(Captures.text("out.trace", outgoing))), List.of()))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("out.trace: line 17 names luo_session_create and can't be read: ");
    }

    @Test
    void shouldCallASessionFromTheBeginningWhatOnlyTheNextKernelTells() {
        // When: a tracer of functions, which tells no names, and probes in the next kernel
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file("traces/errors-7.3-to-7.3.fgraph.outgoing.trace")),
                        List.of(Captures.file("traces/errors-7.3-to-7.3.incoming.trace"))),
                List.of());

        // Then
        assertThat(bodies(imported, FilePreserved.class).stream()
                        .filter(file -> file.result().ok())
                        .map(file -> Objects.requireNonNull(file.session()).name() + " " + file.token()))
                .containsExactly("a 0x1", "b 0x1", "c 0x1", "c 0x2", "d 0x1", "e 0x1");
    }

    @Test
    void shouldCallASessionWhatTheNextKernelTellsWhoseTokensItHas() {
        // When: what the next kernel received isn't in its text
        String incoming = Captures.text("traces/simple-7.3-to-7.3.incoming.trace");
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file("traces/simple-7.3-to-7.3.fgraph.outgoing.trace")),
                        List.of(Captures.text(
                                "in.trace",
                                incoming.lines()
                                        .filter(line -> !line.contains("luo_session_insert"))
                                        .collect(Collectors.joining("\n", "", "\n"))))),
                List.of());

        // Then
        assertThat(bodies(imported, FilePreserved.class).stream()
                        .map(file -> Objects.requireNonNull(file.session()).name()))
                .containsExactly("vm", "vm");
    }

    @Test
    void shouldJoinNoSessionByTokensThatAnotherOneMayHave() {
        // Given: records of the outgoing kernel are lost, and with them perhaps a session
        assertThat(retrievesOf(retrievedWithoutNames("CPU:0 [LOST 3 EVENTS]\n")))
                .containsExactly(
                        "unknown OK",
                        "unknown#2 OK",
                        "unknown 0x2 OK",
                        "unknown 0x1 OK",
                        "unknown 0x3 OK",
                        "unknown#2 0x9 OK",
                        "unknown#2 0x1 OK",
                        "unknown#2 0x2 OK");
    }
}
