package io.luoledger.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.core.Entity;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.view.ViewJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A promise against what was found, as one JSON document. */
public final class DiffJson {
    private DiffJson() {}

    /**
     * Writes {@code {"update", "incomingSeen", "differences", "lines": [{"kind", "subject", "kept", "promised", "found",
     * "findings": [id]}], "findings", "ignored"}} and a line end; leaves the writer open. Promised and found are entities as on
     * luo.view, or null.
     *
     * @param ignored findings that don't count for the result; they are among the others
     */
    public static void write(HandoverDiff diff, Set<FindingKind> ignored, Writer writer) {
        JsonFactory factory = new JsonFactory();
        try (JsonGenerator out = factory.createGenerator(writer)) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeFieldName("update");
            ViewJson.update(out, diff.update());
            out.writeBooleanField("incomingSeen", diff.incomingSeen());
            out.writeNumberField(
                    "differences",
                    diff.lines().stream()
                            .filter(line -> Boolean.FALSE.equals(line.kept()))
                            .count());
            out.writeArrayFieldStart("lines");
            for (HandoverDiff.Line line : diff.lines()) {
                line(out, line);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("findings");
            for (Finding finding : diff.findings()) {
                ViewJson.finding(out, finding);
            }
            out.writeEndArray();
            ViewJson.ignored(out, ignored);
            out.writeEndObject();
            out.writeRaw(System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void line(JsonGenerator out, HandoverDiff.Line line) throws IOException {
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
        out.writeArrayFieldStart("findings");
        for (Finding finding : line.findings()) {
            out.writeString(finding.kind().id());
        }
        out.writeEndArray();
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
