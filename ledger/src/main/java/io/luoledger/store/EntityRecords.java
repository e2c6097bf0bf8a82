package io.luoledger.store;

import io.luoledger.avro.state.AddressRecord;
import io.luoledger.avro.state.AnnouncementRecord;
import io.luoledger.avro.state.BootRecord;
import io.luoledger.avro.state.BridgeNoteRecord;
import io.luoledger.avro.state.BridgeRecord;
import io.luoledger.avro.state.BusesRecord;
import io.luoledger.avro.state.DeviceRecord;
import io.luoledger.avro.state.DeviceStatusRecord;
import io.luoledger.avro.state.DmaStatusRecord;
import io.luoledger.avro.state.FileRecord;
import io.luoledger.avro.state.FileStatusRecord;
import io.luoledger.avro.state.FlbRecord;
import io.luoledger.avro.state.FlbStatusRecord;
import io.luoledger.avro.state.FunctionRecord;
import io.luoledger.avro.state.Hash;
import io.luoledger.avro.state.HopRecord;
import io.luoledger.avro.state.HostRecord;
import io.luoledger.avro.state.IdentityRecord;
import io.luoledger.avro.state.KindRecord;
import io.luoledger.avro.state.LinkRecord;
import io.luoledger.avro.state.LogRecord;
import io.luoledger.avro.state.MomentRecord;
import io.luoledger.avro.state.OddBridgeRecord;
import io.luoledger.avro.state.PathRecord;
import io.luoledger.avro.state.PlacementRecord;
import io.luoledger.avro.state.ProgressRecord;
import io.luoledger.avro.state.SessionRecord;
import io.luoledger.avro.state.SessionStatusRecord;
import io.luoledger.avro.state.SpanRecord;
import io.luoledger.avro.state.StageRecord;
import io.luoledger.avro.state.StoredAsRecord;
import io.luoledger.avro.state.TallyRecord;
import io.luoledger.avro.state.TrailRecord;
import io.luoledger.avro.state.UpdateRecord;
import io.luoledger.avro.state.VirtualRecord;
import io.luoledger.core.BootMark;
import io.luoledger.core.BusState;
import io.luoledger.core.DeviceState;
import io.luoledger.core.Entity;
import io.luoledger.core.FileState;
import io.luoledger.core.FlbState;
import io.luoledger.core.FunctionState;
import io.luoledger.core.HostState;
import io.luoledger.core.Kinds;
import io.luoledger.core.LogState;
import io.luoledger.core.PathState;
import io.luoledger.core.Progress;
import io.luoledger.core.SessionState;
import io.luoledger.core.Span;
import io.luoledger.core.StoredAs;
import io.luoledger.core.Tally;
import io.luoledger.core.UpdateState;
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

/** States as the records of the schema; {@link RecordEntities} is the way back. */
final class EntityRecords {
    private EntityRecords() {}

    static SpecificRecordBase record(Entity entity) {
        return switch (entity) {
            case HostState host -> record(host);
            case LogState log -> record(log);
            case UpdateState update -> record(update);
            case SessionState session -> record(session);
            case FileState file -> record(file);
            case FlbState flb -> record(flb);
            case DeviceState device -> record(device);
            case FunctionState function -> record(function);
            case PathState path -> record(path);
            case BusState buses -> record(buses);
        };
    }

    private static HostRecord record(HostState host) {
        return new HostRecord(host.host(), all(host.boots(), EntityRecords::record), host.oldestGeneration());
    }

    private static BootRecord record(BootMark boot) {
        return new BootRecord(boot.id(), boot.kernel(), boot.liveUpdate(), boot.ordinal(), boot.lateTold());
    }

    private static LogRecord record(LogState log) {
        List<LinkRecord> recent = new ArrayList<>(log.recent().size());
        log.recent().forEach((sequence, chain) -> recent.add(new LinkRecord(sequence, chain)));
        return new LogRecord(
                log.host(),
                log.nextSequence(),
                new Hash(log.chain().bytes()),
                recent,
                log.findings(),
                new Hash(log.findingsHash().bytes()),
                log.clock().boot(),
                maybe(log.clock().at()),
                log.clock().told());
    }

    private static UpdateRecord record(UpdateState update) {
        return new UpdateRecord(
                update.host(),
                update.generation(),
                update.number(),
                update.fromKernel(),
                update.toKernel(),
                StageRecord.valueOf(update.stage().name()),
                update.outgoingSeen(),
                update.consequence(),
                update.attempts(),
                record(update.tally()),
                maybe(update.preserve()),
                maybe(update.freeze()),
                update.incomingWall(),
                maybe(update.retrieve()),
                maybe(update.finish()),
                records(update.kinds()),
                record(update.progress()),
                update.pending(),
                update.lastSequence());
    }

    private static TallyRecord record(Tally tally) {
        return new TallyRecord(
                tally.sessions(),
                tally.sessionsNamed(),
                tally.sessionsSettled(),
                tally.sessionsFinished(),
                tally.files(),
                tally.filesNamed(),
                tally.filesSettled(),
                tally.filesRetrieved(),
                tally.filesFinished());
    }

    private static List<KindRecord> records(Kinds kinds) {
        List<KindRecord> records = new ArrayList<>();
        kinds.forEach((handler, kind) -> records.add(new KindRecord(
                handler,
                kind.files(),
                kind.retrieved(),
                kind.failures(),
                kind.finished(),
                kind.gone(),
                kind.failuresCame(),
                kind.goneCounted())));
        return records;
    }

