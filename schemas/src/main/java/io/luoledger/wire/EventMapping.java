package io.luoledger.wire;

import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.event.UnknownBody;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Between the ledger's events and the generated Avro classes, both ways, nothing lost. */
final class EventMapping {
    private EventMapping() {}

    static io.luoledger.avro.LiveUpdateEvent toAvro(LiveUpdateEvent event) {
        Boot boot = event.boot();
        return new io.luoledger.avro.LiveUpdateEvent(
                event.host(),
                event.sequence(),
                new io.luoledger.avro.Sha256(event.chain().bytes()),
                new io.luoledger.avro.Source(
                        new io.luoledger.avro.SourceDigest(ByteBuffer.allocate(16)
                                .putLong(event.source().high())
                                .putLong(event.source().low())
                                .array()),
                        event.source().position()),
                new io.luoledger.avro.Boot(
                        boot.id(),
                        boot.kernel(),
                        boot.liveUpdate(),
                        io.luoledger.avro.Side.valueOf(boot.side().name())),
                new io.luoledger.avro.Moment(
                        event.at().monotonicNanos(), event.at().wallMicros()),
                toAvro(event.body()),
                event.assumptions());
    }

    /**
     * The event with this body.
     *
     * @param event whose own body isn't looked at
     */
    static LiveUpdateEvent fromAvro(io.luoledger.avro.LiveUpdateEvent event, Body body) {
        // unset where it was read by a version that doesn't know it
        List<String> assumptions = event.getAssumptions();
        return new LiveUpdateEvent(
                event.getHost(),
                event.getSequence(),
                ChainHash.of(event.getChain().bytes()),
                source(event.getSource()),
                new Boot(
                        event.getBoot().getId(),
                        event.getBoot().getKernel(),
                        event.getBoot().getLiveUpdate(),
                        side(event.getBoot().getSide())),
                new Moment(event.getAt().getMonotonicNanos(), event.getAt().getWallMicros()),
                body,
                assumptions == null ? List.of() : assumptions);
    }

    private static Source source(io.luoledger.avro.Source source) {
        ByteBuffer id = ByteBuffer.wrap(source.getId().bytes());
        return new Source(id.getLong(), id.getLong(), source.getPosition());
    }

    private static Side side(io.luoledger.avro.Side side) {
        return switch (side) {
            case OUTGOING -> Side.OUTGOING;
            case INCOMING -> Side.INCOMING;
            case NONE -> Side.NONE;
        };
    }

