package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Side;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One event as one line: for programs, or for people. */
final class EventForm {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventForm() {}

    /** A JSON object, as {@code cli.md} describes it. */
    static String json(LiveUpdateEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("host", event.host());
        line.put("sequence", event.sequence());
        line.put("liveUpdate", event.boot().liveUpdate());
        line.put("kernel", event.boot().kernel());
        if (event.at().monotonicNanos() != null) {
            line.put("timeNanos", event.at().monotonicNanos());
        }
        if (event.at().wallMicros() != null) {
            line.put("wallMicros", event.at().wallMicros());
        }
        line.put("type", event.body().type());
        line.put("result", event.body().result().toString());
        line.putAll(EventFields.of(event.body()));
        if (event.boot().side() != Side.NONE) {
            line.put("side", event.boot().side().name().toLowerCase(Locale.ROOT));
        }
        line.put("boot", event.boot().id());
        if (!event.assumptions().isEmpty()) {
            line.put("assumptions", event.assumptions());
        }
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of plain values can always be written", e);
        }
    }

    /** Columns: host, sequence, live-update number and kernel, time, type, result, what. */
    static String text(LiveUpdateEvent event, ZoneId zone) {
        Map<String, Object> fields = new LinkedHashMap<>(EventFields.of(event.body()));
        if (!event.assumptions().isEmpty()) {
            fields.put("assumes", String.join(", ", event.assumptions()));
        }
        String what = fields.entrySet().stream()
                .map(field -> field.getKey() + " " + Printable.text(String.valueOf(field.getValue())))
                .collect(Collectors.joining("  "));
        return "%-12s %6d  lu%-3d %-10s %16s  %-16s %-8s %s"
                .formatted(
                        event.host(),
                        event.sequence(),
                        event.boot().liveUpdate(),
                        event.boot().kernel(),
                        time(event, zone),
                        event.body().type(),
                        event.body().result(),
                        what)
                .stripTrailing();
    }

    /** Wall time in the reader's zone where it is known, else seconds of the boot's clock, else a dash. */
    private static String time(LiveUpdateEvent event, ZoneId zone) {
        Long wallMicros = event.at().wallMicros();
        if (wallMicros != null) {
            return When.wall(wallMicros, zone);
        }
        Long nanos = event.at().monotonicNanos();
        return nanos == null ? "-" : When.seconds(nanos);
    }
}
