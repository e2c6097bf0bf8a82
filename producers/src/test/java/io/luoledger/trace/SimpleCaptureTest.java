package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shortest whole live update, event by event. */
class SimpleCaptureTest {
    @ParameterizedTest
    @CsvSource({
        "traces/simple-7.3-to-7.3, vm, 7.3.4",
        "traces/simple-7.2-to-7.3, vm, 7.2",
        "traces/simple-7.3-to-7.3.fgraph, unknown, 7.3.4"
    })
    void shouldTellWhatHappenedAndNothingElse(String scenario, String session, String release) {
        // Given / When
        Captures.Imported imported = Captures.scenario(scenario, true);

        // Then
        assertThat(imported.events().stream().map(SimpleCaptureTest::line))
                .containsExactly(
                        "0 OUTGOING SessionCreated " + session + " OK",
                        "0 OUTGOING FilePreserved " + session + " 0x1 memfd-v2 OK",
                        "0 OUTGOING FlbPreserved liveupdate-test-flb-v0 OK",
                        "0 OUTGOING FlbPreserved liveupdate-test-flb-v1 OK",
                        "0 OUTGOING FlbPreserved liveupdate-test-flb-v2 OK",
                        "0 OUTGOING FilePreserved " + session + " 0x2 memfd-v2 OK",
                        "0 OUTGOING HandoverStarted OK",
                        "0 OUTGOING FileFrozen " + session + " 0x1 memfd-v2 OK",
                        "0 OUTGOING FileFrozen " + session + " 0x2 memfd-v2 OK",
                        "1 INCOMING KernelBooted RESTORED 1 2 3 OK",
                        "1 INCOMING FlbRetrieved liveupdate-test-flb-v0 OK",
                        "1 INCOMING FlbRetrieved liveupdate-test-flb-v1 OK",
                        "1 INCOMING FlbRetrieved liveupdate-test-flb-v2 OK",
                        "1 INCOMING SessionRetrieved " + session + " OK",
                        "1 INCOMING FileRetrieved " + session + " 0x1 memfd-v2 OK",
                        "1 INCOMING FileRetrieved " + session + " 0x2 memfd-v2 OK",
                        "1 INCOMING SessionFinished " + session + " OK",
                        "1 INCOMING FileFinished " + session + " 0x2 memfd-v2 OK",
                        "1 INCOMING FileFinished " + session + " 0x1 memfd-v2 OK",
                        "1 INCOMING FlbFinished liveupdate-test-flb-v2 OK",
                        "1 INCOMING FlbFinished liveupdate-test-flb-v1 OK",
                        "1 INCOMING FlbFinished liveupdate-test-flb-v0 OK",
                        "1 INCOMING SessionClosed " + session + " OK");
        assertThat(imported.report().boots().get(0).kernel()).startsWith(release);
    }

    @Test
    void shouldKeepEachKernelsClock() {
        // Given / When
        Captures.Imported imported = Captures.scenario("traces/simple-7.3-to-7.3", true);

        // Then
        assertThat(imported.events().getFirst().at().monotonicNanos()).isEqualTo(10_704_384_000L);
        assertThat(imported.events().getLast().at().monotonicNanos()).isEqualTo(13_569_874_000L);
        assertThat(imported.events()).allMatch(draft -> draft.at().wallMicros() == null);
    }

    @Test
    void shouldDoWithoutAConsoleWhatTheTraceAloneTells() {
        // Given / When
        Captures.Imported imported = Captures.scenario("traces/simple-7.3-to-7.3", false);

        // Then
        assertThat(imported.ofBoot(1).stream().map(SimpleCaptureTest::line).limit(4))
                .containsExactly(
                        "1 INCOMING KernelBooted RESTORED 1 2 3 OK",
                        "1 INCOMING FlbRetrieved null OK",
                        "1 INCOMING FlbRetrieved null OK",
                        "1 INCOMING FlbRetrieved null OK");
        assertThat(imported.report().boots()).allMatch(boot -> boot.kernel().equals("unknown"));
    }

    @Test
    void shouldGiveTheSameEventsTheSamePlacesWhenTheTextHasGrown() {
        // Given
        String name = "traces/simple-7.3-to-7.3.outgoing.trace";
        String whole = Captures.text(name);
        String begin = whole.substring(0, whole.lastIndexOf("# --"));

        // When
        List<Draft> before = Captures.importText(begin).events();
        List<Draft> after = Captures.importText(whole).events();

        // Then
        assertThat(after.subList(0, before.size())).isEqualTo(before);
    }

    @Test
    void shouldCountTheLiveUpdatesOfAChainOfBoots() {
        // Given / When
        Captures.Imported imported = Captures.run(
                List.of(
                        List.of(Captures.file("traces/simple-7.3-to-7.3.outgoing.trace")),
                        List.of(Captures.file("abi-mismatch/t-out.incoming.trace")),
                        List.of(Captures.file("abi-mismatch/baseline.incoming.trace"))),
                List.of());

        // Then
        assertThat(imported.report().boots().stream().map(ImportReport.Boot::liveUpdate))
                .containsExactly(0L, 1L, 2L);
        assertThat(imported.told())
                .contains(
                        "1 SourceGap[reason=TRUNCATED, detail=t-out.incoming.trace: the text ends before the hand-over to"
                                + " the next boot, line=181]");
    }

    @Test
    void shouldTakeReleasesFromTheCaller() {
        // Given
        TraceImport source = new TraceImport(
                "h1",
                List.of(
                        List.of(Captures.file("traces/simple-7.3-to-7.3.outgoing.trace")),
                        List.of(Captures.file("traces/simple-7.3-to-7.3.incoming.trace"))),
                List.of("7.3.4", "7.3.5"),
                List.of());

        // When
        source.forEach(draft -> {});

        // Then
        assertThat(source.report().boots().stream().map(ImportReport.Boot::kernel))
                .containsExactly("7.3.4", "7.3.5");
    }

    static String line(Draft draft) {
        String what = switch (draft.body()) {
            case SessionBody body -> " " + body.session();
            case FlbBody body -> " " + body.flb();
            case FileBody.FilePreserved body -> " " + body.session() + " " + body.token() + " " + body.handler();
            case FileBody.FileFrozen body -> " " + body.session() + " " + body.token() + " " + body.handler();
            case FileBody.FileRetrieved body -> " " + body.session() + " " + body.token() + " " + body.handler();
            case FileBody.FileFinished body -> " " + body.session() + " " + body.token() + " " + body.handler();
            case FileBody body -> " " + body.session() + " " + body.token();
            case KernelBooted body ->
                " " + body.outcome() + " " + body.sessions() + " " + body.files() + " " + body.flbs();
            default -> "";
        };
        Side side = draft.boot().side();
        return draft.boot().liveUpdate() + " " + side + " " + draft.body().type() + what + " "
                + draft.body().result();
    }
}
