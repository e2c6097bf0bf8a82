package io.luoledger.replay;

import io.luoledger.finding.FindingKind;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
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
        JsonOutput.document(writer, out -> {
            out.writeNumberField("events", replay.events());
            out.writeStringField("digest", replay.digest());
            out.writeStringField("abiDigest", replay.abiDigest());
            out.writeObjectFieldStart("abiKernels");
            for (Map.Entry<String, String> kernel : replay.abiKernels().entrySet()) {
                out.writeStringField(kernel.getKey(), kernel.getValue());
            }
            out.writeEndObject();
            JsonOutput.array(out, "hosts", replay.hosts(), ViewJson::host);
            JsonOutput.array(out, "updates", replay.updateViews(), ViewJson::update);
            JsonOutput.array(
                    out,
                    "stats",
                    replay.stats().entrySet(),
                    (json, entry) -> ViewJson.stats(json, entry.getKey(), entry.getValue()));
            JsonOutput.array(out, "findings", replay.findings(), ViewJson::finding);
            ViewJson.ignored(out, ignored);
        });
    }
}
