package io.luoledger.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.core.HostView;
import io.luoledger.core.UpdateState;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.view.ViewJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import java.util.Set;

/** A replay's result as one JSON document. */
public final class ReplayJson {
    private ReplayJson() {}

    /**
     * Writes {@code {"events", "digest", "abiDigest", "abiKernels", "hosts", "updates", "stats", "findings", "ignored"}} and a line end; leaves the
     * writer open.
     *
     * @param ignored findings that don't count for the result; they are among the others
     */
    public static void write(Replay replay, Set<FindingKind> ignored, Writer writer) {
        JsonFactory factory = new JsonFactory();
        try (JsonGenerator out = factory.createGenerator(writer)) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeNumberField("events", replay.events());
            out.writeStringField("digest", replay.digest());
            out.writeStringField("abiDigest", replay.abiDigest());
            out.writeObjectFieldStart("abiKernels");
            for (Map.Entry<String, String> kernel : replay.abiKernels().entrySet()) {
                out.writeStringField(kernel.getKey(), kernel.getValue());
            }
            out.writeEndObject();
            out.writeArrayFieldStart("hosts");
            for (HostView host : replay.hosts()) {
                ViewJson.host(out, host);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("updates");
            for (UpdateState update : replay.updates()) {
                ViewJson.update(out, update);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("stats");
            for (Map.Entry<StatsKey, PairStats> entry : replay.stats().entrySet()) {
                ViewJson.stats(out, entry.getKey(), entry.getValue());
            }
            out.writeEndArray();
            out.writeArrayFieldStart("findings");
            for (Finding finding : replay.findings()) {
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
}