    private static ProgressRecord record(Progress progress) {
        Progress.Announcement announced = progress.announced();
        return new ProgressRecord(
                announced == null
                        ? null
                        : new AnnouncementRecord(announced.kernel(), announced.plan(), announced.sequence()),
                progress.lastKind(),
                progress.incomingSequence(),
                maybe(progress.incomingAt()),
                progress.overdueTold(),
                progress.settledTold(),
                progress.outgoingGap(),
                progress.incomingGap(),
                progress.freezeCut());
    }

    private static SessionRecord record(SessionState session) {
        Token failed = session.failedToken();
        return new SessionRecord(
                session.host(),
                session.generation(),
                session.name(),
                session.placeholder(),
                session.incoming(),
                SessionStatusRecord.valueOf(session.status().name()),
                session.files(),
                session.filesOpen(),
                session.filesMissing(),
                failed == null ? null : (Long) failed.bits(),
                all(session.waiting(), Token::bits),
                session.place(),
                session.firstSequence(),
                session.lastSequence(),
                maybe(session.storedAs()));
    }

    private static FileRecord record(FileState file) {
        return new FileRecord(
                file.host(),
                file.generation(),
                file.session(),
                file.token().bits(),
                file.handler(),
                FileStatusRecord.valueOf(file.status().name()),
                file.errno(),
                maybe(file.device()),
                file.data(),
                maybe(file.preservedAt()),
                file.firstSequence(),
                file.lastSequence(),
                moment(file.times().frozen()),
                moment(file.times().retrieved()),
                moment(file.times().finished()),
                maybe(file.storedAs()));
    }

    private static @Nullable StoredAsRecord maybe(@Nullable StoredAs as) {
        return as == null ? null : new StoredAsRecord(as.unit(), as.fdName());
    }

    private static FlbRecord record(FlbState flb) {
        return new FlbRecord(
                flb.host(),
                flb.generation(),
                flb.name(),
                flb.incoming(),
                FlbStatusRecord.valueOf(flb.status().name()),
                flb.dependentKind(),
                flb.files(),
                flb.firstSequence(),
                flb.lastSequence());
    }

    private static DeviceRecord record(DeviceState device) {
        return new DeviceRecord(
                device.host(),
                device.generation(),
                record(device.address()),
                device.identity() == null ? null : record(device.identity()),
                device.byFile(),
                device.frozen(),
                device.virtual(),
                all(
                        device.bridges(),
                        hop -> new HopRecord(
                                record(hop.address()), hop.secondary(), hop.subordinate(), hop.sequence())),
                device.incoming(),
                DeviceStatusRecord.valueOf(device.status().name()),
                PlacementRecord.valueOf(device.placement().name()),
                maybe(device.foundAt()),
                device.missedAt(),
                DmaStatusRecord.valueOf(device.dma().name()),
                device.dmaSequence(),
                device.firstSequence(),
                device.lastSequence());
    }

    private static FunctionRecord record(FunctionState function) {
        BridgeBuses bridge = function.bridge();
        VirtualOf virtual = function.virtualOf();
        return new FunctionRecord(
                function.host(),
                function.generation(),
                record(function.address()),
                record(function.identity()),
                bridge == null ? null : new BridgeRecord(bridge.primary(), bridge.secondary(), bridge.subordinate()),
                function.port(),
                function.virtual(),
                function.added(),
                function.acsControl(),
                function.ariForwarding(),
                virtual == null ? null : new VirtualRecord(record(virtual.physical()), virtual.number()),
                function.sequence());
    }

    private static PathRecord record(PathState path) {
        return new PathRecord(
                path.host(),
                path.generation(),
                path.segment(),
                path.rootBus(),
                path.path(),
                record(path.address()),
                path.below());
    }

    private static BusesRecord record(BusState buses) {
        return new BusesRecord(
                buses.host(),
                buses.generation(),
                buses.functions(),
                buses.settled(),
                all(buses.odd(), odd -> new OddBridgeRecord(record(odd.address()), odd.found(), odd.sequence())),
                buses.oddTold(),
                all(buses.added(), EntityRecords::record),
                all(buses.reset(), EntityRecords::record),
                buses.held());
    }

    private static BridgeNoteRecord record(BusState.BridgeNote note) {
        return new BridgeNoteRecord(record(note.address()), note.path(), note.sequence());
    }

    static TrailRecord record(BootTrail trail) {
        return new TrailRecord(
                trail.boot(),
                trail.kernel(),
                trail.liveUpdate(),
                trail.sequence(),
                trail.bootBefore(),
                trail.kernelBefore(),
                trail.number(),
                trail.judged());
    }

    private static @Nullable MomentRecord maybe(Moment moment) {
        return moment.equals(Moment.UNKNOWN) ? null : new MomentRecord(moment.monotonicNanos(), moment.wallMicros());
    }

    /** Of something that happened, maybe at a moment that no clock tells. */
    private static @Nullable MomentRecord moment(@Nullable Moment at) {
        return at == null ? null : new MomentRecord(at.monotonicNanos(), at.wallMicros());
    }

    private static @Nullable SpanRecord maybe(Span span) {
        return span.equals(Span.NONE)
                ? null
                : new SpanRecord(span.firstNanos(), span.lastNanos(), span.firstWall(), span.lastWall());
    }

    private static AddressRecord record(PciAddress address) {
        return new AddressRecord(address.segment(), address.bdf());
    }

    private static @Nullable AddressRecord maybe(@Nullable PciAddress address) {
        return address == null ? null : record(address);
    }

    private static IdentityRecord record(PciIdentity identity) {
        return new IdentityRecord(identity.path(), identity.rootBus(), identity.vendor(), identity.device());
    }

    private static <T, R> List<R> all(List<T> items, Function<T, R> record) {
        List<R> records = new ArrayList<>(items.size());
        for (T item : items) {
            records.add(record.apply(item));
        }
        return records;
    }
}
