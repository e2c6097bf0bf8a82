package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.avro.UpdateView;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import io.luoledger.fleet.FindingQuery;
import io.luoledger.fleet.FleetSummary;
import io.luoledger.fleet.FleetView;
import io.luoledger.fleet.HostRow;
import io.luoledger.fleet.UpdateQuery;
import io.luoledger.glossary.EveryFinding;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import io.luoledger.web.Answer;
import io.luoledger.web.Problem;
import io.luoledger.web.Question;
import io.luoledger.web.Route;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is answered of a fleet as a whole. */
final class FleetApi {
    private static final Set<String> OUTCOMES =
            Set.of("COMPLETED", "PARTIAL", "ABORTED", "REFUSED", "LOST", "UNFINISHED");
    private static final Set<String> RESULTS = Arrays.stream(UpdateQuery.Result.values())
            .map(result -> result.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    private static final Set<String> SEVERITIES =
            Arrays.stream(Severity.values()).map(Enum::name).collect(Collectors.toSet());
    private static final Map<String, Function<Finding, String>> GROUPS =
            Map.of("id", finding -> finding.kind().id(), "host", Finding::host, "subject", Finding::subject);

    private static final Answer CATALOGUE =
            Answer.json(out -> JsonOutput.array(out, "findings", EveryFinding.all(), ViewJson::kind));

    private final FleetView fleet;
    private final FindingJson findings;
    private volatile @Nullable Told told;

    /** The fleet's answer, as long as nothing changes. */
    private record Told(long sequence, Answer answer) {}

    FleetApi(FleetView fleet, FindingJson findings) {
        this.fleet = fleet;
        this.findings = findings;
    }

    List<Route> routes() {
        return List.of(
                new Route("/api/v1/log", question -> Answer.json(out -> FleetJson.log(out, fleet))),
                new Route("/api/v1/fleet", question -> fleet()),
                new Route("/api/v1/hosts", this::hosts),
                new Route("/api/v1/updates", this::updates),
                new Route("/api/v1/findings", this::findings),
                new Route("/api/v1/catalogue", question -> CATALOGUE));
    }

    /** Of a part that is here already nothing is told: what isn't read yet would be taken for absent. */
    static void requireRead(FleetView fleet) {
        FleetView.Summary summary = fleet.summary();
        FleetView.Reading reading = summary.reading();
        if (reading == null) {
            return;
        }
        FleetView.Absence away = summary.away();
        throw Problem.unavailable("what the processors published is being read, " + reading.read() + " of "
                + reading.total() + " records so far"
                + (away == null || away.untilMicros() != null ? "" : ", and can't be read now: " + away.reason())
                + "; try again in a moment");
    }

    private Answer fleet() {
        requireRead(fleet);
        Told known = told;
        if (known != null && known.sequence() == fleet.index().sequence()) {
            return known.answer();
        }
        FleetSummary summary = fleet.index().summary();
        Answer answer = Answer.json(out -> FleetJson.fleet(out, summary));
        told = new Told(summary.sequence(), answer);
        return answer;
    }

    // ---- hosts ----

    private Answer hosts(Question question) {
        String search = lower(question.text("search"));
        Boolean attention = question.flag("attention");
        String outcome = question.oneOf("outcome", OUTCOMES);
        String after = question.after();
        int limit = question.limit();
        Predicate<HostRow> wanted =
                row -> (search == null || row.host().toLowerCase(Locale.ROOT).contains(search))
                        && (attention == null || attention == (row.attention() != null))
                        && (outcome == null || ended(row, outcome));
        requireRead(fleet);
        boolean all = search == null && attention == null && outcome == null;
        var rows = fleet.index().hosts();
        List<HostRow> page = (after == null ? rows : rows.tailMap(after, false))
                .values().stream().filter(wanted).limit(limit + 1L).toList();
        long total = all ? rows.size() : rows.values().stream().filter(wanted).count();
        boolean more = page.size() > limit;
        List<HostRow> shown = more ? page.subList(0, limit) : page;
        return new PageJson<>(shown, more ? shown.getLast().host() : null, total).answer(FleetJson::row);
    }

    private static boolean ended(HostRow row, String outcome) {
        UpdateView last = row.last();
        return last != null && last.getOutcome().name().equals(outcome);
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    // ---- live updates ----

    private Answer updates(Question question) {
        String result = question.oneOf("result", RESULTS);
        UpdateQuery query = new UpdateQuery(
                question.text("search"),
                question.oneOf("outcome", OUTCOMES),
                result == null ? null : UpdateQuery.Result.valueOf(result.toUpperCase(Locale.ROOT)),
                question.text("from"),
                question.text("to"),
                question.flag("timed"),
                question.numberOf("since"),
                question.numberOf("until"),
                question.numberOf("blackout"));
        String after = question.after();
        int limit = question.limit();
        requireRead(fleet);
        UpdateQuery.Page page = query.page(
                fleet.index(), after == null ? null : Question.cursor(() -> UpdateQuery.Place.parse(after)), limit);
        return new PageJson<UpdateView>(
                        page.updates(), page.next() == null ? null : page.next().toString(), page.total())
                .answer(ViewJson::update);
    }

    // ---- findings ----

    private Answer findings(Question question) {
        String severity = question.oneOf("severity", SEVERITIES);
        FindingQuery query = new FindingQuery(
                question.text("search"),
                question.text("id"),
                severity == null ? null : Severity.valueOf(severity),
                question.text("host"),
                question.numberOf("update"),
                question.numberOf("since"),
                question.numberOf("until"));
        String group = question.oneOf("group", GROUPS.keySet());
        requireRead(fleet);
        if (group != null) {
            List<FindingQuery.Group> groups = query.groups(fleet.index(), GROUPS.getOrDefault(group, Finding::subject));
            PageJson<FindingQuery.Group> page = PageJson.of(groups, question);
            return Answer.json(out -> {
                JsonOutput.array(out, "items", page.items(), this::group);
                page.end(out);
                out.writeNumberField(
                        "findings",
                        groups.stream().mapToLong(FindingQuery.Group::count).sum());
            });
        }
        String after = question.after();
        FindingQuery.Page page = query.page(
                fleet.index(),
                after == null ? null : Question.cursor(() -> FindingQuery.Place.parse(after)),
                question.limit());
        return new PageJson<>(
                        page.findings(),
                        page.next() == null ? null : page.next().toString(),
                        page.total())
                .answer(findings);
    }

    private void group(JsonGenerator out, FindingQuery.Group group) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", group.key());
        out.writeNumberField("count", group.count());
        out.writeStringField("severity", group.first().kind().severity().name());
        out.writeFieldName("first");
        findings.write(out, group.first());
        out.writeEndObject();
    }
}
