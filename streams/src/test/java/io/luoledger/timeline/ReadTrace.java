package io.luoledger.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Perfetto trace as a reader of the published schema sees it: every field's number and wire type is checked, every
 * event's track must be known, what begins must end, in order.
 */
final class ReadTrace {
    /** What is on the tracks, by "process/track": names with their times in nanoseconds, and flows. */
    final Map<String, List<String>> tracks = new TreeMap<>();

    final Map<Long, List<String>> flows = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Deque<String>> open = new HashMap<>();
    private final Map<Long, Long> latest = new HashMap<>();

    static ReadTrace of(byte[] bytes) {
        ReadTrace trace = new ReadTrace();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            assertThat(varint(in)).as("Trace.packet").isEqualTo((1 << 3) | 2);
            trace.packet(fields(block(in)));
        }
        trace.open.forEach((track, slices) ->
                assertThat(slices).as("open on " + trace.names.get(track)).isEmpty());
        return trace;
    }

    private void packet(Map<Integer, List<Object>> packet) {
        assertThat(packet.get(10)).isEqualTo(List.of(1L));
        if (packet.containsKey(60)) {
            assertThat(packet.keySet()).containsExactlyInAnyOrder(10, 60);
            descriptor(fields(bytes(packet, 60)));
        } else {
            assertThat(packet.keySet()).containsExactlyInAnyOrder(8, 10, 11);
            event(number(packet, 8), fields(bytes(packet, 11)));
        }
    }

    private void descriptor(Map<Integer, List<Object>> descriptor) {
        long uuid = number(descriptor, 1);
        assertThat(uuid).isNotZero();
        if (descriptor.containsKey(3)) {
            Map<Integer, List<Object>> process = fields(bytes(descriptor, 3));
            assertThat(process.keySet()).containsExactlyInAnyOrder(1, 6);
            assertThat(number(process, 1)).isPositive();
            names.put(uuid, text(process, 6));
        } else {
            String parent = names.get(number(descriptor, 5));
            assertThat(parent).isNotNull();
            names.put(uuid, parent + "/" + text(descriptor, 2));
        }
    }

    private void event(long nanos, Map<Integer, List<Object>> event) {
        long track = number(event, 11);
        String name = names.get(track);
        assertThat(name).as("track of an event").isNotNull();
        assertThat(nanos).as("time on " + name).isGreaterThanOrEqualTo(latest.getOrDefault(track, 0L));
        latest.put(track, nanos);
        Deque<String> slices = open.computeIfAbsent(track, id -> new ArrayDeque<>());
        List<String> lines = tracks.computeIfAbsent(String.valueOf(name), id -> new ArrayList<>());
        switch ((int) number(event, 9)) {
            case 1 -> {
                slices.push(text(event, 23));
                lines.add(nanos + " [ " + text(event, 23));
            }
            case 2 -> {
                assertThat(event.keySet()).containsExactlyInAnyOrder(9, 11);
                assertThat(slices).as("open on " + name).isNotEmpty();
                lines.add(nanos + " ] " + slices.pop());
            }
            case 3 -> lines.add(nanos + " " + text(event, 23));
            default -> throw new AssertionError("type " + event.get(9));
        }
        for (int field : List.of(47, 48)) {
            for (Object flow : event.getOrDefault(field, List.of())) {
                flows.computeIfAbsent((long) flow, id -> new ArrayList<>())
                        .add(name + " " + text(event, 23) + (field == 48 ? " (last)" : ""));
            }
        }
        for (Object annotation : event.getOrDefault(4, List.of())) {
            assertThat(fields((ByteBuffer) annotation).keySet()).containsExactlyInAnyOrder(6, 10);
        }
    }

    private static long number(Map<Integer, List<Object>> message, int field) {
        List<Object> values = message.getOrDefault(field, List.of());
        assertThat(values).as("field " + field).hasSize(1);
        return (long) values.getFirst();
    }

    private static ByteBuffer bytes(Map<Integer, List<Object>> message, int field) {
        assertThat(message.get(field)).as("field " + field).hasSize(1);
        return (ByteBuffer) message.get(field).getFirst();
    }

    private static String text(Map<Integer, List<Object>> message, int field) {
        ByteBuffer content = bytes(message, field).duplicate();
        byte[] text = new byte[content.remaining()];
        content.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static Map<Integer, List<Object>> fields(ByteBuffer from) {
        ByteBuffer in = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, List<Object>> fields = new TreeMap<>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value = switch ((int) (tag & 7)) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> block(in);
                default -> throw new AssertionError("wire type " + (tag & 7));
            };
            fields.computeIfAbsent((int) (tag >>> 3), field -> new ArrayList<>())
                    .add(value);
        }
        return fields;
    }

    private static ByteBuffer block(ByteBuffer in) {
        int length = (int) varint(in);
        ByteBuffer block = in.slice(in.position(), length);
        in.position(in.position() + length);
        return block;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte octet = in.get();
            value |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }
}
