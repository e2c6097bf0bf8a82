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

    /** A table of events of any host, see {@link #row}. */
    static TextTable table() {
        return new TextTable(0).numbers(1, 4);
    }

    /** Host, sequence, live-update number, kernel, time, type, result, what. */
    static Object[] row(LiveUpdateEvent event, ZoneId zone) {
        return new Object[] {
            Printable.text(event.host()),
            event.sequence(),
            number(event),
            Printable.text(event.boot().kernel()),
            time(event, zone),
            event.body().type(),
            event.body().result(),
            what(event)
        };
    }

    /** The same on a page about its host: sequence, live-update number, time, type, result, what. */
    static Object[] rowOfPage(LiveUpdateEvent event) {
        return new Object[] {
            event.sequence(),
            number(event),
            When.ofBoot(event.at()),
            event.body().type(),
            event.body().result(),
            what(event)
        };
    }

    private static String number(LiveUpdateEvent event) {
        return "lu" + event.boot().liveUpdate();
    }

    private static String what(LiveUpdateEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>(EventFields.of(event.body()));
        if (!event.assumptions().isEmpty()) {
            fields.put("assumes", String.join(", ", event.assumptions()));
        }
        return fields.entrySet().stream()
                .map(field -> field.getKey() + " " + Printable.text(String.valueOf(field.getValue())))
                .collect(Collectors.joining("  "));
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
