package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiHistory;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.report.JsonReport;
import io.luoledger.abi.report.Report;
import io.luoledger.abi.report.Subjects;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.fleet.FleetView;
import io.luoledger.fleet.KernelMatrix;
import io.luoledger.fleet.KernelPair;
import io.luoledger.fleet.UpdateQuery;
import io.luoledger.view.JsonOutput;
import io.luoledger.web.Answer;
import io.luoledger.web.Problem;
import io.luoledger.web.Question;
import io.luoledger.web.Route;
import io.luoledger.wire.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered of kernels and their preserved-state ABI. */
final class KernelApi {
    private static final int MOST_UPDATES = 20;
    private static final Logger LOG = LoggerFactory.getLogger(KernelApi.class);

    private final FleetView fleet;
    private final KernelMatrix matrix;

    KernelApi(FleetView fleet) {
        this.fleet = fleet;
        this.matrix = new KernelMatrix(fleet.gate());
    }

    List<Route> routes() {
        return List.of(
                new Route("/api/v1/kernels", this::kernels),
                new Route("/api/v1/kernels/{from}/{to}", this::pair),
                new Route("/api/v1/kernels/{from}/{to}/structs/{struct}", this::struct));
    }

    /** Judges what takes seconds before somebody waits for it. */
    void judgeAhead() {
        Thread ahead = new Thread(
                () -> {
                    try {
                        matrix.pairs(KernelMatrix.kernels(fleet.kernels()));
                    } catch (RuntimeException e) {
                        LOG.info("kernels are judged when somebody asks for them: {}", Reason.of(e));
                    }
                },
                "luo-ledger kernels");
        ahead.setDaemon(true);
        ahead.start();
    }

    private Answer kernels(Question question) {
        List<AbiDescriptor> kernels = KernelMatrix.kernels(fleet.kernels());
        if (Boolean.FALSE.equals(question.flag("pairs"))) {
            return Answer.json(out -> JsonOutput.array(out, "kernels", kernels, KernelApi::kernel));
        }
        List<PairVerdict> pairs = matrix.pairs(kernels);
        Map<KernelPair, Integer> updates = fleet.index().updatesByPair();
        return Answer.json(out -> {
            JsonOutput.array(out, "kernels", kernels, KernelApi::kernel);
            JsonOutput.array(out, "pairs", pairs, (json, pair) -> pair(json, pair, updates));
        });
    }

    private static void kernel(JsonGenerator out, AbiDescriptor kernel) throws IOException {
        out.writeStartObject();
        out.writeStringField("release", kernel.release());
        out.writeStringField("architecture", kernel.architecture());
        out.writeStringField("source", kernel.source());
        out.writeNumberField("structs", kernel.structs().size());
        out.writeEndObject();
    }

    private static void pair(JsonGenerator out, PairVerdict pair, Map<KernelPair, Integer> updates) throws IOException {
        out.writeStartObject();
        out.writeStringField("from", pair.from());
        out.writeStringField("to", pair.to());
        out.writeStringField("outcome", pair.outcome().name());
        out.writeStringField("consequence", pair.consequence());
        out.writeNumberField("updates", updates.getOrDefault(new KernelPair(pair.from(), pair.to()), 0));
        out.writeEndObject();
    }

    // ---- one pair ----

    private AbiDescriptor kernel(Question question, String part) {
        String release = question.part(part);
        return KernelMatrix.find(fleet.kernels(), release)
                .orElseThrow(() ->
                        Problem.notFound("no kernel " + release + " is known; /api/v1/kernels lists those that are"));
    }

    private Answer pair(Question question) {
        AbiDescriptor from = kernel(question, "from");
        AbiDescriptor to = kernel(question, "to");
        Report report =
                new Report(List.of(fleet.gate().check(from, to)), List.of(), Set.of(), Subjects.of(from, to), true);
        KernelPair pair = new KernelPair(question.part("from"), question.part("to"));
        UpdateQuery.Page updates = new UpdateQuery(null, null, null, pair.from(), pair.to(), null, null, null, null)
                .page(fleet.index(), null, MOST_UPDATES);
        SortedSet<String> structs = new TreeSet<>();
        Stream.of(from, to).flatMap(side -> side.structs().stream()).forEach(one -> structs.add(one.name()));
        ObjectNode document = (ObjectNode) JsonReport.node(report).path("pairs").path(0);
        structs.forEach(document.putArray("structs")::add);
        ArrayNode told = document.putArray("updates");
        updates.updates()
                .forEach(update -> told.addObject()
                        .put("host", update.getHost())
                        .put("liveUpdate", update.getLiveUpdate())
                        .put("outcome", update.getOutcome().name()));
        document.put("updatesTotal", updates.total());
        return Answer.ok(Answer.JSON, (document + "\n").getBytes(StandardCharsets.UTF_8));
    }

