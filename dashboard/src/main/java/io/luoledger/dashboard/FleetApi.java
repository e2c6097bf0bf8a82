package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.Progress;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Side;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import io.luoledger.fleet.BusPicture;
import io.luoledger.fleet.FindingQuery;
import io.luoledger.fleet.FleetSummary;
import io.luoledger.fleet.FleetView;
import io.luoledger.fleet.HostLog;
import io.luoledger.fleet.HostRow;
import io.luoledger.fleet.KernelMatrix;
import io.luoledger.fleet.Lane;
import io.luoledger.fleet.UpdatePicture;
import io.luoledger.glossary.EveryFinding;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.preflight.HeldState;
import io.luoledger.preflight.Preflight;
import io.luoledger.preflight.PreflightJson;
import io.luoledger.replay.DiffJson;
import io.luoledger.replay.DiffReplay;
import io.luoledger.replay.HandoverDiff;
import io.luoledger.replay.Replay;
import io.luoledger.replay.Until;
import io.luoledger.view.EventJson;
import io.luoledger.view.HostView;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import io.luoledger.web.Answer;
import io.luoledger.web.Problem;
import io.luoledger.web.Question;
import io.luoledger.web.Route;
import io.luoledger.wire.RecordedEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is answered of a fleet and its hosts. */
final class FleetApi {
    private static final Set<String> OUTCOMES =
            Set.of("COMPLETED", "PARTIAL", "ABORTED", "REFUSED", "LOST", "UNFINISHED");
    private static final Set<String> SEVERITIES =
            Arrays.stream(Severity.values()).map(Enum::name).collect(Collectors.toSet());
    private static final Map<String, Function<Finding, String>> GROUPS =
            Map.of("id", finding -> finding.kind().id(), "host", Finding::host, "subject", Finding::subject);

    private static final Answer CATALOGUE =
            Answer.json(out -> JsonOutput.array(out, "findings", EveryFinding.all(), ViewJson::kind));

    private final FleetView fleet;
    private final String command;
    private volatile @Nullable Told told;

    /** The fleet's answer, as long as nothing changes. */
    private record Told(long sequence, Answer answer) {}

    /** @param command what shows the same findings, before "--host H" */
    FleetApi(FleetView fleet, String command) {
        this.fleet = fleet;
        this.command = command;
    }

    List<Route> routes() {
        return List.of(
                new Route("/api/v1/log", question -> Answer.json(out -> FleetJson.log(out, fleet))),
                new Route("/api/v1/fleet", question -> fleet()),
                new Route("/api/v1/hosts", this::hosts),
                new Route("/api/v1/hosts/{host}", this::host),
                new Route("/api/v1/hosts/{host}/events", this::events),
                new Route("/api/v1/hosts/{host}/updates/{update}", this::picture),
                new Route("/api/v1/hosts/{host}/updates/{update}/diff", this::diff),
                new Route("/api/v1/hosts/{host}/updates/{update}/buses", this::buses),
                new Route("/api/v1/hosts/{host}/preflight", this::preflight),
                new Route("/api/v1/findings", this::findings),
                new Route("/api/v1/catalogue", question -> CATALOGUE));
    }

    private Answer fleet() {
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
        boolean all = search == null && attention == null && outcome == null;
        var rows = fleet.index().hosts();
        List<HostRow> page = (after == null ? rows : rows.tailMap(after, false))
                .values().stream().filter(wanted).limit(limit + 1L).toList();
        long total = all ? rows.size() : rows.values().stream().filter(wanted).count();
        boolean more = page.size() > limit;
        List<HostRow> shown = more ? page.subList(0, limit) : page;
        return page(shown, more ? shown.getLast().host() : null, total, FleetJson::row);
    }

