package io.luoledger.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.Entity;
import io.luoledger.core.Phases;
import io.luoledger.core.Progress;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** What is known as JSON: names and words are part of the command's contract. What a state has, its record says. */
public final class ViewJson {
    private ViewJson() {}

    /** One host: {@code {"host", "kernel", "liveUpdate", "announced"?, "sessions", "flbs", "devices"}}. */
    public static void host(JsonGenerator out, HostView view) throws IOException {
        out.writeStartObject();
        out.writeStringField("host", view.state().host());
        JsonFields.fields(out, ViewRecords.kernel(view.state()));
        Progress.Announcement announced = view.announced();
        if (announced != null) {
            out.writeObjectFieldStart("announced");
            out.writeStringField("kernel", announced.kernel());
            out.writeStringField("plan", announced.plan());
            out.writeNumberField("sequence", announced.sequence());
            out.writeEndObject();
        }
        JsonOutput.array(out, "sessions", view.sessions(), (json, session) -> session(json, session, view));
        JsonOutput.array(out, "flbs", view.flbs(), (json, flb) -> {
            start(json, ViewRecords.flb(flb), view.uncertain(flb));
            end(json, view.number(flb.generation()), null);
        });
        JsonOutput.array(out, "devices", view.devices(), (json, device) -> {
            start(json, ViewRecords.device(device), view.uncertain(device));
            end(json, view.number(device.generation()), view.phases(device));
        });
        out.writeEndObject();
    }

    private static void session(JsonGenerator out, HostView.SessionView session, HostView view) throws IOException {
        start(out, ViewRecords.session(session.session()), view.uncertain(session.session()));
        out.writeNumberField("liveUpdate", view.number(session.session().generation()));
        phases(out, view.phases(session));
        JsonOutput.array(out, "files", session.files(), (json, file) -> {
            start(json, ViewRecords.file(file, null), view.uncertain(session.session(), file));
            json.writeEndObject();
        });
        long untold = session.untoldFiles();
        if (untold > 0) {
            out.writeNumberField("filesUntold", untold);
        }
        out.writeEndObject();
    }

    /** @param uncertain whether the state is only the last one that a source with gaps shows */
    private static void start(JsonGenerator out, IndexedRecord record, boolean uncertain) throws IOException {
        out.writeStartObject();
        JsonFields.fields(out, record);
        if (uncertain) {
            out.writeBooleanField("uncertain", true);
        }
    }

    private static void end(JsonGenerator out, long liveUpdate, @Nullable Phases phases) throws IOException {
        out.writeNumberField("liveUpdate", liveUpdate);
        phases(out, phases);
        out.writeEndObject();
    }

    /** Times of what was handed over, as those of a live update, nothing for null: {@code "phaseMicros", "phasesAtLeast"?, "blackoutMicros", "blackoutIsLowerBound"}. */
    public static void phases(JsonGenerator out, @Nullable Phases phases) throws IOException {
        if (phases == null) {
            return;
        }
        out.writeFieldName("phaseMicros");
        JsonFields.object(out, ViewRecords.phases(phases));
        if (!phases.atLeast().isEmpty()) {
            JsonOutput.array(out, "phasesAtLeast", phases.atLeast(), JsonGenerator::writeString);
        }
        Long blackout = phases.blackoutMicros();
        if (blackout == null) {
            out.writeNullField("blackoutMicros");
        } else {
            out.writeNumberField("blackoutMicros", blackout);
        }
        out.writeBooleanField("blackoutIsLowerBound", phases.blackoutIsLowerBound());
    }

    /** One live update, with what the clocks tell of its phases: null is unknown, never zero. */
    public static void update(JsonGenerator out, UpdateView update) throws IOException {
        JsonFields.object(out, update);
    }

    /** The way back. */
    public static UpdateView update(JsonNode json) {
        return JsonFields.read(json, new UpdateView());
    }

    /** One entity by itself, as its record on luo.view has it. */
    public static void entity(JsonGenerator out, Entity entity) throws IOException {
        JsonFields.object(out, ViewRecords.record(entity));
    }

    /** {@code {"fromKernel", "toKernel", "windowStartMicros", "updates", "outcomes", "failureRate", …}}; no update has no rate, null. */
    public static void stats(JsonGenerator out, StatsKey key, PairStats stats) throws IOException {
        out.writeStartObject();
        out.writeStringField("fromKernel", key.fromKernel());
        out.writeStringField("toKernel", key.toKernel());
        if (key.windowStartMicros() == null) {
            out.writeNullField("windowStartMicros");
        } else {
            out.writeNumberField("windowStartMicros", key.windowStartMicros());
        }
        out.writeNumberField("updates", stats.updates());
        JsonFields.fields(
                out, StatsRecords.counts(stats, false), stats.updates() == 0 ? Set.of("failureRate") : Set.of());
        out.writeEndObject();
    }

    /** When something was, nothing for null: {@code "at": {"wallMicros"?, "boot", "monotonicNanos"?}}. */
    public static void at(JsonGenerator out, @Nullable BootMoment at) throws IOException {
        if (at != null) {
            out.writeFieldName("at");
            JsonFields.object(out, Objects.requireNonNull(ViewRecords.moment(at)));
        }
    }

    /** One finding. */
    public static void finding(JsonGenerator out, Finding finding) throws IOException {
        finding(out, finding, fields -> {});
    }

    /**
     * One finding.
     *
     * @param more writes what else is to be said of it
     */
    public static void finding(JsonGenerator out, Finding finding, JsonOutput.Fields more) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", finding.kind().id());
        out.writeStringField("severity", finding.kind().severity().name());
        out.writeStringField("host", finding.host());
        out.writeNumberField("liveUpdate", finding.liveUpdate());
        out.writeStringField("subject", finding.subject());
        out.writeStringField("expected", finding.expected());
        out.writeStringField("found", finding.found());
        JsonOutput.array(out, "evidence", finding.evidence(), JsonGenerator::writeNumber);
        at(out, finding.at());
        out.writeStringField("explanation", finding.kind().explanation());
        out.writeStringField("remedy", finding.kind().remedy());
        more.write(out);
        out.writeEndObject();
    }

    /** Ids of the findings that the caller left out of the result. */
    public static void ignored(JsonGenerator out, Collection<FindingKind> kinds) throws IOException {
        JsonOutput.array(out, "ignored", kinds, (ids, kind) -> ids.writeString(kind.id()));
    }

    /** One line of the catalogue. */
    public static void kind(JsonGenerator out, FindingKind kind) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", kind.id());
        out.writeStringField("severity", kind.severity().name());
        out.writeStringField("title", kind.title());
        out.writeStringField("explanation", kind.explanation());
        out.writeStringField("remedy", kind.remedy());
        out.writeEndObject();
    }
}
