package io.luoledger.core;

import io.luoledger.event.ChainHash;
import io.luoledger.event.Moment;
import io.luoledger.event.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * States to and from bytes: the same state gives the same bytes everywhere, so a digest can be taken over them. The
 * first byte is the format's version, the second the kind. States are never more than a fold over the log: where the
 * format changes, the fold is run again.
 */
public final class StateCodec {
    private static final int VERSION = 4;

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
                        .maybe(flb.dependentKind())
                        .number(flb.files())
                        .number(flb.firstSequence())
                        .number(flb.lastSequence());
            case DeviceState device -> PciCodec.write(out, device);
            case FunctionState function -> PciCodec.write(out, function);
            case PathState path -> PciCodec.write(out, path);
            case BusState buses -> PciCodec.write(out, buses);
        }
        return out.toBytes();
    }

    /** Throws {@link StateFormatException} for bytes of another version, or that aren't one whole state. */
    public static Entity decode(byte[] bytes) {
        return StateReader.whole("state", VERSION, bytes, in -> {
            EntityKind kind = EntityKind.of(in.raw());
            return read(in, kind, in.text());
        });
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
                        tokens(in),
                        in.number(),
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
                        PciCodec.maybeAddress(in),
                        in.maybeNumber(),
                        new Moment(in.maybeNumber(), in.maybeNumber()),
                        in.number(),
                        in.number());
            case FLB ->
                new FlbState(
                        host,
                        in.number(),
                        in.text(),
                        in.flag(),
                        in.name(FlbStatus.class),
                        in.maybeText(),
                        in.number(),
                        in.number(),
                        in.number());
            case DEVICE -> PciCodec.device(in, host);
            case FUNCTION -> PciCodec.function(in, host);
            case PATH -> PciCodec.path(in, host);
            case BUSES -> PciCodec.buses(in, host);
        };
    }

    private static void write(StateWriter out, HostState host) {
        out.number(host.oldestGeneration()).number(host.boots().size());
        for (BootMark boot : host.boots()) {
            out.text(boot.id())
                    .text(boot.kernel())
                    .number(boot.liveUpdate())
                    .number(boot.ordinal())
                    .flag(boot.lateTold());
        }
    }

    private static HostState host(StateReader in, String host) {
        long oldest = in.number();
        List<BootMark> boots = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            boots.add(new BootMark(in.text(), in.text(), in.number(), in.number(), in.flag()));
        }
        return new HostState(host, boots, oldest);
    }

    private static void write(StateWriter out, LogState log) {
        out.number(log.nextSequence()).block(log.chain().bytes());
        log.recent().write(out);
        out.number(log.findings()).block(log.findingsHash().bytes());
        log.clock().write(out);
    }

    private static LogState log(StateReader in, String host) {
        long next = in.number();
        ChainHash chain = ChainHash.of(in.block());
        RecentLinks recent = RecentLinks.read(in);
        return new LogState(host, next, chain, recent, in.number(), ChainHash.of(in.block()), LogClock.read(in));
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
        update.kinds().write(out);
        update.progress().write(out);
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
                Kinds.read(in),
                Progress.read(in),
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
                .number(session.waiting().size());
        session.waiting().forEach(token -> out.number(token.bits()));
        out.number(session.place()).number(session.firstSequence()).number(session.lastSequence());
    }

    private static List<Token> tokens(StateReader in) {
        List<Token> tokens = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            tokens.add(new Token(in.number()));
        }
        return tokens;
    }

    private static void write(StateWriter out, FileState file) {
        out.number(file.generation())
                .text(file.session())
                .number(file.token().bits())
                .maybe(file.handler())
                .name(file.status())
                .maybe(file.errno());
        PciCodec.maybeAddress(out, file.device());
        out.maybe(file.data())
                .maybe(file.preservedAt().monotonicNanos())
                .maybe(file.preservedAt().wallMicros())
                .number(file.firstSequence())
                .number(file.lastSequence());
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
}
