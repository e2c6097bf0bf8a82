package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.Outcome;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import io.luoledger.fleet.Attention;
import io.luoledger.fleet.FleetSummary;
import io.luoledger.fleet.FleetView;
import io.luoledger.fleet.HostRow;
import io.luoledger.fleet.KernelPair;
import io.luoledger.fleet.Newest;
import io.luoledger.stats.Blackouts;
import io.luoledger.stats.KindStats;
import io.luoledger.stats.PairStats;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import io.luoledger.view.ViewRecords;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fleet's numbers, and the rows of its lists, as JSON. */
final class FleetJson {
    private static final double MEDIAN = 0.50;
    private static final double TAIL = 0.99;

    private FleetJson() {}

    static void log(JsonGenerator out, FleetView fleet) throws IOException {
        FleetView.Summary log = fleet.summary();
        out.writeStringField("source", log.source());
        out.writeStringField("name", log.name());
        number(out, "events", log.events());
        out.writeNumberField("hosts", fleet.index().hosts().size());
        if (log.digest() != null) {
            out.writeStringField("digest", log.digest());
        }
        if (!log.damage().reasons().isEmpty()) {
            out.writeObjectFieldStart("damaged");
            log.damage().write(out);
            out.writeEndObject();
        }
        out.writeNumberField("sequence", fleet.index().sequence());
        out.writeBooleanField("live", log.live());
        FleetView.Reading reading = log.reading();
        if (reading != null) {
            out.writeObjectFieldStart("reading");
            out.writeNumberField("read", reading.read());
            out.writeNumberField("total", reading.total());
            out.writeEndObject();
        }
        FleetView.Absence away = log.away();
        if (away != null) {
            out.writeObjectFieldStart("away");
            out.writeNumberField("sinceMicros", away.sinceMicros());
            number(out, "untilMicros", away.untilMicros());
            out.writeStringField("reason", away.reason());
            out.writeEndObject();
        }
        Newest newest = log.newest();
        if (newest != null) {
            out.writeObjectFieldStart("newest");
            out.writeNumberField("updates", newest.updates());
            out.writeNumberField("findings", newest.findings());
            out.writeEndObject();
        }
    }

    static void fleet(JsonGenerator out, FleetSummary fleet) throws IOException {
        out.writeNumberField("hosts", fleet.hosts());
        out.writeNumberField("needAttention", fleet.needAttention());
        out.writeObjectFieldStart("updates");
        for (Map.Entry<String, Long> outcome : fleet.outcomes().entrySet()) {
            out.writeNumberField(outcome.getKey(), outcome.getValue());
        }
        out.writeEndObject();
        number(out, "successRate", fleet.successRate());
        out.writeObjectFieldStart("findings");
        for (Map.Entry<Severity, Long> found : fleet.findings().entrySet()) {
            out.writeNumberField(found.getKey().name(), found.getValue());
        }
        out.writeEndObject();
        JsonOutput.array(out, "attention", fleet.attention(), FleetJson::attention);
        JsonOutput.array(out, "overTime", fleet.overTime(), (json, bucket) -> {
            json.writeStartObject();
            json.writeNumberField("fromMicros", bucket.fromMicros());
            json.writeNumberField("untilMicros", bucket.untilMicros());
            json.writeNumberField("completed", bucket.completed());
            json.writeNumberField("failed", bucket.failed());
            json.writeNumberField("unknown", bucket.unknown());
            json.writeEndObject();
        });
        out.writeNumberField("withoutTime", fleet.withoutTime());
        JsonOutput.array(
                out, "pairs", fleet.pairs().entrySet(), (json, pair) -> pair(json, pair.getKey(), pair.getValue()));
    }

    private static void attention(JsonGenerator out, Attention attention) throws IOException {
        out.writeStartObject();
        out.writeStringField("host", attention.host());
        if (attention.update() != null) {
            UpdateView update = attention.update().update();
            out.writeNumberField("liveUpdate", update.getLiveUpdate());
            out.writeStringField("outcome", update.getOutcome().name());
            if (update.getConsequence() != null) {
                out.writeStringField("consequence", update.getConsequence());
            }
        }
        Finding finding = attention.finding();
        if (finding != null) {
            out.writeObjectFieldStart("finding");
            out.writeStringField("id", finding.kind().id());
            out.writeStringField("severity", finding.kind().severity().name());
            out.writeStringField("subject", finding.subject());
            out.writeStringField("found", finding.found());
            out.writeEndObject();
        }
        ViewJson.at(out, attention.at());
        out.writeStringField("why", attention.why());
        out.writeEndObject();
    }

    private static void pair(JsonGenerator out, KernelPair pair, PairStats stats) throws IOException {
        long updates = stats.updates();
        out.writeStartObject();
        out.writeStringField("fromKernel", pair.from());
        out.writeStringField("toKernel", pair.to());
        out.writeNumberField("updates", updates);
        out.writeNumberField("failed", updates - stats.outcomes().getOrDefault(Outcome.COMPLETED, 0L));
        number(out, "failureRate", stats.failureRate());
        blackouts(out, stats.blackouts(), stats.blackoutsAtLeast());
        JsonOutput.array(
                out, "kinds", stats.kinds().entrySet(), (json, kind) -> kind(json, kind.getKey(), kind.getValue()));
        out.writeEndObject();
    }

    private static void kind(JsonGenerator out, String name, KindStats kind) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", name);
        out.writeNumberField("updates", kind.updates());
        out.writeNumberField("files", kind.files());
        out.writeNumberField("retrieved", kind.retrieved());
        out.writeNumberField("failed", kind.failed());
        out.writeNumberField("lost", kind.lost());
        out.writeNumberField("unknown", kind.unknown());
        out.writeNumberField("failureRate", kind.failureRate());
        blackouts(out, kind.blackouts(), kind.blackoutsAtLeast());
        out.writeEndObject();
    }

    private static void blackouts(JsonGenerator out, Blackouts exact, Blackouts atLeast) throws IOException {
        out.writeObjectFieldStart("blackoutMicros");
        number(out, "p50", exact.count() == 0 ? null : (Long) exact.quantileMicros(MEDIAN));
        number(out, "p99", exact.count() == 0 ? null : (Long) exact.quantileMicros(TAIL));
        out.writeNumberField("known", exact.count());
        out.writeNumberField("lowerBounds", atLeast.count());
        out.writeEndObject();
    }

    static void row(JsonGenerator out, HostRow row) throws IOException {
        UpdateView last = row.last();
        out.writeStartObject();
        out.writeStringField("host", row.host());
        out.writeStringField("kernel", row.kernel());
        number(out, "liveUpdate", row.liveUpdate());
        out.writeStringField(
                "lastOutcome", last == null ? null : last.getOutcome().name());
        out.writeBooleanField("attention", row.attention() != null);
        out.writeNumberField("errors", row.count(Severity.ERROR));
        out.writeNumberField("warnings", row.count(Severity.WARNING));
        ViewJson.at(out, last == null ? null : ViewRecords.moment(last.getAt()));
        out.writeEndObject();
    }

    static void number(JsonGenerator out, String name, @Nullable Long number) throws IOException {
        if (number == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, number);
        }
    }

    static void number(JsonGenerator out, String name, @Nullable Double number) throws IOException {
        if (number == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, number);
        }
    }
}
