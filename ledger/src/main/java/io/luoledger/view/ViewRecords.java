package io.luoledger.view;

import io.luoledger.avro.BridgeView;
import io.luoledger.avro.DeviceLife;
import io.luoledger.avro.DevicePlacement;
import io.luoledger.avro.DeviceView;
import io.luoledger.avro.DmaSeen;
import io.luoledger.avro.EntityState;
import io.luoledger.avro.FileLife;
import io.luoledger.avro.FileView;
import io.luoledger.avro.FlbLife;
import io.luoledger.avro.FlbView;
import io.luoledger.avro.HandoverSide;
import io.luoledger.avro.KernelView;
import io.luoledger.avro.KindCounts;
import io.luoledger.avro.PhaseMicros;
import io.luoledger.avro.PhasesView;
import io.luoledger.avro.SessionLife;
import io.luoledger.avro.SessionView;
import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateSummary;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.BridgeHop;
import io.luoledger.core.BusState;
import io.luoledger.core.DeviceState;
import io.luoledger.core.Entity;
import io.luoledger.core.FileState;
import io.luoledger.core.FlbState;
import io.luoledger.core.FunctionState;
import io.luoledger.core.HostState;
import io.luoledger.core.LogState;
import io.luoledger.core.PathState;
import io.luoledger.core.Phases;
import io.luoledger.core.SessionState;
import io.luoledger.core.StoredAs;
import io.luoledger.core.UpdateState;
import io.luoledger.event.BootMoment;
import io.luoledger.event.Moment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** States as the records of the view. */
public final class ViewRecords {
    private ViewRecords() {}

    /** Whether anybody outside looks at it: some entities are the ledger's own book-keeping. */
    public static boolean shows(Entity entity) {
        return switch (entity) {
            case HostState h -> true;
            case UpdateState u -> true;
            case SessionState s -> true;
            case FileState f -> true;
            case FlbState f -> true;
            case DeviceState d -> true;
            case LogState l -> false;
            case FunctionState f -> false;
            case PathState p -> false;
            case BusState b -> false;
        };
    }

    /**
     * As on luo.view; to be asked of entities that it shows.
     *
     * @param at when it was, of a live update; null of everything else
     */
    public static EntityState state(Entity entity, @Nullable BootMoment at) {
        SpecificRecord record = entity instanceof UpdateState update ? update(update, at) : record(entity);
        return new EntityState(
                entity.host(),
                entity.kind().toString(),
                name(entity),
                "",
                generation(entity),
                record instanceof KernelView kernel ? kernel : null,
                record instanceof SessionView session ? session : null,
                record instanceof FileView file ? file : null,
                record instanceof FlbView flb ? flb : null,
                record instanceof DeviceView device ? device : null,
                record instanceof UpdateView update ? update : null);
    }

    static SpecificRecord record(Entity entity) {
        return switch (entity) {
            case HostState host -> kernel(host);
            case UpdateState update -> update(update, null);
            case SessionState session -> session(session);
            case FileState file -> file(file, file.session());
            case FlbState flb -> flb(flb);
            case DeviceState device -> device(device);
            case LogState log -> throw notShown(log);
            case FunctionState function -> throw notShown(function);
            case PathState path -> throw notShown(path);
            case BusState buses -> throw notShown(buses);
        };
    }

