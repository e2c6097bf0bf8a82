package io.luoledger.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.view.JsonOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What of a log can't be read. Nothing that it may have told is taken for absent.
 *
 * @param reasons where it is, and why
 * @param behind where, by host, of those whose log may go on in it: nothing of them was read behind it
 */
public record LogDamage(List<String> reasons, Map<String, String> behind) {
    public static final LogDamage NONE = new LogDamage(List.of(), Map.of());

    public LogDamage {
        reasons = List.copyOf(reasons);
        behind = Map.copyOf(behind);
    }

    /** {@code "unreadable": [reason]}, nothing when there is none. */
    public void write(JsonGenerator out) throws IOException {
        if (!reasons.isEmpty()) {
            JsonOutput.array(out, "unreadable", reasons, JsonGenerator::writeString);
        }
    }
}
