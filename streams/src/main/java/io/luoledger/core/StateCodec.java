package io.luoledger.core;

import io.luoledger.event.ChainHash;
import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * States to and from bytes: the same state gives the same bytes everywhere, so a digest can be taken over them. The
 * first byte is the format's version, the second the kind. States are never more than a fold over the log: where the
 * format changes, the fold is run again.
 */
public final class StateCodec {
    private static final int VERSION = 1;

    private StateCodec() {}

    public static byte[] encode(Entity entity) {
        StateWriter out =
                new StateWriter().raw(VERSION).raw(entity.kind().code()).text(entity.host());
        switch (entity) {
            case HostState host -> write(out, host);
            case LogState log -> write(out, log);
            case UpdateState update -> write(out, update);
            case SessionState session -> write(out, session);
            case FileState file -> write(out, file);
            case FlbState flb ->
                out.number(flb.generation())
                        .text(flb.name())
                        .flag(flb.incoming())
                        .name(flb.status())
                        .number(flb.firstSequence())
                        .number(flb.lastSequence());
            case DeviceState device -> write(out, device);
            case FunctionState function -> {
                out.number(function.generation());
                address(out, function.address());
                identity(out, function.identity());
                out.number(function.sequence());
            }
            case IdentityState identity -> {
                out.number(identity.generation()).number(identity.segment());
                identity(out, identity.identity());
                address(out, identity.address());
            }
        }
        return out.toBytes();
    }

    /** Throws IllegalStateException for bytes of another version, or that aren't one whole state. */
    public static Entity decode(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        int version = in.raw();
        if (version != VERSION) {
            throw new IllegalStateException("a stored state has format " + version + ", this version reads " + VERSION
                    + ": delete the stores and let them be rebuilt from the ledger");
        }
        EntityKind kind = EntityKind.of(in.raw());
        Entity entity = read(in, kind, in.text());
        in.end();
        return entity;
    }

    private static Entity read(StateReader in, EntityKind kind, String host) {
        return switch (kind) {
            case HOST -> host(in, host);
            case LOG -> log(in, host);
            case UPDATE -> update(in, host);
            case SESSION ->
                new SessionState(
                        host,
                        in.number(),
                        in.text(),
                        in.flag(),
                        in.flag(),
                        in.name(SessionStatus.class),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.flag() ? new Token(in.number()) : null,
                        in.number(),
                        in.number());
            case FILE ->
                new FileState(
                        host,
                        in.number(),
                        in.text(),
                        new Token(in.number()),
                        in.maybeText(),
                        in.name(FileStatus.class),
                        in.maybeText(),
                        maybeAddress(in),
                        new Moment(in.maybeNumber(), in.maybeNumber()),
                        in.number(),
                        in.number());
            case FLB ->
                new FlbState(
                        host, in.number(), in.text(), in.flag(), in.name(FlbStatus.class), in.number(), in.number());
            case DEVICE ->
                new DeviceState(
                        host,
                        in.number(),
                        address(in),
                        in.flag() ? identity(in) : null,
                        in.flag(),
                        in.name(DeviceStatus.class),
                        in.name(Placement.class),
                        maybeAddress(in),
                        in.number(),
                        in.number());
            case FUNCTION -> new FunctionState(host, in.number(), address(in), identity(in), in.number());
            case IDENTITY ->
                new IdentityState(host, in.number(), Math.toIntExact(in.number()), identity(in), address(in));
        };
    }

    private static void write(StateWriter out, HostState host) {
        out.number(host.oldestGeneration()).number(host.boots().size());
        for (BootMark boot : host.boots()) {
            out.text(boot.id()).text(boot.kernel()).number(boot.liveUpdate()).number(boot.ordinal());
        }
    }

