package io.luoledger.store;

import io.luoledger.avro.state.AddressRecord;
import io.luoledger.avro.state.AnnouncementRecord;
import io.luoledger.avro.state.BridgeNoteRecord;
import io.luoledger.avro.state.BridgeRecord;
import io.luoledger.avro.state.BusesRecord;
import io.luoledger.avro.state.DeviceRecord;
import io.luoledger.avro.state.FileRecord;
import io.luoledger.avro.state.FlbRecord;
import io.luoledger.avro.state.FunctionRecord;
import io.luoledger.avro.state.HostRecord;
import io.luoledger.avro.state.IdentityRecord;
import io.luoledger.avro.state.KindRecord;
import io.luoledger.avro.state.LinkRecord;
import io.luoledger.avro.state.LogRecord;
import io.luoledger.avro.state.MomentRecord;
import io.luoledger.avro.state.PathRecord;
import io.luoledger.avro.state.ProgressRecord;
import io.luoledger.avro.state.SessionRecord;
import io.luoledger.avro.state.SpanRecord;
import io.luoledger.avro.state.StoredAsRecord;
import io.luoledger.avro.state.TallyRecord;
import io.luoledger.avro.state.TrailRecord;
import io.luoledger.avro.state.UpdateRecord;
import io.luoledger.avro.state.VirtualRecord;
import io.luoledger.core.BootMark;
import io.luoledger.core.BridgeHop;
import io.luoledger.core.BusState;
import io.luoledger.core.DeviceState;
import io.luoledger.core.DeviceStatus;
import io.luoledger.core.DmaStatus;
import io.luoledger.core.Entity;
import io.luoledger.core.FileState;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FileTimes;
import io.luoledger.core.FlbState;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.FunctionState;
import io.luoledger.core.HostState;
import io.luoledger.core.Kinds;
import io.luoledger.core.LogClock;
import io.luoledger.core.LogState;
import io.luoledger.core.PathState;
import io.luoledger.core.Placement;
import io.luoledger.core.Progress;
import io.luoledger.core.RecentLinks;
import io.luoledger.core.SessionState;
import io.luoledger.core.SessionStatus;
import io.luoledger.core.Span;
import io.luoledger.core.StoredAs;
import io.luoledger.core.Tally;
import io.luoledger.core.UpdateState;
import io.luoledger.event.ChainHash;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Token;
import io.luoledger.judge.BootTrail;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** States of the records of the schema; {@link EntityRecords} is the way there. Throws RuntimeException for what no state has. */
final class RecordEntities {
    private RecordEntities() {}

    static Entity entity(SpecificRecordBase stored) {
        return switch (stored) {
            case HostRecord host -> host(host);
            case LogRecord log -> log(log);
            case UpdateRecord update -> update(update);
            case SessionRecord session -> session(session);
            case FileRecord file -> file(file);
            case FlbRecord flb -> flb(flb);
            case DeviceRecord device -> device(device);
            case FunctionRecord function -> function(function);
            case PathRecord path -> path(path);
            case BusesRecord buses -> buses(buses);
            default ->
                throw new IllegalStateException(
                        "no entity but a " + stored.getSchema().getName());
        };
    }

    private static HostState host(HostRecord host) {
        return new HostState(
                host.getHost(),
                all(
                        host.getBoots(),
                        boot -> new BootMark(
                                boot.getId(),
                                boot.getKernel(),
                                boot.getLiveUpdate(),
                                boot.getOrdinal(),
                                boot.getLateTold())),
                host.getOldestGeneration());
    }

    private static LogState log(LogRecord log) {
        return new LogState(
                log.getHost(),
                log.getNextSequence(),
                ChainHash.of(log.getChain().bytes()),
                links(log.getRecent()),
                log.getFindings(),
                ChainHash.of(log.getFindingsHash().bytes()),
                new LogClock(log.getClockBoot(), moment(log.getClock()), log.getClockTold()));
    }

    private static RecentLinks links(List<LinkRecord> records) {
        long[] links = new long[2 * records.size()];
        int at = 0;
        for (LinkRecord link : records) {
            links[at++] = link.getSequence();
            links[at++] = link.getChainPrefix();
        }
        return RecentLinks.of(links);
    }

