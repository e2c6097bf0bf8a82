package io.luoledger.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.core.Entity;
import io.luoledger.finding.FindingKind;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import io.luoledger.view.ViewRecords;
import java.io.IOException;
import java.io.Writer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A promise against what was found, as one JSON document. */
public final class DiffJson {
    private DiffJson() {}

    /**
     * Writes {@code {"update", "incomingSeen", "differences", "lines": [{"kind", "subject", "kept", "promised", "found",
     * "phaseMicros"?, "blackoutMicros"?, "blackoutIsLowerBound"?, "findings": [id]}], "findings", "ignored", "muted"?}} and a line end; leaves the writer open. Promised and found are entities as on
     * luo.view, or null.
     *
     * @param report of the host, with what is muted in it
     * @param ignored findings that don't count for the result; they are among the others
     */
    public static void write(HandoverDiff diff, LedgerReport report, Set<FindingKind> ignored, Writer writer) {
        JsonOutput.document(writer, out -> {
            head(out, diff);
            JsonOutput.array(out, "lines", diff.lines(), (json, line) -> line(json, line, more -> {}));
            JsonOutput.array(out, "findings", diff.findings(), report::write);
            ViewJson.ignored(out, ignored);
            Muted.write(out, report.muted());
        });
    }

    /** What stands before the lines: {@code "update", "incomingSeen", "differences"}. */
    public static void head(JsonGenerator out, HandoverDiff diff) throws IOException {
        out.writeFieldName("update");
        ViewJson.update(out, ViewRecords.update(diff.update(), diff.at()));
        out.writeBooleanField("incomingSeen", diff.incomingSeen());
        out.writeNumberField(
                "differences",
                diff.lines().stream()
                        .filter(line -> Boolean.FALSE.equals(line.kept()))
                        .count());
    }

    /**
     * One line.
     *
     * @param more writes what else is to be said of it
     */
    public static void line(JsonGenerator out, HandoverDiff.Line line, JsonOutput.Fields more) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", line.kind().toString());
        out.writeStringField("subject", line.subject());
        if (line.kept() == null) {
            out.writeNullField("kept");
        } else {
            out.writeBooleanField("kept", line.kept());
        }
        entity(out, "promised", line.promised());
        entity(out, "found", line.found());
        ViewJson.phases(out, line.phases());
        JsonOutput.array(
                out,
                "findings",
                line.findings(),
                (ids, finding) -> ids.writeString(finding.kind().id()));
        more.write(out);
        out.writeEndObject();
    }

    private static void entity(JsonGenerator out, String field, @Nullable Entity entity) throws IOException {
        out.writeFieldName(field);
        if (entity == null) {
            out.writeNull();
        } else {
            ViewJson.entity(out, entity);
        }
    }
}