    private static HostState host(StateReader in, String host) {
        long oldest = in.number();
        List<BootMark> boots = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            boots.add(new BootMark(in.text(), in.text(), in.number(), in.number()));
        }
        return new HostState(host, boots, oldest);
    }

    private static void write(StateWriter out, LogState log) {
        out.number(log.nextSequence())
                .block(log.chain().bytes())
                .number(log.recent().size());
        for (LogState.Link link : log.recent()) {
            out.number(link.sequence()).number(link.chain());
        }
        out.number(log.findings()).block(log.findingsHash().bytes());
    }

    private static LogState log(StateReader in, String host) {
        long next = in.number();
        ChainHash chain = ChainHash.of(in.block());
        List<LogState.Link> links = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            links.add(new LogState.Link(in.number(), in.number()));
        }
        return new LogState(host, next, chain, links, in.number(), ChainHash.of(in.block()));
    }

    private static void write(StateWriter out, UpdateState update) {
        out.number(update.generation())
                .number(update.number())
                .text(update.fromKernel())
                .maybe(update.toKernel())
                .name(update.stage())
                .flag(update.outgoingSeen())
                .maybe(update.consequence())
                .number(update.attempts());
        Tally tally = update.tally();
        out.number(tally.sessions())
                .number(tally.sessionsNamed())
                .number(tally.sessionsSettled())
                .number(tally.sessionsFinished())
                .number(tally.files())
                .number(tally.filesNamed())
                .number(tally.filesSettled())
                .number(tally.filesRetrieved())
                .number(tally.filesFinished());
        span(out, update.preserve());
        span(out, update.freeze());
        out.maybe(update.incomingWall());
        span(out, update.retrieve());
        span(out, update.finish());
        out.flag(update.pending()).number(update.lastSequence());
    }

    private static UpdateState update(StateReader in, String host) {
        return new UpdateState(
                host,
                in.number(),
                in.number(),
                in.text(),
                in.maybeText(),
                in.name(UpdateState.Stage.class),
                in.flag(),
                in.maybeText(),
                in.number(),
                new Tally(
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number()),
                span(in),
                span(in),
                in.maybeNumber(),
                span(in),
                span(in),
                in.flag(),
                in.number());
    }

    private static void write(StateWriter out, SessionState session) {
        out.number(session.generation())
                .text(session.name())
                .flag(session.placeholder())
                .flag(session.incoming())
                .name(session.status())
                .number(session.files())
                .number(session.filesOpen())
                .number(session.filesMissing())
                .maybe(
                        session.failedToken() == null
                                ? null
                                : (Long) session.failedToken().bits())
                .number(session.firstSequence())
                .number(session.lastSequence());
    }

    private static void write(StateWriter out, FileState file) {
        out.number(file.generation())
                .text(file.session())
                .number(file.token().bits())
                .maybe(file.handler())
                .name(file.status())
                .maybe(file.errno());
        maybeAddress(out, file.device());
        out.maybe(file.preservedAt().monotonicNanos())
                .maybe(file.preservedAt().wallMicros())
                .number(file.firstSequence())
                .number(file.lastSequence());
    }

    private static void write(StateWriter out, DeviceState device) {
        out.number(device.generation());
        address(out, device.address());
        out.flag(device.identity() != null);
        if (device.identity() != null) {
            identity(out, device.identity());
        }
        out.flag(device.incoming()).name(device.status()).name(device.placement());
        maybeAddress(out, device.foundAt());
        out.number(device.firstSequence()).number(device.lastSequence());
    }

    private static void span(StateWriter out, Span span) {
        out.maybe(span.firstNanos())
                .maybe(span.lastNanos())
                .maybe(span.firstWall())
                .maybe(span.lastWall());
    }

    private static Span span(StateReader in) {
        return new Span(in.maybeNumber(), in.maybeNumber(), in.maybeNumber(), in.maybeNumber());
    }

    private static void address(StateWriter out, PciAddress address) {
        out.number(address.segment()).number(address.bdf());
    }

    private static PciAddress address(StateReader in) {
        return new PciAddress((int) in.number(), (int) in.number());
    }

    private static void maybeAddress(StateWriter out, @Nullable PciAddress address) {
        out.flag(address != null);
        if (address != null) {
            address(out, address);
        }
    }

    private static @Nullable PciAddress maybeAddress(StateReader in) {
        return in.flag() ? address(in) : null;
    }

    private static void identity(StateWriter out, PciIdentity identity) {
        out.number(identity.path().size());
        identity.path().forEach(out::number);
        out.maybe(identity.rootBus() == null ? null : Long.valueOf(identity.rootBus()))
                .number(identity.vendor())
                .number(identity.device());
    }

    private static PciIdentity identity(StateReader in) {
        List<Integer> path = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            path.add((int) in.number());
        }
        Long rootBus = in.maybeNumber();
        return new PciIdentity(
                path, rootBus == null ? null : (Integer) rootBus.intValue(), (int) in.number(), (int) in.number());
    }
}
