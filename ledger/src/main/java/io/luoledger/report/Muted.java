package io.luoledger.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.view.JsonOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Findings of a host that somebody lives with: shown like the others, and no failure. A retired host is a waiver for all of
 * its findings.
 *
 * @param finding its id; null for all of a retired host
 * @param subject what it is about; null for all
 * @param reason why
 * @param until last day on which it counts, as "2027-01-31"; null for a retired host, as long as it keeps silent
 * @param count how many findings it mutes; 0 for one that mutes nothing
 * @param counts whether it still does: not when it has expired, or the host has spoken again
 */
public record Muted(
        String host,
        @Nullable String finding,
        @Nullable String subject,
        String reason,
        @Nullable String until,
        long count,
        boolean counts) {
    /** {@code "muted": [{"host", "finding", "subject", "reason", "until", "count", "counts"}]}, nothing when there is none. */
    public static void write(JsonGenerator out, List<Muted> all) throws IOException {
        if (!all.isEmpty()) {
            JsonOutput.array(out, "muted", all, (json, one) -> {
                json.writeStartObject();
                json.writeStringField("host", one.host());
                json.writeStringField("finding", one.finding());
                json.writeStringField("subject", one.subject());
                json.writeStringField("reason", one.reason());
                json.writeStringField("until", one.until());
                json.writeNumberField("count", one.count());
                json.writeBooleanField("counts", one.counts());
                json.writeEndObject();
            });
        }
    }
}