    private static Object toAvro(Body body) {
        return switch (body) {
            case SessionBody.SessionCreated b ->
                new io.luoledger.avro.SessionCreated(ref(b.session()), errno(b.result()));
            case SessionBody.SessionRetrieved b ->
                new io.luoledger.avro.SessionRetrieved(ref(b.session()), errno(b.result()));
            case SessionBody.SessionFinished b ->
                new io.luoledger.avro.SessionFinished(ref(b.session()), errno(b.result()));
            case SessionBody.SessionClosed b ->
                new io.luoledger.avro.SessionClosed(ref(b.session()), errno(b.result()));
            case FileBody.FilePreserved b ->
                new io.luoledger.avro.FilePreserved(
                        ref(b.session()),
                        bits(b.token()),
                        b.handler(),
                        b.data(),
                        address(b.device()),
                        errno(b.result()));
            case FileBody.FileUnpreserved b ->
                new io.luoledger.avro.FileUnpreserved(
                        ref(b.session()),
                        bits(b.token()),
                        b.handler(),
                        b.data(),
                        address(b.device()),
                        errno(b.result()));
            case FileBody.FileFrozen b ->
                new io.luoledger.avro.FileFrozen(
                        ref(b.session()),
                        bits(b.token()),
                        b.handler(),
                        b.data(),
                        address(b.device()),
                        errno(b.result()));
            case FileBody.FileUnfrozen b ->
                new io.luoledger.avro.FileUnfrozen(
                        ref(b.session()), bits(b.token()), b.handler(), address(b.device()), errno(b.result()));
            case FileBody.FileRetrieved b ->
                new io.luoledger.avro.FileRetrieved(
                        ref(b.session()),
                        bits(b.token()),
                        b.handler(),
                        b.data(),
                        address(b.device()),
                        errno(b.result()));
            case FileBody.FileIdentified b ->
                new io.luoledger.avro.FileIdentified(
                        ref(b.session()), bits(b.token()), b.vendor(), b.deviceId(), errno(b.result()));
            case FileBody.FileFinished b ->
                new io.luoledger.avro.FileFinished(
                        ref(b.session()),
                        bits(b.token()),
                        b.handler(),
                        b.retrieved(),
                        b.data(),
                        address(b.device()),
                        errno(b.result()));
            case FlbBody.FlbPreserved b -> new io.luoledger.avro.FlbPreserved(b.flb(), b.data(), errno(b.result()));
            case FlbBody.FlbUnpreserved b -> new io.luoledger.avro.FlbUnpreserved(b.flb(), b.data(), errno(b.result()));
            case FlbBody.FlbRetrieved b -> new io.luoledger.avro.FlbRetrieved(b.flb(), b.data(), errno(b.result()));
            case FlbBody.FlbFinished b -> new io.luoledger.avro.FlbFinished(b.flb(), b.data(), errno(b.result()));
            case KernelBody.HandoverStarted b -> new io.luoledger.avro.HandoverStarted(errno(b.result()));
            case KernelBody.HandoverAborted b -> new io.luoledger.avro.HandoverAborted(errno(b.result()));
            case KernelBody.KernelBooted b ->
                new io.luoledger.avro.KernelBooted(
                        io.luoledger.avro.BootOutcome.valueOf(b.outcome().name()),
                        b.fromKernel(),
                        b.sessions(),
                        b.files(),
                        b.flbs(),
                        b.message(),
                        errno(b.result()));
            case KernelBody.KernelDied b ->
                new io.luoledger.avro.KernelDied(b.during(), b.panic(), b.message(), errno(b.result()));
            case KernelBody.KernelWarned b ->
                new io.luoledger.avro.KernelWarned(b.place(), b.message(), errno(b.result()));
            case KernelBody.LiveUpdateOpened b -> new io.luoledger.avro.LiveUpdateOpened(errno(b.result()));
            case KernelBody.CallRefused b ->
                new io.luoledger.avro.CallRefused(ref(b.session()), b.command(), errno(b.result()));
            case KernelBody.TargetAnnounced b -> new io.luoledger.avro.TargetAnnounced(b.targetKernel(), b.plan());
            case KernelBody.SourceGap b ->
                new io.luoledger.avro.SourceGap(
                        io.luoledger.avro.GapReason.valueOf(b.reason().name()), b.detail(), b.line());
            case DeviceBody.DeviceEnumerated b ->
                new io.luoledger.avro.DeviceEnumerated(
                        address(b.address()),
                        identity(b.identity()),
                        b.classCode(),
                        b.bridge() == null
                                ? null
                                : new io.luoledger.avro.BridgeBuses(
                                        b.bridge().primary(),
                                        b.bridge().secondary(),
                                        b.bridge().subordinate()),
                        b.driver(),
                        b.virtualFunction(),
                        b.incoming(),
                        errno(b.result()),
                        b.acsControl(),
                        b.ariForwarding(),
                        b.virtualOf() == null
                                ? null
                                : new io.luoledger.avro.VirtualFunctionOf(
                                        address(b.virtualOf().physical()),
                                        b.virtualOf().number()));
            case DeviceBody.DeviceRemoved b ->
                new io.luoledger.avro.DeviceRemoved(address(b.address()), errno(b.result()));
            case DeviceBody.DriverBound b ->
                new io.luoledger.avro.DriverBound(address(b.address()), b.driver(), errno(b.result()));
            case DeviceBody.DeviceOpened b ->
                new io.luoledger.avro.DeviceOpened(address(b.address()), b.path(), errno(b.result()));
            case DeviceBody.DeviceReset b ->
                new io.luoledger.avro.DeviceReset(address(b.address()), b.method(), errno(b.result()));
            case DeviceBody.DmaProgress b ->
                new io.luoledger.avro.DmaProgress(address(b.address()), b.bytes(), b.stopped(), errno(b.result()));
            case UnknownBody b ->
                throw new UnreadableInputException("an event of the kind " + b.kind()
                        + ", which this version of luo-ledger doesn't know and can't write;"
                        + " expected a version at least as new as the one that wrote it");
        };
    }