    private static UpdateState update(UpdateRecord update) {
        return new UpdateState(
                update.getHost(),
                update.getGeneration(),
                update.getNumber(),
                update.getFromKernel(),
                update.getToKernel(),
                UpdateState.Stage.valueOf(update.getStage().name()),
                update.getOutgoingSeen(),
                update.getConsequence(),
                update.getAttempts(),
                tally(update.getTally()),
                span(update.getPreserve()),
                span(update.getFreeze()),
                update.getIncomingWallMicros(),
                span(update.getRetrieve()),
                span(update.getFinish()),
                kinds(update.getKinds()),
                progress(update.getProgress()),
                update.getPending(),
                update.getLastSequence());
    }

    private static Tally tally(TallyRecord tally) {
        return new Tally(
                tally.getSessions(),
                tally.getSessionsNamed(),
                tally.getSessionsSettled(),
                tally.getSessionsFinished(),
                tally.getFiles(),
                tally.getFilesNamed(),
                tally.getFilesSettled(),
                tally.getFilesRetrieved(),
                tally.getFilesFinished());
    }

    private static Kinds kinds(List<KindRecord> records) {
        Kinds kinds = Kinds.NONE;
        for (KindRecord kind : records) {
            kinds = kinds.plus(
                    kind.getHandler(),
                    new Kinds.Kind(
                            kind.getFiles(),
                            kind.getRetrieved(),
                            kind.getFailed(),
                            kind.getFinished(),
                            kind.getLost(),
                            kind.getFailedAndCame(),
                            kind.getLostAndCounted()));
        }
        return kinds;
    }

    private static Progress progress(ProgressRecord progress) {
        AnnouncementRecord announced = progress.getAnnounced();
        return new Progress(
                announced == null
                        ? null
                        : new Progress.Announcement(
                                announced.getKernel(), announced.getPlan(), announced.getSequence()),
                progress.getLastKind(),
                progress.getIncomingSequence(),
                moment(progress.getIncomingAt()),
                progress.getOverdueTold(),
                progress.getSettledTold(),
                progress.getOutgoingGap(),
                progress.getIncomingGap(),
                progress.getFreezeCut());
    }

    private static SessionState session(SessionRecord session) {
        Long failed = session.getFailedToken();
        return new SessionState(
                session.getHost(),
                session.getGeneration(),
                session.getName(),
                session.getPlaceholder(),
                session.getIncoming(),
                SessionStatus.valueOf(session.getStatus().name()),
                session.getFiles(),
                session.getFilesOpen(),
                session.getFilesMissing(),
                failed == null ? null : new Token(failed),
                all(session.getWaiting(), Token::new),
                session.getPlace(),
                session.getFirstSequence(),
                session.getLastSequence(),
                maybe(session.getStoredAs()));
    }

    private static FileState file(FileRecord file) {
        return new FileState(
                file.getHost(),
                file.getGeneration(),
                file.getSession(),
                new Token(file.getToken()),
                file.getHandler(),
                FileStatus.valueOf(file.getStatus().name()),
                file.getErrno(),
                maybe(file.getDevice()),
                file.getData(),
                moment(file.getPreservedAt()),
                file.getFirstSequence(),
                file.getLastSequence(),
                times(file),
                maybe(file.getStoredAs()));
    }

    private static @Nullable StoredAs maybe(@Nullable StoredAsRecord as) {
        return as == null ? null : new StoredAs(as.getUnit(), as.getFdName());
    }

    private static FileTimes times(FileRecord file) {
        return file.getFrozenAt() == null && file.getRetrievedAt() == null && file.getFinishedAt() == null
                ? FileTimes.NONE
                : new FileTimes(
                        happened(file.getFrozenAt()), happened(file.getRetrievedAt()), happened(file.getFinishedAt()));
    }

    private static @Nullable Moment happened(@Nullable MomentRecord at) {
        return at == null ? null : moment(at);
    }

    private static FlbState flb(FlbRecord flb) {
        return new FlbState(
                flb.getHost(),
                flb.getGeneration(),
                flb.getName(),
                flb.getIncoming(),
                FlbStatus.valueOf(flb.getStatus().name()),
                flb.getDependentKind(),
                flb.getFiles(),
                flb.getFirstSequence(),
                flb.getLastSequence());
    }

