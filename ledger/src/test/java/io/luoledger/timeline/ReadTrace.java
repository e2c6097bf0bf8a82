package io.luoledger.timeline;

import static io.luoledger.timeline.PerfettoSchema.has;
import static io.luoledger.timeline.PerfettoSchema.message;
import static io.luoledger.timeline.PerfettoSchema.messages;
import static io.luoledger.timeline.PerfettoSchema.number;
import static io.luoledger.timeline.PerfettoSchema.numbers;
import static io.luoledger.timeline.PerfettoSchema.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A Perfetto trace as Perfetto's trace processor takes it in: parsed by its schema, descriptors first, then the events in
 * the order of their times. What it would count as an error of the import is one here: a track that nobody described, a
 * process without a pid or with another's, an end without a beginning, an arrow that ends and never began.
 */
final class ReadTrace {
    /** What is on the tracks, by "process/track": names with their times in nanoseconds, and flows. */
    final Map<String, List<String>> tracks = new TreeMap<>();

    final Map<Long, List<String>> flows = new LinkedHashMap<>();
    /** When the trace's clock showed which wall time; unit: nanoseconds. */
    final List<Long> wallClocks = new ArrayList<>();

    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Long> pids = new HashMap<>();
    private final Map<Long, Deque<String>> open = new HashMap<>();
    private final Set<Long> activeFlows = new HashSet<>();

    static ReadTrace of(byte[] bytes) {
        ReadTrace trace = new ReadTrace();
        List<Message> events = new ArrayList<>();
        for (Message packet : PerfettoSchema.packets(bytes)) {
            assertThat(number(packet, "trusted_packet_sequence_id")).isEqualTo(1);
            if (has(packet, "track_event")) {
                assertThat(trace.names)
                        .as("described tracks")
                        .containsKey(number(message(packet, "track_event"), "track_uuid"));
                assertThat(number(packet, "timestamp")).isNotNegative();
                events.add(packet);
            } else if (has(packet, "clock_snapshot")) {
                trace.clocks(message(packet, "clock_snapshot"));
            } else {
                trace.descriptor(message(packet, "track_descriptor"));
            }
        }
        events.stream()
                .sorted(Comparator.comparingLong(packet -> number(packet, "timestamp")))
                .forEach(packet -> trace.event(number(packet, "timestamp"), message(packet, "track_event")));
        trace.open.forEach((track, slices) ->
                assertThat(slices).as("open on " + trace.names.get(track)).isEmpty());
        return trace;
    }

    private void clocks(Message snapshot) {
        Map<Long, Long> clocks = new HashMap<>();
        messages(snapshot, "clocks")
                .forEach(clock -> clocks.put(number(clock, "clock_id"), number(clock, "timestamp")));
        long realTime = 1;
        long bootTime = 6;
        assertThat(text(snapshot, "primary_trace_clock")).isEqualTo("BUILTIN_CLOCK_BOOTTIME");
        assertThat(clocks).containsOnlyKeys(realTime, bootTime);
        assertThat(clocks.get(realTime)).isEqualTo(clocks.get(bootTime));
        wallClocks.add(clocks.get(realTime));
    }

    private void descriptor(Message descriptor) {
        long uuid = number(descriptor, "uuid");
        assertThat(uuid).as("0 is the trace's own track").isNotZero();
        String name;
        if (has(descriptor, "process")) {
            Message process = message(descriptor, "process");
            name = text(process, "process_name");
            long pid = number(process, "pid");
            assertThat(pid).isPositive();
            assertThat(pids.putIfAbsent(pid, uuid))
                    .as("another process with pid " + pid)
                    .isNull();
        } else {
            long parent = number(descriptor, "parent_uuid");
            assertThat(pids).as("processes").containsValue(parent);
            name = names.get(parent) + "/" + text(descriptor, "name");
        }
        String other = names.put(uuid, name);
        assertThat(other == null || other.equals(name))
                .as("%s is %s, too", name, other)
                .isTrue();
    }

    private void event(long nanos, Message event) {
        long track = number(event, "track_uuid");
        String name = names.get(track);
        Deque<String> slices = open.computeIfAbsent(track, id -> new ArrayDeque<>());
        List<String> lines = tracks.computeIfAbsent(String.valueOf(name), id -> new ArrayList<>());
        switch (text(event, "type")) {
            case "TYPE_SLICE_BEGIN" -> {
                slices.push(text(event, "name"));
                lines.add(nanos + " [ " + text(event, "name"));
            }
            case "TYPE_SLICE_END" -> {
                assertThat(slices).as("open on " + name).isNotEmpty();
                lines.add(nanos + " ] " + slices.pop());
            }
            case "TYPE_INSTANT" -> lines.add(nanos + " " + text(event, "name"));
            default -> throw new AssertionError("type " + event);
        }
        for (long flow : numbers(event, "flow_ids")) {
            activeFlows.add(flow);
            flow(flow, name + " " + text(event, "name"));
        }
        for (long flow : numbers(event, "terminating_flow_ids")) {
            assertThat(activeFlows.remove(flow))
                    .as("arrow that ends at " + event)
                    .isTrue();
            flow(flow, name + " " + text(event, "name") + " (last)");
        }
        for (Message annotation : messages(event, "debug_annotations")) {
            assertThat(text(annotation, "name")).isEqualTo("sequence");
            assertThat(text(annotation, "string_value")).containsOnlyDigits();
        }
    }

    private void flow(long id, String where) {
        flows.computeIfAbsent(id, flow -> new ArrayList<>()).add(where);
    }
}