    // ---- one struct ----

    private Answer struct(Question question) {
        AbiDescriptor from = kernel(question, "from");
        AbiDescriptor to = kernel(question, "to");
        String name = question.part("struct");
        StructLayout before = from.struct(name).orElse(null);
        StructLayout after = to.struct(name).orElse(null);
        if (before == null && after == null) {
            throw Problem.notFound("neither " + from.release() + " nor " + to.release() + " has a struct " + name);
        }
        List<AbiFinding> changes = fleet.gate()
                .check(from, to)
                .allFindings()
                .filter(finding -> !finding.isKnownDefect())
                .filter(finding -> finding.path().equals(name) || finding.path().startsWith(name + "."))
                .distinct()
                .toList();
        return Answer.json(out -> {
            out.writeStringField("struct", name);
            layout(out, "from", from, before);
            layout(out, "to", to, after);
            JsonOutput.array(out, "changes", changes, KernelApi::change);
            guard(out, from, before, to, after, changes);
        });
    }

    private static void layout(JsonGenerator out, String side, AbiDescriptor kernel, @Nullable StructLayout layout)
            throws IOException {
        if (layout == null) {
            out.writeNullField(side);
            return;
        }
        out.writeObjectFieldStart(side);
        whole(out, "size", layout.size());
        out.writeStringField("guard", guard(kernel, layout));
        JsonOutput.array(out, "fields", layout.fields(), (json, field) -> {
            json.writeStartObject();
            json.writeStringField("name", field.name());
            whole(json, "offset", field.offset());
            whole(json, "size", field.size());
            json.writeStringField("type", field.typeText());
            if (field.isBitField()) {
                json.writeStringField("bits", field.firstBit() + "-" + (field.firstBit() + field.bits() - 1));
            }
            json.writeEndObject();
        });
        out.writeEndObject();
    }

    private static void whole(JsonGenerator out, String name, @Nullable Integer number) throws IOException {
        FleetJson.number(out, name, number == null ? null : Long.valueOf(number));
    }

    private static @Nullable String guard(AbiDescriptor kernel, @Nullable StructLayout layout) {
        return layout == null || layout.guard() == null ? null : AbiHistory.guardValue(kernel, layout);
    }

    private static void change(JsonGenerator out, AbiFinding change) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", change.kind().id());
        out.writeStringField("severity", change.kind().severity().name());
        out.writeStringField("path", change.path());
        out.writeStringField("from", change.from());
        out.writeStringField("to", change.to());
        out.writeStringField("explanation", change.explanation());
        out.writeStringField("remedy", change.kind().remedy());
        out.writeEndObject();
    }

    /** Where the bytes differ and what stands for them doesn't, nobody notices. */
    private static void guard(
            JsonGenerator out,
            AbiDescriptor from,
            @Nullable StructLayout before,
            AbiDescriptor to,
            @Nullable StructLayout after,
            List<AbiFinding> changes)
            throws IOException {
        String old = guard(from, before);
        String now = guard(to, after);
        // what a changed guard covers is no error
        boolean differ = changes.stream().anyMatch(AbiFinding::isError)
                || (before != null
                        && after != null
                        && !Objects.equals(old, now)
                        && !before.fields().equals(after.fields()));
        boolean should = before != null && after != null && differ && Objects.equals(old, now);
        out.writeObjectFieldStart("guard");
        out.writeStringField("from", old);
        out.writeStringField("to", now);
        out.writeBooleanField("shouldHaveChanged", should);
        out.writeStringField("why", why(before, after, old, differ, should));
        out.writeEndObject();
    }

    private static String why(
            @Nullable StructLayout before,
            @Nullable StructLayout after,
            @Nullable String old,
            boolean differ,
            boolean should) {
        if (before == null || after == null) {
            return "only the " + (before == null ? "incoming" : "outgoing") + " kernel has this struct";
        }
        if (!differ) {
            return "nothing of its bytes is known to be different";
        }
        if (!should) {
            return "its bytes differ, and so does its guard: the incoming kernel notices";
        }
        return old == null
                ? "its bytes differ, and it has no guard of its own: what embeds it has to change"
                : "its bytes differ, and its guard doesn't: nobody notices";
    }
}
