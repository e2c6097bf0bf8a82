package io.luoledger.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The view as JSON: names and words are part of the command's contract. */
public final class ViewJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ViewJson() {}

    /** One host: {@code {"host", "kernel", "liveUpdate", "announced"?, "sessions", "flbs", "devices"}}. */
    public static void host(JsonGenerator out, HostView view) throws IOException {
        BootMark boot = view.state().current();
        out.writeStartObject();
        out.writeStringField("host", view.state().host());
        out.writeStringField("kernel", boot.kernel());
        out.writeNumberField("liveUpdate", boot.liveUpdate());
        Progress.Announcement announced = view.announced();
        if (announced != null) {
            out.writeObjectFieldStart("announced");
            out.writeStringField("kernel", announced.kernel());
            out.writeStringField("plan", announced.plan());
            out.writeNumberField("sequence", announced.sequence());
            out.writeEndObject();
        }
        out.writeArrayFieldStart("sessions");
        for (HostView.SessionView session : view.sessions()) {
            session(out, session, view);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("flbs");
        for (FlbState flb : view.flbs()) {
            out.writeStartObject();
            flb(out, flb);
            uncertain(out, view.uncertain(flb));
            out.writeNumberField("liveUpdate", view.number(flb.generation()));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("devices");
        for (DeviceState device : view.devices()) {
            out.writeStartObject();
            device(out, device);
            uncertain(out, view.uncertain(device));
            out.writeNumberField("liveUpdate", view.number(device.generation()));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void session(JsonGenerator out, HostView.SessionView session, HostView view) throws IOException {
        out.writeStartObject();
        session(out, session.session());
        uncertain(out, view.uncertain(session.session()));
        out.writeNumberField("liveUpdate", view.number(session.session().generation()));
        out.writeArrayFieldStart("files");
        for (FileState file : session.files()) {
            out.writeStartObject();
            file(out, file);
            uncertain(out, view.uncertain(file));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Marks a state that is only the last one that a source with gaps shows. */
    private static void uncertain(JsonGenerator out, boolean uncertain) throws IOException {
        if (uncertain) {
            out.writeBooleanField("uncertain", true);
        }
    }

    private static void session(JsonGenerator out, SessionState session) throws IOException {
        out.writeStringField("name", session.name());
        out.writeStringField("side", side(session.incoming()));
        out.writeStringField("state", session.status().name());
    }

    private static void file(JsonGenerator out, FileState file) throws IOException {
        out.writeStringField("token", file.token().toString());
        out.writeStringField("handler", file.handler());
        out.writeStringField("state", file.status().name());
        if (file.errno() != null) {
            out.writeStringField("errno", file.errno());
        }
        if (file.device() != null) {
            out.writeNumberField("segment", Integer.toUnsignedLong(file.device().segment()));
            out.writeStringField("bdf", file.device().bdfText());
        }
        if (file.data() != null) {
            out.writeStringField("data", "0x" + Long.toHexString(file.data()));
        }
    }

    private static void flb(JsonGenerator out, FlbState flb) throws IOException {
        out.writeStringField("name", flb.name());
        out.writeStringField("side", side(flb.incoming()));
        out.writeStringField("state", flb.status().name());
        if (flb.dependentKind() != null) {
            out.writeStringField("dependentKind", flb.dependentKind());
            out.writeNumberField("files", flb.files());
        }
    }

    private static void device(JsonGenerator out, DeviceState device) throws IOException {
        out.writeNumberField("segment", Integer.toUnsignedLong(device.address().segment()));
        out.writeStringField("bdf", device.address().bdfText());
        out.writeStringField(
                "identity", device.identity() == null ? null : device.identity().toString());
        out.writeStringField("side", side(device.incoming()));
        out.writeStringField("state", device.status().name());
        out.writeStringField("placement", device.placement().name());
        if (device.foundAt() != null) {
            out.writeStringField("foundAt", device.foundAt().toString());
        }
        if (device.virtual()) {
            out.writeBooleanField("virtualFunction", true);
        }
        out.writeStringField("dma", device.dma().name());
        out.writeArrayFieldStart("bridges");
        for (BridgeHop hop : device.bridges()) {
            out.writeStartObject();
            out.writeStringField("bdf", hop.address().bdfText());
            out.writeNumberField("secondary", hop.secondary());
            out.writeNumberField("subordinate", hop.subordinate());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static String side(boolean incoming) {
        return incoming ? "incoming" : "outgoing";
    }

    /** One live update, with what the clocks tell of its phases: null is unknown, never zero. */
    public static void update(JsonGenerator out, UpdateState update) throws IOException {
        out.writeStartObject();
        out.writeStringField("host", update.host());
        out.writeNumberField("liveUpdate", update.number());
        out.writeStringField("fromKernel", update.fromKernel());
        out.writeStringField("toKernel", update.toKernel());
        out.writeStringField("outcome", update.outcome().name());
        if (update.consequence() != null) {
            out.writeStringField("consequence", update.consequence());
        }
        out.writeObjectFieldStart("phaseMicros");
        number(out, "preserve", update.preserveMicros());
        number(out, "freeze", update.freezeMicros());
        number(out, "kernelGap", update.kernelGapMicros());
        number(out, "retrieve", update.retrieveMicros());
        number(out, "finish", update.finishMicros());
        out.writeEndObject();
        List<String> lowerBounds = update.lowerBounds();
        if (!lowerBounds.isEmpty()) {
            out.writeArrayFieldStart("phasesAtLeast");
            for (String phase : lowerBounds) {
                out.writeString(phase);
            }
            out.writeEndArray();
        }
        number(out, "blackoutMicros", update.blackoutMicros());
        out.writeBooleanField("blackoutIsLowerBound", update.blackoutIsLowerBound());
        out.writeNumberField("attempts", update.attempts());
        out.writeNumberField("sessionsPromised", update.tally().sessions());
        out.writeNumberField("sessionsFinished", update.tally().sessionsFinished());
        out.writeNumberField("filesPromised", update.tally().files());
        out.writeNumberField("filesRetrieved", update.tally().filesRetrieved());
        out.writeObjectFieldStart("kinds");
        for (Map.Entry<String, Kinds.Kind> kind : update.kinds().byHandler().entrySet()) {
            out.writeObjectFieldStart(kind.getKey());
            out.writeNumberField("files", kind.getValue().files());
            out.writeNumberField("retrieved", kind.getValue().retrieved());
            out.writeNumberField("failed", kind.getValue().failed());
            out.writeNumberField("finished", kind.getValue().finished());
            out.writeNumberField("lost", kind.getValue().lost());
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void number(JsonGenerator out, String name, @Nullable Long value) throws IOException {
        if (value == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, value);
        }
    }

    /** One finding. */
    public static void finding(JsonGenerator out, Finding finding) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", finding.kind().id());
        out.writeStringField("severity", finding.kind().severity().name());
        out.writeStringField("host", finding.host());
        out.writeNumberField("liveUpdate", finding.liveUpdate());
        out.writeStringField("subject", finding.subject());
        out.writeStringField("expected", finding.expected());
        out.writeStringField("found", finding.found());
        out.writeArrayFieldStart("evidence");
        for (long sequence : finding.evidence()) {
            out.writeNumber(sequence);
        }
        out.writeEndArray();
        out.writeStringField("explanation", finding.kind().explanation());
        out.writeStringField("remedy", finding.kind().remedy());
        out.writeEndObject();
    }

    /** Ids of the findings that the caller left out of the result. */
    public static void ignored(JsonGenerator out, Collection<FindingKind> kinds) throws IOException {
        out.writeArrayFieldStart("ignored");
        for (FindingKind kind : kinds) {
            out.writeString(kind.id());
        }
        out.writeEndArray();
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

    /** One entity as one document, as on luo.view; null for entities that are the ledger's own book-keeping. */
    public static @Nullable String entity(Entity entity) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            switch (entity) {
                case UpdateState update -> update(out, update);
                case HostState host -> {
                    out.writeStartObject();
                    out.writeStringField("host", host.host());
                    out.writeStringField("kernel", host.current().kernel());
                    out.writeNumberField("liveUpdate", host.current().liveUpdate());
                    out.writeEndObject();
                }
                case SessionState session -> {
                    out.writeStartObject();
                    session(out, session);
                    out.writeEndObject();
                }
                case FileState file -> {
                    out.writeStartObject();
                    out.writeStringField("session", file.session());
                    file(out, file);
                    out.writeEndObject();
                }
                case FlbState flb -> {
                    out.writeStartObject();
                    flb(out, flb);
                    out.writeEndObject();
                }
                case DeviceState device -> {
                    out.writeStartObject();
                    device(out, device);
                    out.writeEndObject();
                }
                case LogState log -> {
                    return null;
                }
                case FunctionState function -> {
                    return null;
                }
                case PathState path -> {
                    return null;
                }
                case BusState buses -> {
                    return null;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The entity's key within its host, readable: what it is and the count of the hand-over it belongs to. */
    public static String name(Entity entity) {
        return switch (entity) {
            case HostState host -> "host";
            case LogState log -> "log";
            case UpdateState update -> "update/" + update.generation();
            case SessionState session -> "session/" + session.generation() + "/" + session.name();
            case FileState file -> "file/" + file.generation() + "/" + file.session() + "/" + file.token();
            case FlbState flb -> "flb/" + flb.generation() + "/" + flb.name();
            case DeviceState device -> "device/" + device.generation() + "/" + device.address();
            case FunctionState function -> "function/" + function.generation() + "/" + function.address();
            case PathState path -> "path/" + path.generation() + "/" + path.address();
            case BusState buses -> "buses/" + buses.generation();
        };
    }
}
