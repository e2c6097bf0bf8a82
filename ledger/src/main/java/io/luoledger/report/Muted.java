package io.luoledger.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.view.JsonOutput;
import java.io.IOException;
import java.util.List;

/**
 * What came of a waiver: the findings that it covers are shown like the others, and no failure as long as it counts.
 *
 * @param count how many findings it covers; 0 for one that mutes nothing
 * @param counts whether it still does: not when it has expired, or the host has spoken again
 */
public record Muted(Waiver waiver, long count, boolean counts) {
    /** {@code "muted": [{"host", "finding", "subject", "reason", "until", "count", "counts"}]}, nothing when there is none. */
    public static void write(JsonGenerator out, List<Muted> all) throws IOException {
        if (!all.isEmpty()) {
            JsonOutput.array(out, "muted", all, Muted::write);
        }
    }

    private static void write(JsonGenerator out, Muted one) throws IOException {
        Waiver waiver = one.waiver();
        out.writeStartObject();
        out.writeStringField("host", waiver.host());
        out.writeStringField(
                "finding", waiver.finding() == null ? null : waiver.finding().id());
        out.writeStringField("subject", waiver.subject());
        one.why(out);
        out.writeNumberField("count", one.count());
        out.writeBooleanField("counts", one.counts());
        out.writeEndObject();
    }

    /** {@code "reason", "until"}; until is null for a retired host. */
    void why(JsonGenerator out) throws IOException {
        out.writeStringField("reason", waiver.reason());
        out.writeStringField(
                "until", waiver.expires() == null ? null : waiver.expires().toString());
    }
}