    private static DeviceState device(DeviceRecord device) {
        return new DeviceState(
                device.getHost(),
                device.getGeneration(),
                address(device.getAddress()),
                device.getIdentity() == null ? null : identity(device.getIdentity()),
                device.getByFile(),
                device.getFrozen(),
                device.getVirtual(),
                all(
                        device.getBridges(),
                        hop -> new BridgeHop(
                                address(hop.getAddress()),
                                hop.getSecondary(),
                                hop.getSubordinate(),
                                hop.getSequence())),
                device.getIncoming(),
                DeviceStatus.valueOf(device.getStatus().name()),
                Placement.valueOf(device.getPlacement().name()),
                maybe(device.getFoundAt()),
                device.getMissedAt(),
                DmaStatus.valueOf(device.getDma().name()),
                device.getDmaSequence(),
                device.getFirstSequence(),
                device.getLastSequence());
    }

    private static FunctionState function(FunctionRecord function) {
        BridgeRecord bridge = function.getBridge();
        VirtualRecord virtual = function.getVirtualOf();
        return new FunctionState(
                function.getHost(),
                function.getGeneration(),
                address(function.getAddress()),
                identity(function.getIdentity()),
                bridge == null
                        ? null
                        : new BridgeBuses(bridge.getPrimary(), bridge.getSecondary(), bridge.getSubordinate()),
                function.getPort(),
                function.getVirtual(),
                function.getAdded(),
                function.getAcsControl(),
                function.getAriForwarding(),
                virtual == null ? null : new VirtualOf(address(virtual.getPhysical()), virtual.getNumber()),
                function.getSequence());
    }

    private static PathState path(PathRecord path) {
        return new PathState(
                path.getHost(),
                path.getGeneration(),
                path.getSegment(),
                path.getRootBus(),
                path.getPath(),
                address(path.getAddress()),
                path.getBelow());
    }

    private static BusState buses(BusesRecord buses) {
        return new BusState(
                buses.getHost(),
                buses.getGeneration(),
                buses.getFunctions(),
                buses.getSettled(),
                all(
                        buses.getOdd(),
                        odd -> new BusState.OddBridge(address(odd.getAddress()), odd.getFound(), odd.getSequence())),
                buses.getOddTold(),
                all(buses.getAdded(), RecordEntities::note),
                all(buses.getReset(), RecordEntities::note),
                buses.getHeld());
    }

    private static BusState.BridgeNote note(BridgeNoteRecord note) {
        return new BusState.BridgeNote(address(note.getAddress()), note.getPath(), note.getSequence());
    }

    static BootTrail trail(SpecificRecordBase stored) {
        if (!(stored instanceof TrailRecord trail)) {
            throw new IllegalStateException(
                    "no boot trail but a " + stored.getSchema().getName());
        }
        return new BootTrail(
                trail.getBoot(),
                trail.getKernel(),
                trail.getLiveUpdate(),
                trail.getSequence(),
                trail.getBootBefore(),
                trail.getKernelBefore(),
                trail.getNumber(),
                trail.getJudged());
    }

    private static Moment moment(@Nullable MomentRecord moment) {
        return moment == null ? Moment.UNKNOWN : new Moment(moment.getMonotonicNanos(), moment.getWallMicros());
    }

    private static Span span(@Nullable SpanRecord span) {
        return span == null
                ? Span.NONE
                : new Span(
                        span.getFirstNanos(), span.getLastNanos(), span.getFirstWallMicros(), span.getLastWallMicros());
    }

    private static PciAddress address(AddressRecord address) {
        return new PciAddress(address.getSegment(), address.getBdf());
    }

    private static @Nullable PciAddress maybe(@Nullable AddressRecord address) {
        return address == null ? null : address(address);
    }

    private static PciIdentity identity(IdentityRecord identity) {
        return new PciIdentity(identity.getPath(), identity.getRootBus(), identity.getVendor(), identity.getDevice());
    }

    private static <R, T> List<T> all(List<R> records, Function<R, T> state) {
        List<T> states = new ArrayList<>(records.size());
        for (R record : records) {
            states.add(state.apply(record));
        }
        return states;
    }
}
