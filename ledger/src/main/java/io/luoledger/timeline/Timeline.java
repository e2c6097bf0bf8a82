package io.luoledger.timeline;

import io.luoledger.event.LiveUpdateEvent;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Draws a log as a timeline. Life: constructed on a stream, given every event in the order of the log, ended once. Memory
 * grows with the hosts and with what each holds open, not with the log.
 *
 * <pre>
 * process HOST
 *   kernel          |== 7.2.13, live update 0 ======[freeze]|kernel gap|== 7.3.4, live update 1 =====
 *   session vm      |== outgoing  preserve 0x1 -----------.-|          |== incoming  retrieve 0x1 ===|
 *   device 0000:…                                           `------------------------^ flow
 * </pre>
 */
public final class Timeline {
    /** The last moment that is drawn, in the year 2262: Perfetto's times are signed. Unit: nanoseconds. */
    static final long END_NANOS = Long.MAX_VALUE;

    private final PerfettoTrace trace;
    private final long originNanos;
    private final Map<String, HostTimeline> hosts = new HashMap<>();

    /**
     * @param originMicros where hosts begin of which no clock tells when; microseconds since 1970-01-01 UTC, 0: nobody
     *     knows
     */
    public Timeline(OutputStream out, long originMicros) {
        trace = new PerfettoTrace(out);
        originNanos = nanos(originMicros);
        if (originMicros > 0) {
            trace.wallClock(originNanos);
        }
    }

    /** The moment on the timeline; one before 1970 or past its end is drawn there. */
    static long nanos(long micros) {
        return Math.clamp(micros, 0, END_NANOS / 1000) * 1000;
    }

    /** Throws {@link java.io.UncheckedIOException} when the stream takes nothing more. */
    public void accept(LiveUpdateEvent event) {
        HostTimeline host = hosts.get(event.host());
        if (host == null) {
            host = new HostTimeline(trace, event.host(), hosts.size() + 1, originNanos);
            hosts.put(event.host(), host);
        }
        host.accept(event);
    }

    /** No more events: closes what is open. Leaves the stream open. */
    public void end() {
        hosts.values().forEach(HostTimeline::end);
    }

    public int hosts() {
        return hosts.size();
    }
}
