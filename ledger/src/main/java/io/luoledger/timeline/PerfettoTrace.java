package io.luoledger.timeline;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Perfetto trace packet by packet: {@code perfetto.protos.Trace} of track descriptors and track events. The field
 * numbers are those of Perfetto's published schema ({@code trace_packet.proto}, {@code track_event.proto},
 * {@code track_descriptor.proto}), where numbers never change their meaning.
 */
final class PerfettoTrace {
    private static final int TRACE_PACKET = 1;

    private static final int PACKET_CLOCKS = 6;
    private static final int PACKET_TIMESTAMP = 8;
    private static final int PACKET_SEQUENCE = 10;
    private static final int PACKET_EVENT = 11;
    private static final int PACKET_DESCRIPTOR = 60;

    private static final int CLOCKS_CLOCK = 1;
    private static final int CLOCKS_PRIMARY = 2;
    private static final int CLOCK_ID = 1;
    private static final int CLOCK_TIME = 2;
    private static final int REALTIME = 1;
    private static final int BOOTTIME = 6;

    private static final int DESCRIPTOR_UUID = 1;
    private static final int DESCRIPTOR_NAME = 2;
    private static final int DESCRIPTOR_PROCESS = 3;
    private static final int DESCRIPTOR_PARENT = 5;
    private static final int PROCESS_PID = 1;
    private static final int PROCESS_NAME = 6;

    private static final int EVENT_ANNOTATION = 4;
    private static final int EVENT_TYPE = 9;
    private static final int EVENT_TRACK = 11;
    private static final int EVENT_CATEGORY = 22;
    private static final int EVENT_NAME = 23;
    private static final int EVENT_FLOW = 47;
    private static final int EVENT_LAST_OF_FLOW = 48;
    private static final int ANNOTATION_TEXT = 6;
    private static final int ANNOTATION_NAME = 10;

    private static final int SLICE_BEGIN = 1;
    private static final int SLICE_END = 2;
    private static final int INSTANT = 3;

    /** One writer wrote all of it. */
    private static final int SEQUENCE = 1;

    private final OutputStream out;

    PerfettoTrace(OutputStream out) {
        this.out = out;
    }

    /** An arrow that an event begins, passes on or ends. */
    record Flow(long id, boolean last) {}

    /** Says that the trace's times are nanoseconds since 1970-01-01 UTC, so that a viewer can show the date. */
    void wallClock(long nanos) {
        packet(new ProtoMessage()
                .number(PACKET_SEQUENCE, SEQUENCE)
                .message(
                        PACKET_CLOCKS,
                        new ProtoMessage()
                                .message(CLOCKS_CLOCK, clock(BOOTTIME, nanos))
                                .message(CLOCKS_CLOCK, clock(REALTIME, nanos))
                                .number(CLOCKS_PRIMARY, BOOTTIME)));
    }

    private static ProtoMessage clock(int id, long nanos) {
        return new ProtoMessage().number(CLOCK_ID, id).number(CLOCK_TIME, nanos);
    }

    void process(long uuid, long nanos, int pid, String name) {
        packet(new ProtoMessage()
                .number(PACKET_TIMESTAMP, nanos)
                .number(PACKET_SEQUENCE, SEQUENCE)
                .message(
                        PACKET_DESCRIPTOR,
                        new ProtoMessage()
                                .number(DESCRIPTOR_UUID, uuid)
                                .message(
                                        DESCRIPTOR_PROCESS,
                                        new ProtoMessage()
                                                .number(PROCESS_PID, pid)
                                                .text(PROCESS_NAME, name))));
    }

    void track(long uuid, long parent, String name) {
        packet(new ProtoMessage()
                .number(PACKET_SEQUENCE, SEQUENCE)
                .message(
                        PACKET_DESCRIPTOR,
                        new ProtoMessage()
                                .number(DESCRIPTOR_UUID, uuid)
                                .number(DESCRIPTOR_PARENT, parent)
                                .text(DESCRIPTOR_NAME, name)));
    }

    void begin(long track, long nanos, String category, String name) {
        event(nanos, named(SLICE_BEGIN, track, category, name));
    }

    void end(long track, long nanos) {
        event(nanos, new ProtoMessage().number(EVENT_TYPE, SLICE_END).number(EVENT_TRACK, track));
    }

    /**
     * @param flow null for none
     * @param words what else is to be said of it
     */
    void instant(long track, long nanos, String category, String name, @Nullable Flow flow, Map<String, String> words) {
        ProtoMessage event = named(INSTANT, track, category, name);
        if (flow != null) {
            event.fixed(flow.last() ? EVENT_LAST_OF_FLOW : EVENT_FLOW, flow.id());
        }
        words.forEach((word, value) -> event.message(
                EVENT_ANNOTATION, new ProtoMessage().text(ANNOTATION_NAME, word).text(ANNOTATION_TEXT, value)));
        event(nanos, event);
    }

    private static ProtoMessage named(int type, long track, String category, String name) {
        return new ProtoMessage()
                .number(EVENT_TYPE, type)
                .number(EVENT_TRACK, track)
                .text(EVENT_CATEGORY, category)
                .text(EVENT_NAME, name);
    }

    private void event(long nanos, ProtoMessage event) {
        packet(new ProtoMessage()
                .number(PACKET_TIMESTAMP, nanos)
                .number(PACKET_SEQUENCE, SEQUENCE)
                .message(PACKET_EVENT, event));
    }

    private void packet(ProtoMessage packet) {
        try {
            out.write(new ProtoMessage().message(TRACE_PACKET, packet).toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
