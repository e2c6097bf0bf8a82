package io.luoledger.cli;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.view.EventFields;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One event as one line, for people. */
final class EventForm {
    private EventForm() {}

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
                .map(field -> field.getKey() + " " + Printable.text(text(field.getValue())))
                .collect(Collectors.joining("  "));
    }

    /** The items of a list without the names of their parts. */
    private static String text(Object value) {
        return value instanceof List<?> items
                ? items.stream()
                        .map(item -> item instanceof Map<?, ?> parts
                                ? parts.values().stream().map(String::valueOf).collect(Collectors.joining(" "))
                                : String.valueOf(item))
                        .collect(Collectors.joining("; "))
                : String.valueOf(value);
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
