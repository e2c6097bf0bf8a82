package io.luoledger.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Side;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One event as one line of JSON. */
public final class EventJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventJson() {}

    /** {@code {"host", "sequence", "liveUpdate", "kernel", "timeNanos"?, "wallMicros"?, "type", "result", ...}}. */
    public static String line(LiveUpdateEvent event) {
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
}