    /** A body of a kind that the reading version doesn't know, as its writer's schema has it. */
    static UnknownBody unknown(IndexedRecord body) {
        Schema.Field errno = body.getSchema().getField("errno");
        Object name = errno == null ? null : body.get(errno.pos());
        return new UnknownBody(
                body.getSchema().getName(),
                RecordJson.of(body).toString(),
                name instanceof CharSequence text ? Result.ofName(text.toString()) : Result.success());
    }

    static Body bodyOf(Object body) {
        return switch (body) {
            case io.luoledger.avro.SessionCreated b ->
                new SessionBody.SessionCreated(session(b.getSession()), Result.ofName(b.getErrno()));
            case io.luoledger.avro.SessionRetrieved b ->
                new SessionBody.SessionRetrieved(session(b.getSession()), Result.ofName(b.getErrno()));
            case io.luoledger.avro.SessionFinished b ->
                new SessionBody.SessionFinished(session(b.getSession()), Result.ofName(b.getErrno()));
            case io.luoledger.avro.SessionClosed b ->
                new SessionBody.SessionClosed(session(b.getSession()), Result.ofName(b.getErrno()));
            case io.luoledger.avro.FilePreserved b ->
                new FileBody.FilePreserved(
                        session(b.getSession()),
                        token(b.getToken()),
                        b.getHandler(),
                        b.getData(),
                        nullable(b.getDevice()),
                        Result.ofName(b.getErrno()));
            case io.luoledger.avro.FileUnpreserved b ->
                new FileBody.FileUnpreserved(
                        session(b.getSession()),
                        token(b.getToken()),
                        b.getHandler(),
                        b.getData(),
                        nullable(b.getDevice()),
                        Result.ofName(b.getErrno()));
            case io.luoledger.avro.FileFrozen b ->
                new FileBody.FileFrozen(
                        session(b.getSession()),
                        token(b.getToken()),
                        b.getHandler(),
                        b.getData(),
                        nullable(b.getDevice()),
                        Result.ofName(b.getErrno()));
            case io.luoledger.avro.FileUnfrozen b ->
                new FileBody.FileUnfrozen(
                        session(b.getSession()),
                        token(b.getToken()),
                        b.getHandler(),
                        nullable(b.getDevice()),
                        Result.ofName(b.getErrno()));
            case io.luoledger.avro.FileRetrieved b ->
                new FileBody.FileRetrieved(
                        session(b.getSession()),
                        token(b.getToken()),
                        b.getHandler(),
                        b.getData(),
                        nullable(b.getDevice()),
                        Result.ofName(b.getErrno()));
            case io.luoledger.avro.FileIdentified b ->
                new FileBody.FileIdentified(
                        session(b.getSession()),
                        token(b.getToken()),
                        b.getVendor(),
                        b.getDevice(),
                        Result.ofName(b.getErrno()));
            case io.luoledger.avro.FileFinished b ->
                new FileBody.FileFinished(
                        session(b.getSession()),
                        token(b.getToken()),
                        b.getHandler(),
                        b.getRetrieved(),
                        b.getData(),
                        nullable(b.getDevice()),
                        Result.ofName(b.getErrno()));
            case io.luoledger.avro.FlbPreserved b ->
                new FlbBody.FlbPreserved(b.getFlb(), b.getData(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.FlbUnpreserved b ->
                new FlbBody.FlbUnpreserved(b.getFlb(), b.getData(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.FlbRetrieved b ->
                new FlbBody.FlbRetrieved(b.getFlb(), b.getData(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.FlbFinished b ->
                new FlbBody.FlbFinished(b.getFlb(), b.getData(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.HandoverStarted b -> new KernelBody.HandoverStarted(Result.ofName(b.getErrno()));
            case io.luoledger.avro.HandoverAborted b -> new KernelBody.HandoverAborted(Result.ofName(b.getErrno()));
            case io.luoledger.avro.KernelBooted b ->
                new KernelBody.KernelBooted(
                        KernelBody.BootOutcome.valueOf(b.getOutcome().name()),
                        b.getFromKernel(),
                        b.getSessions(),
                        b.getFiles(),
                        b.getFlbs(),
                        b.getMessage(),
                        Result.ofName(b.getErrno()));
            case io.luoledger.avro.KernelDied b ->
                new KernelBody.KernelDied(b.getDuring(), b.getPanic(), b.getMessage(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.KernelWarned b ->
                new KernelBody.KernelWarned(b.getPlace(), b.getMessage(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.LiveUpdateOpened b -> new KernelBody.LiveUpdateOpened(Result.ofName(b.getErrno()));
            case io.luoledger.avro.CallRefused b ->
                new KernelBody.CallRefused(session(b.getSession()), b.getCommand(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.TargetAnnounced b ->
                new KernelBody.TargetAnnounced(b.getTargetKernel(), b.getPlan());
            case io.luoledger.avro.SourceGap b ->
                new KernelBody.SourceGap(
                        KernelBody.GapReason.valueOf(b.getReason().name()), b.getDetail(), b.getLine());
            case io.luoledger.avro.DeviceEnumerated b ->
                new DeviceBody.DeviceEnumerated(
                        address(b.getAddress()),
                        new PciIdentity(
                                b.getIdentity().getPath(),
                                b.getIdentity().getRootBus(),
                                b.getIdentity().getVendor(),
                                b.getIdentity().getDevice()),
                        b.getClassCode(),
                        b.getBridge() == null
                                ? null
                                : new DeviceBody.BridgeBuses(
                                        b.getBridge().getPrimary(),
                                        b.getBridge().getSecondary(),
                                        b.getBridge().getSubordinate()),
                        b.getDriver(),
                        b.getVirtualFunction(),
                        b.getIncoming(),
                        Result.ofName(b.getErrno()),
                        b.getAcsControl(),
                        b.getAriForwarding(),
                        b.getVirtualOf() == null
                                ? null
                                : new DeviceBody.VirtualOf(
                                        address(b.getVirtualOf().getPhysical()),
                                        b.getVirtualOf().getNumber()));
            case io.luoledger.avro.DeviceRemoved b ->
                new DeviceBody.DeviceRemoved(address(b.getAddress()), Result.ofName(b.getErrno()));
            case io.luoledger.avro.DriverBound b ->
                new DeviceBody.DriverBound(address(b.getAddress()), b.getDriver(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.DeviceOpened b ->
                new DeviceBody.DeviceOpened(nullable(b.getAddress()), b.getPath(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.DeviceReset b ->
                new DeviceBody.DeviceReset(address(b.getAddress()), b.getMethod(), Result.ofName(b.getErrno()));
            case io.luoledger.avro.DmaProgress b ->
                new DeviceBody.DmaProgress(
                        address(b.getAddress()), b.getBytes(), b.getStopped(), Result.ofName(b.getErrno()));
            default ->
                throw new IllegalArgumentException("an event body of a kind this version doesn't know: "
                        + body.getClass().getName());
        };
    }

    private static io.luoledger.avro.@Nullable SessionRef ref(@Nullable Session session) {
        return session == null ? null : new io.luoledger.avro.SessionRef(session.name(), session.placeholder());
    }

    private static @Nullable Session session(io.luoledger.avro.@Nullable SessionRef ref) {
        return ref == null ? null : new Session(ref.getName(), ref.getPlaceholder());
    }

    private static @Nullable Long bits(@Nullable Token token) {
        return token == null ? null : token.bits();
    }

    private static @Nullable Token token(@Nullable Long bits) {
        return bits == null ? null : new Token(bits);
    }

    private static @Nullable String errno(Result result) {
        return result.errnoName();
    }

    private static io.luoledger.avro.@Nullable PciAddress address(@Nullable PciAddress address) {
        return address == null ? null : new io.luoledger.avro.PciAddress(address.segment(), address.bdf());
    }

    private static PciAddress address(io.luoledger.avro.PciAddress address) {
        return new PciAddress(address.getSegment(), address.getBdf());
    }

    private static @Nullable PciAddress nullable(io.luoledger.avro.@Nullable PciAddress address) {
        return address == null ? null : address(address);
    }

    private static io.luoledger.avro.PciIdentity identity(PciIdentity identity) {
        return new io.luoledger.avro.PciIdentity(
                identity.path(), identity.rootBus(), identity.vendor(), identity.device());
    }
}
