package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.core.DeviceState;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityReader;
import io.luoledger.core.FileState;
import io.luoledger.core.FlbState;
import io.luoledger.core.Progress;
import io.luoledger.core.SessionState;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Side;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import io.luoledger.fleet.BusPicture;
import io.luoledger.fleet.FleetView;
import io.luoledger.fleet.HostLog;
import io.luoledger.fleet.HostRow;
import io.luoledger.fleet.KernelMatrix;
import io.luoledger.fleet.Lane;
import io.luoledger.fleet.UpdatePicture;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.preflight.HeldState;
import io.luoledger.preflight.Preflight;
import io.luoledger.preflight.PreflightJson;
import io.luoledger.replay.DiffJson;
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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is answered of one host. What may be thousands, files, findings, events, lanes and lines, comes page by page. */
final class HostApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FleetView fleet;
    private final FindingJson findings;
    private final Recent<UpdatePicture> pictures = new Recent<>();
    private final Recent<HandoverDiff> diffs = new Recent<>();

    HostApi(FleetView fleet, FindingJson findings) {
        this.fleet = fleet;
        this.findings = findings;
    }

    List<Route> routes() {
        return List.of(
                new Route("/api/v1/hosts/{host}", this::host),
                new Route("/api/v1/hosts/{host}/files", this::files),
                new Route("/api/v1/hosts/{host}/findings", this::findings),
                new Route("/api/v1/hosts/{host}/events", this::events),
                new Route("/api/v1/hosts/{host}/updates/{update}", this::picture),
                new Route("/api/v1/hosts/{host}/updates/{update}/diff", this::diff),
                new Route("/api/v1/hosts/{host}/updates/{update}/buses", this::buses),
                new Route("/api/v1/hosts/{host}/preflight", this::preflight));
    }

    private HostRow row(Question question) {
        FleetApi.requireRead(fleet);
        String host = question.part("host");
        HostRow row = fleet.index().host(host);
        if (row == null) {
            throw Problem.notFound(
                    "no event of host " + host + " in " + fleet.summary().name());
        }
        return row;
    }

    // ---- its state ----

    private Answer host(Question question) {
        HostRow row = row(question);
        Long until = question.numberOf("until");
        FleetView.KeptHost kept = until == null ? fleet.kept(row.host()) : null;
        return kept == null ? folded(row, until) : kept(row, kept);
    }

    /** As its events give it, up to one of them. */
    private Answer folded(HostRow row, @Nullable Long until) {
        HostLog log = fleet.log(row.host());
        Replay replay = replay(log, until);
        JsonNode host = withoutFiles(document(view(row, replay, until)));
        LiveUpdateEvent first = log.first();
        LiveUpdateEvent last = log.last();
        return Answer.json(out -> {
            out.writeFieldName("host");
            JSON.writeTree(out, host);
            JsonOutput.array(out, "updates", replay.updateViews(), ViewJson::update);
            counts(out, replay.findings());
            FleetJson.number(out, "firstSequence", first == null ? null : (Long) first.sequence());
            FleetJson.number(out, "lastSequence", last == null ? null : (Long) last.sequence());
            out.writeNumberField("events", log.events().size());
            out.writeStringField("digest", replay.digest());
        });
    }

    private Replay replay(HostLog log, @Nullable Long until) {
        return log.replay(fleet.gate(), fleet.kernels(), until == null ? null : new Until.Sequence(until));
    }

    private static HostView view(HostRow row, Replay replay, @Nullable Long until) {
        return replay.hosts().stream()
                .findFirst()
                .orElseThrow(() -> Problem.notFound("no event of host " + row.host() + " up to sequence " + until));
    }

    /** As the instance that keeps it says, with what was published of it. */
    private Answer kept(HostRow row, FleetView.KeptHost kept) {
        JsonNode host = withoutFiles(document(kept));
        return Answer.json(out -> {
            out.writeFieldName("host");
            JSON.writeTree(out, host);
            JsonOutput.array(out, "updates", row.updates(), ViewJson::update);
            counts(out, row.findings());
            out.writeNullField("firstSequence");
            FleetJson.number(out, "lastSequence", row.nextSequence() == 0 ? null : (Long) (row.nextSequence() - 1));
            out.writeNullField("events");
            out.writeNullField("digest");
            out.writeStringField("instance", kept.instance());
        });
    }

    private static JsonNode document(HostView view) {
        try (TokenBuffer buffer = new TokenBuffer(JSON, false)) {
            ViewJson.host(buffer, view);
            return JSON.readTree(buffer.asParser());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode document(FleetView.KeptHost kept) {
        try {
            return JSON.readTree(kept.host());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode withoutFiles(JsonNode host) {
        for (JsonNode session : host.path("sessions")) {
            ObjectNode told = (ObjectNode) session;
            told.put("fileCount", told.path("files").size());
            told.remove("files");
        }
        return host;
    }

    private static void counts(JsonGenerator out, List<Finding> all) throws IOException {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        all.forEach(finding -> counts.merge(finding.kind().severity(), 1, Integer::sum));
        out.writeObjectFieldStart("findings");
        for (Severity severity : Severity.values()) {
            out.writeNumberField(severity.name(), counts.getOrDefault(severity, 0));
        }
        out.writeEndObject();
    }

    private Answer files(Question question) {
        HostRow row = row(question);
        Long until = question.numberOf("until");
        String wanted = question.text("session");
        FleetView.KeptHost kept = until == null ? fleet.kept(row.host()) : null;
        JsonNode host =
                kept != null ? document(kept) : document(view(row, replay(fleet.log(row.host()), until), until));
        List<ObjectNode> files = new ArrayList<>();
        for (JsonNode session : host.path("sessions")) {
            if (wanted == null || session.path("name").asText().equals(wanted)) {
                session.path("files")
                        .forEach(file -> files.add(((ObjectNode) file)
                                .<ObjectNode>set("session", session.path("name"))
                                .set("liveUpdate", session.path("liveUpdate"))));
            }
        }
        return PageJson.of(files, question).answer(JSON::writeTree);
    }

    private Answer findings(Question question) {
        HostRow row = row(question);
        Long until = question.numberOf("until");
        FleetView.KeptHost kept = until == null ? fleet.kept(row.host()) : null;
        List<Finding> all = kept != null
                ? row.findings()
                : replay(fleet.log(row.host()), until).findings();
        return PageJson.of(all, question).answer(findings);
    }

    // ---- its events ----

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
        return PageJson.of(wanted, question).answer((out, event) -> out.writeRawValue(EventJson.line(event)));
    }

    /** The outgoing half is told by the kernel before, the incoming one by the one that bears the number. */
    private static boolean belongs(LiveUpdateEvent event, long update) {
        long number = event.boot().liveUpdate();
        return (number == update - 1 && event.boot().side() != Side.INCOMING)
                || (number == update && event.boot().side() != Side.OUTGOING);
    }

    // ---- one live update ----

    private Answer picture(Question question) {
        HostRow row = row(question);
        long number = question.number("update");
        HostLog log = fleet.log(row.host());
        Map<String, AbiDescriptor> kernels = fleet.kernels();
        UpdatePicture picture = pictures.of(
                        log,
                        kernels,
                        number,
                        () -> Optional.ofNullable(UpdatePicture.of(log, number, fleet.gate(), kernels)))
                .orElseThrow(() -> noUpdate(row, number));
        PageJson<Lane> page = PageJson.of(picture.lanes(), question);
        return Answer.json(out -> {
            PictureJson.write(out, picture, page.items());
            page.end(out);
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
        Long at = question.numberOf("at");
        boolean differing = Boolean.TRUE.equals(question.flag("differing"));
        HostLog log = fleet.log(row.host());
        Map<String, AbiDescriptor> kernels = fleet.kernels();
        HandoverDiff diff = diffs.of(
                        log,
                        kernels,
                        number,
                        () -> Optional.ofNullable(log.diff(fleet.gate(), number).result()))
                .orElseThrow(() -> noUpdate(row, number));
        PageJson<HandoverDiff.Line> page = PageJson.of(
                diff.lines().stream()
                        .filter(line -> !differing || !Boolean.TRUE.equals(line.kept()))
                        .toList(),
                question);
        EntityReader then = at == null ? null : replay(log, at).entities();
        return Answer.json(out -> {
            DiffJson.head(out, diff);
            out.writeNumberField(
                    "kept",
                    diff.lines().stream()
                            .filter(line -> Boolean.TRUE.equals(line.kept()))
                            .count());
            out.writeNumberField("promises", diff.lines().size());
            JsonOutput.array(
                    out,
                    "lines",
                    page.items(),
                    (json, line) -> DiffJson.line(json, line, more -> then(more, then, line.entity())));
            page.end(out);
        });
    }

    /** What it was at a moment, and on which side; null where it wasn't. */
    private static void then(JsonGenerator out, @Nullable EntityReader entities, Entity settled) throws IOException {
        if (entities == null) {
            return;
        }
        Entity state = entities.get(settled.key());
        if (state == null) {
            out.writeNullField("then");
            return;
        }
        out.writeObjectFieldStart("then");
        out.writeBooleanField("incoming", incoming(state, entities));
        out.writeFieldName("state");
        ViewJson.entity(out, state);
        out.writeEndObject();
    }

    private static boolean incoming(Entity state, EntityReader entities) {
        return switch (state) {
            case SessionState session -> session.incoming();
            case FlbState flb -> flb.incoming();
            case DeviceState device -> device.incoming();
            case FileState file ->
                entities.get(SessionState.key(file.host(), file.generation(), file.session()))
                                instanceof SessionState session
                        && session.incoming();
            default -> false;
        };
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
}