    private static boolean ended(HostRow row, String outcome) {
        UpdateView last = row.last();
        return last != null && last.getOutcome().name().equals(outcome);
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static <T> Answer page(List<T> items, @Nullable String next, long total, JsonOutput.Item<T> item) {
        return Answer.json(out -> {
            JsonOutput.array(out, "items", items, item);
            if (next != null) {
                out.writeStringField("next", next);
            }
            out.writeNumberField("total", total);
        });
    }

    private Answer host(Question question) {
        HostRow row = row(question);
        Long until = question.numberOf("until");
        FleetView.KeptHost kept = until == null ? fleet.kept(row.host()) : null;
        return kept == null ? folded(row, until) : kept(row, kept);
    }

    private HostRow row(Question question) {
        String host = question.part("host");
        HostRow row = fleet.index().host(host);
        if (row == null) {
            throw Problem.notFound(
                    "no event of host " + host + " in " + fleet.summary().name());
        }
        return row;
    }

    /** As its events give it, up to one of them. */
    private Answer folded(HostRow row, @Nullable Long until) {
        HostLog log = fleet.log(row.host());
        Replay replay = log.replay(fleet.gate(), fleet.kernels(), until == null ? null : new Until.Sequence(until));
        HostView view = replay.hosts().stream()
                .findFirst()
                .orElseThrow(() -> Problem.notFound("no event of host " + row.host() + " up to sequence " + until));
        LiveUpdateEvent first = log.first();
        LiveUpdateEvent last = log.last();
        return Answer.json(out -> {
            out.writeFieldName("host");
            ViewJson.host(out, view);
            JsonOutput.array(out, "updates", replay.updateViews(), ViewJson::update);
            findings(out, replay.findings());
            FleetJson.number(out, "firstSequence", first == null ? null : (Long) first.sequence());
            FleetJson.number(out, "lastSequence", last == null ? null : (Long) last.sequence());
            out.writeNumberField("events", log.events().size());
            out.writeStringField("digest", replay.digest());
        });
    }

    /** As the instance that keeps it says, with what was published of it. */
    private Answer kept(HostRow row, FleetView.KeptHost kept) {
        return Answer.json(out -> {
            out.writeFieldName("host");
            out.writeRawValue(kept.host());
            JsonOutput.array(out, "updates", row.updates(), ViewJson::update);
            findings(out, row.findings());
            out.writeNullField("firstSequence");
            FleetJson.number(out, "lastSequence", row.nextSequence() == 0 ? null : (Long) (row.nextSequence() - 1));
            out.writeNullField("events");
            out.writeNullField("digest");
            out.writeStringField("instance", kept.instance());
        });
    }

    private void findings(JsonGenerator out, List<Finding> findings) throws IOException {
        JsonOutput.array(out, "findings", findings, this::finding);
    }

    private void finding(JsonGenerator out, Finding finding) throws IOException {
        ViewJson.finding(
                out, finding, fields -> fields.writeStringField("command", command + " --host " + finding.host()));
    }

    // ---- one host's events ----

    private Answer events(Question question) {
        HostRow row = row(question);
        Long from = question.numberOf("from");
        Long to = question.numberOf("to");
        String type = question.text("type");
        Long update = question.numberOf("update");
        List<LiveUpdateEvent> wanted = fleet.log(row.host()).events().stream()
                .map(RecordedEvent::event)
                .filter(event -> (from == null || event.sequence() >= from)
                        && (to == null || event.sequence() <= to)
                        && (type == null || event.body().type().equalsIgnoreCase(type))
                        && (update == null || belongs(event, update)))
                .toList();
        Part<LiveUpdateEvent> part = Part.of(wanted, question);
        return page(part.items(), part.next(), wanted.size(), (out, event) -> out.writeRawValue(EventJson.line(event)));
    }

    /** The outgoing half is told by the kernel before, the incoming one by the one that bears the number. */
    private static boolean belongs(LiveUpdateEvent event, long update) {
        long number = event.boot().liveUpdate();
        return (number == update - 1 && event.boot().side() != Side.INCOMING)
                || (number == update && event.boot().side() != Side.OUTGOING);
    }

    /**
     * A page of what stays in its place, told by where it begins.
     *
     * @param next null when this is the last one
     */
    private record Part<T>(List<T> items, @Nullable String next) {
        static <T> Part<T> of(List<T> all, Question question) {
            int from = (int) Math.min(question.afterNumber(0), all.size());
            int to = Math.min(all.size(), from + question.limit());
            return new Part<>(all.subList(from, to), to < all.size() ? String.valueOf(to) : null);
        }
    }

    private Answer picture(Question question) {
        HostRow row = row(question);
        long number = question.number("update");
        UpdatePicture picture = UpdatePicture.of(fleet.log(row.host()), number, fleet.gate(), fleet.kernels());
        if (picture == null) {
            throw noUpdate(row, number);
        }
        Part<Lane> part = Part.of(picture.lanes(), question);
        return Answer.json(out -> {
            PictureJson.write(out, picture, part.items());
            if (part.next() != null) {
                out.writeStringField("next", part.next());
            }
        });
    }

    private static Problem noUpdate(HostRow row, long number) {
        return Problem.notFound("host " + row.host() + " has no live update " + number + "; it has "
                + row.updates().stream()
                        .map(update -> String.valueOf(update.getLiveUpdate()))
                        .distinct()
                        .collect(Collectors.joining(", ")));
    }

    private Answer diff(Question question) {
        HostRow row = row(question);
        long number = question.number("update");
        DiffReplay replay = fleet.log(row.host()).diff(fleet.gate(), number);
        HandoverDiff diff = replay.result();
        if (diff == null) {
            throw noUpdate(row, number);
        }
        StringWriter text = new StringWriter();
        DiffJson.write(diff, replay.report(), Set.of(), text);
        return Answer.ok(Answer.JSON, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Answer buses(Question question) {
        HostRow row = row(question);
        long number = question.number("update");
        BusPicture picture = BusPicture.of(fleet.log(row.host()), number, fleet.gate(), fleet.kernels());
        if (picture == null) {
            throw noUpdate(row, number);
        }
        return Answer.json(out -> BusJson.write(out, picture));
    }

    private Answer preflight(Question question) {
        HostRow row = row(question);
        String to = question.text("to");
        HostLog log = fleet.log(row.host());
        Map<String, AbiDescriptor> kernels = fleet.kernels();
        Replay replay = log.replay(fleet.gate(), kernels, null);
        HostView view = replay.hosts().getFirst();
        Progress.Announcement announced = view.announced();
        if (to == null && announced == null) {
            throw Problem.badRequest("no kernel is announced for host " + row.host() + "; expected ?to=KERNEL");
        }
        String target = to != null ? to : Objects.requireNonNull(announced).kernel();
        AbiJudge judge = new AbiJudge(
                release -> KernelMatrix.find(kernels, release), List.of(), fleet.gate(), new AbiDigest.InMemory());
        HeldState held = new HeldState(replay, log.unread().isEmpty() ? Map.of() : Map.of(row.host(), log.unread()));
        Preflight preflight = Preflight.of(held, view, target, judge, Set.of());
        return Answer.ok(
                Answer.JSON,
                (PreflightJson.document(preflight, to == null ? announced : null, false) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    // ---- findings ----

    private Answer findings(Question question) {
        String severity = question.oneOf("severity", SEVERITIES);
        FindingQuery query = new FindingQuery(
                question.text("search"),
                question.text("id"),
                severity == null ? null : Severity.valueOf(severity),
                question.text("host"));
        String group = question.oneOf("group", GROUPS.keySet());
        if (group != null) {
            List<FindingQuery.Group> groups = query.groups(fleet.index(), GROUPS.getOrDefault(group, Finding::subject));
            Part<FindingQuery.Group> part = Part.of(groups, question);
            return page(part.items(), part.next(), groups.size(), this::group);
        }
        String after = question.after();
        FindingQuery.Page page = query.page(
                fleet.index(),
                after == null ? null : Question.cursor(() -> FindingQuery.Place.parse(after)),
                question.limit());
        return page(page.findings(), page.next() == null ? null : page.next().toString(), page.total(), this::finding);
    }

    private void group(JsonGenerator out, FindingQuery.Group group) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", group.key());
        out.writeNumberField("count", group.count());
        out.writeStringField("severity", group.first().kind().severity().name());
        out.writeFieldName("first");
        finding(out, group.first());
        out.writeEndObject();
    }
}