    private static IllegalArgumentException notShown(Entity entity) {
        return new IllegalArgumentException("not in the view: " + name(entity));
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

    private static @Nullable Long generation(Entity entity) {
        return switch (entity) {
            case HostState host -> null;
            case LogState log -> null;
            case UpdateState update -> (Long) update.generation();
            case SessionState session -> (Long) session.generation();
            case FileState file -> (Long) file.generation();
            case FlbState flb -> (Long) flb.generation();
            case DeviceState device -> (Long) device.generation();
            case FunctionState function -> (Long) function.generation();
            case PathState path -> (Long) path.generation();
            case BusState buses -> (Long) buses.generation();
        };
    }

    static KernelView kernel(HostState host) {
        return new KernelView(host.current().kernel(), host.current().liveUpdate());
    }

    static SessionView session(SessionState session) {
        return new SessionView(
                session.name(),
                side(session.incoming()),
                SessionLife.valueOf(session.status().name()),
                unit(session.storedAs()),
                fdName(session.storedAs()));
    }

    /** @param session null where it is shown within it */
    static FileView file(FileState file, @Nullable String session) {
        return new FileView(
                session,
                file.token().toString(),
                file.handler(),
                FileLife.valueOf(file.status().name()),
                file.errno(),
                file.device() == null
                        ? null
                        : (Long) Integer.toUnsignedLong(file.device().segment()),
                file.device() == null ? null : file.device().bdfText(),
                file.data() == null ? null : "0x" + Long.toHexString(file.data()),
                unit(file.storedAs()),
                fdName(file.storedAs()));
    }

    private static @Nullable String unit(@Nullable StoredAs as) {
        return as == null ? null : as.unit();
    }

    private static @Nullable String fdName(@Nullable StoredAs as) {
        return as == null ? null : as.fdName();
    }

    static FlbView flb(FlbState flb) {
        return new FlbView(
                flb.name(),
                side(flb.incoming()),
                FlbLife.valueOf(flb.status().name()),
                flb.dependentKind(),
                flb.dependentKind() == null ? null : (Long) flb.files());
    }

    static DeviceView device(DeviceState device) {
        return new DeviceView(
                Integer.toUnsignedLong(device.address().segment()),
                device.address().bdfText(),
                device.identity() == null ? null : device.identity().toString(),
                side(device.incoming()),
                DeviceLife.valueOf(device.status().name()),
                DevicePlacement.valueOf(device.placement().name()),
                device.foundAt() == null ? null : device.foundAt().toString(),
                device.virtual(),
                DmaSeen.valueOf(device.dma().name()),
                device.bridges().stream().map(ViewRecords::bridge).toList());
    }

    private static BridgeView bridge(BridgeHop hop) {
        return new BridgeView(hop.address().bdfText(), hop.secondary(), hop.subordinate());
    }

    /** @param at when it was, null when nobody knows */
    public static UpdateView update(UpdateState update, @Nullable BootMoment at) {
        Phases phases = update.phases();
        return new UpdateView(
                update.host(),
                update.number(),
                update.fromKernel(),
                update.toKernel(),
                UpdateOutcome.valueOf(update.outcome().name()),
                update.consequence(),
                moment(at),
                phases(phases),
                phases.atLeast(),
                phases.blackoutMicros(),
                phases.blackoutIsLowerBound(),
                update.attempts(),
                update.tally().sessions(),
                update.tally().sessionsFinished(),
                update.tally().files(),
                update.tally().filesRetrieved(),
                update.countsAreLowerBound(),
                kinds(update));
    }

    /** As on luo.updates. */
    public static UpdateSummary summary(UpdateState update, @Nullable BootMoment at) {
        Phases phases = update.phases();
        return new UpdateSummary(
                update.host(),
                update.number(),
                update.fromKernel(),
                update.toKernel(),
                update.outcome().name(),
                update.consequence(),
                new PhaseMicros(
                        phases.preserve(),
                        phases.freeze(),
                        phases.kernelGap(),
                        phases.bootToRetrieve(),
                        phases.retrieve(),
                        phases.finish()),
                phases.blackoutMicros(),
                phases.blackoutIsLowerBound(),
                update.tally().files(),
                update.tally().filesRetrieved(),
                moment(at),
                phases.atLeast(),
                update.attempts(),
                update.tally().sessions(),
                update.tally().sessionsFinished(),
                update.countsAreLowerBound(),
                kinds(update));
    }

    /** A live update as it is shown, from what luo.updates has of it: what its version doesn't tell is left at nothing. */
    public static UpdateView update(UpdateSummary summary) {
        PhaseMicros phases = summary.getPhases();
        return new UpdateView(
                summary.getHost(),
                summary.getLiveUpdate(),
                summary.getFromKernel(),
                summary.getToKernel(),
                outcome(summary.getOutcome()),
                summary.getConsequence(),
                summary.getAt(),
                new PhasesView(
                        phases.getPreserve(),
                        phases.getFreeze(),
                        phases.getKernelGap(),
                        phases.getBootToRetrieve(),
                        phases.getRetrieve(),
                        phases.getFinish()),
                summary.getPhasesAtLeast(),
                summary.getBlackoutMicros(),
                summary.getBlackoutIsLowerBound(),
                summary.getAttempts(),
                summary.getSessionsPromised(),
                summary.getSessionsFinished(),
                summary.getFilesPromised(),
                summary.getFilesRetrieved(),
                summary.getCountsAtLeast(),
                summary.getKinds());
    }

    /** A newer version may know more of them. */
    private static UpdateOutcome outcome(String name) {
        return Arrays.stream(UpdateOutcome.values())
                .filter(outcome -> outcome.name().equals(name))
                .findFirst()
                .orElse(UpdateOutcome.OTHER);
    }

    private static Map<String, KindCounts> kinds(UpdateState update) {
        Map<String, KindCounts> kinds = new LinkedHashMap<>();
        update.kinds()
                .byHandler()
                .forEach((handler, kind) -> kinds.put(
                        handler,
                        new KindCounts(kind.files(), kind.retrieved(), kind.failed(), kind.finished(), kind.lost())));
        return kinds;
    }

    /** When something was, as a record; null stays null. */
    public static io.luoledger.avro.@Nullable BootMoment moment(@Nullable BootMoment at) {
        return at == null
                ? null
                : new io.luoledger.avro.BootMoment(
                        at.at().wallMicros(), at.boot(), at.at().monotonicNanos());
    }

    /** The way back. */
    public static @Nullable BootMoment moment(io.luoledger.avro.@Nullable BootMoment at) {
        return at == null ? null : new BootMoment(at.getBoot(), new Moment(at.getMonotonicNanos(), at.getWallMicros()));
    }

    static PhasesView phases(Phases phases) {
        return new PhasesView(
                phases.preserve(),
                phases.freeze(),
                phases.kernelGap(),
                phases.bootToRetrieve(),
                phases.retrieve(),
                phases.finish());
    }

    private static HandoverSide side(boolean incoming) {
        return incoming ? HandoverSide.incoming : HandoverSide.outgoing;
    }
}
