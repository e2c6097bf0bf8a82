package io.luoledger.timeline;

import static io.luoledger.core.LogScript.closed;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.notRetrieved;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;
import static io.luoledger.core.LogScript.unpreserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.LogScript;
import io.luoledger.core.RandomLog;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.wire.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
    @Test
    void shouldDrawALiveUpdate() {
        // Given
        List<RecordedEvent> log = LogScript.host("web-1")
                .withWallClock()
                .out(created("vm"), preserved("vm", 1), handover())
                .pass(40_000)
                .boot("7.3.5", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"), fileRetrieved("vm", 1), finished("vm"), closed("vm"))
                .in(new DriverBound(PciAddress.of(0, 1, 0), "vfio-pci", Result.success()))
                .events();

        // When
        ReadTrace trace = draw(log);

        // Then
        assertThat(trace.tracks.keySet())
                .containsExactly("web-1/device 0000:01:00.0", "web-1/kernel", "web-1/session vm");
        assertThat(trace.tracks.get("web-1/kernel"))
                .containsExactly(
                        "1000000001000 [ 7.3.4, live update 0",
                        "1000000003000 HandoverStarted",
                        "1000000003000 [ freeze",
                        "1000000003000 ] freeze",
                        "1000000003000 ] 7.3.4, live update 0",
                        "1000000003000 [ kernel gap",
                        "1000040004000 ] kernel gap",
                        "1000040004000 [ 7.3.5, live update 1",
                        "1000040004000 KernelBooted",
                        "1000040009000 ] 7.3.5, live update 1");
        assertThat(trace.tracks.get("web-1/session vm"))
                .containsExactly(
                        "1000000001000 SessionCreated",
                        "1000000001000 [ outgoing",
                        "1000000002000 FilePreserved 0x1",
                        "1000000003000 ] outgoing",
                        "1000040005000 SessionRetrieved",
                        "1000040005000 [ incoming",
                        "1000040006000 FileRetrieved 0x1",
                        "1000040007000 SessionFinished",
                        "1000040007000 ] incoming",
                        "1000040008000 SessionClosed");
        assertThat(trace.flows.values())
                .containsExactly(
                        List.of("web-1/session vm FilePreserved 0x1", "web-1/session vm FileRetrieved 0x1 (last)"));
    }

    @Test
    void shouldSayWhereNoClockReachesFromOneKernelToTheNext() {
        // Given
        List<RecordedEvent> log = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"), notRetrieved("vm", 1, LogScript.HANDLER, "EIO"))
                .events();

        // When
        ReadTrace trace = draw(log);

        // Then
        assertThat(trace.tracks.get("h1/kernel"))
                .contains("2000 [ kernel gap, length unknown", "1002000 ] kernel gap, length unknown")
                .contains("1002000 [ 7.3.4, live update 1 (came up after an unknown time)");
        assertThat(trace.tracks.get("h1/session vm")).contains("1004000 FileRetrieved 0x1: EIO");
        assertThat(trace.flows.values()).containsExactly(List.of("h1/session vm FilePreserved 0x1"));
    }

    @Test
    void shouldDrawNoArrowFromAPreserveThatTheLogDoesNotHold() {
        // Given: the log begins with the incoming kernel, and a file is preserved anew under the same token
        List<RecordedEvent> log = LogScript.host("h1")
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"), fileRetrieved("vm", 1), unpreserved("vm", 2))
                .out(preserved("vm", 1), unpreserved("vm", 1), preserved("vm", 1), handover())
                .boot("7.3.5", 2, BootOutcome.RESTORED)
                .in(fileRetrieved("vm", 1), fileRetrieved("vm", 1))
                .events();

        // When
        ReadTrace trace = draw(log);

        // Then
        assertThat(trace.flows.values())
                .containsExactly(List.of(
                        "h1/session vm FilePreserved 0x1",
                        "h1/session vm FileUnpreserved 0x1 (last)",
                        "h1/session vm FilePreserved 0x1",
                        "h1/session vm FileRetrieved 0x1 (last)"));
    }

    @Test
    void shouldSayWhichDateItWas() {
        // Given
        List<RecordedEvent> log =
                LogScript.host("h1").withWallClock().out(created("vm")).events();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Timeline timeline = new Timeline(out, 1_000_000_001);

        // When
        log.forEach(recorded -> timeline.accept(recorded.event()));
        timeline.end();

        // Then
        ReadTrace trace = ReadTrace.of(out.toByteArray());
        assertThat(trace.wallClocks).containsExactly(1_000_000_001_000L);
        assertThat(trace.tracks.get("h1/session vm")).first().isEqualTo("1000000001000 SessionCreated");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE / 1000, Long.MAX_VALUE})
    void shouldDrawWhateverTheClocksSay(long time) {
        // Given
        List<RecordedEvent> log = LogScript.host("h1")
                .withWallClock()
                .out(created("vm"), preserved("vm", 1), handover())
                .boot("7.3.5", 1, BootOutcome.RESTORED)
                .in(retrieved("vm"))
                .events();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Timeline timeline = new Timeline(out, time);

        // When
        for (int index = 0; index < log.size(); index++) {
            LiveUpdateEvent event = log.get(index).event();
            Moment at = index % 2 == 0 ? new Moment(time, time) : new Moment(-time, null);
            timeline.accept(new LiveUpdateEvent(
                    event.host(), event.sequence(), event.chain(), event.source(), event.boot(), at, event.body()));
        }
        timeline.end();

        // Then
        assertThat(ReadTrace.of(out.toByteArray()).tracks).hasSize(2);
    }

    @Property(tries = 200)
    void shouldDrawWhateverALogHolds(@ForAll long seed) {
        // ReadTrace checks fields, tracks, times, nesting and arrows
        ReadTrace trace = draw(RandomLog.of("h1", seed, 120));

        assertThat(trace.tracks.keySet()).allMatch(track -> track.startsWith("h1/"));
    }

    private static ReadTrace draw(List<RecordedEvent> log) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Timeline timeline = new Timeline(out, 0);
        log.forEach(recorded -> timeline.accept(recorded.event()));
        timeline.end();
        return ReadTrace.of(out.toByteArray());
    }
}
