package io.luoledger.store;

import io.luoledger.core.BootMark;
import io.luoledger.core.BridgeHop;
import io.luoledger.core.BusState;
import io.luoledger.core.DeviceState;
import io.luoledger.core.DeviceStatus;
import io.luoledger.core.DmaStatus;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityKind;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the formats before there was a schema, so that stores, changelogs and snapshots of then migrate. Frozen: nobody
 * writes them any more.
 *
 * <pre>
 * 3, 4 = format kind host { field }         numbers as zigzag varints, texts behind their length, null as one byte
 * 4      tells of devices by which event they were missed
 * </pre>
 *
 * Boot trails were of a format 1 of their own, fields alike.
 */
final class LegacyStates {
    /** The oldest format of entities that is read. */
    static final int OLDEST = 3;

    private static final int MISSED_AT_SINCE = 4;
    private static final int NEWEST = 4;
    private static final int TRAIL = 1;

    // bits of the byte that tells how far an update's checks are
    private static final int SETTLED_TOLD = 1;
    private static final int OUTGOING_GAP = 2;
    private static final int INCOMING_GAP = 4;
    private static final int FREEZE_CUT = 8;

    private final StateReader in;
    private final int format;

    private LegacyStates(StateReader in, int format) {
        this.in = in;
        this.format = format;
    }

    static Entity entity(byte[] bytes) {
        return StateReader.whole(bytes, OLDEST, NEWEST, (in, format) -> {
            EntityKind kind = EntityKind.of(in.raw());
            return new LegacyStates(in, format).read(kind, in.text());
        });
    }

    static BootTrail trail(byte[] bytes) {
        return StateReader.whole(
                bytes,
                TRAIL,
                TRAIL,
                (in, format) -> new BootTrail(
                        in.text(),
                        in.text(),
                        in.number(),
                        in.number(),
                        in.maybeText(),
                        in.maybeText(),
                        in.number(),
                        in.flag()));
    }

    private Entity read(EntityKind kind, String host) {
        return switch (kind) {
            case HOST -> host(host);
            case LOG -> log(host);
            case UPDATE -> update(host);
            case SESSION -> session(host);
            case FILE -> file(host);
            case FLB -> flb(host);
            case DEVICE -> device(host);
            case FUNCTION -> function(host);
            case PATH -> path(host);
            case BUSES -> buses(host);
        };
    }

    private HostState host(String host) {
        long oldest = in.number();
        return new HostState(
                host, in.list(() -> new BootMark(in.text(), in.text(), in.number(), in.number(), in.flag())), oldest);
    }

    private LogState log(String host) {
        long next = in.number();
        ChainHash chain = ChainHash.of(in.block());
        RecentLinks recent = RecentLinks.NONE;
        for (long i = in.number(); i > 0; i--) {
            recent = recent.plus(in.number(), in.number());
        }
        return new LogState(
                host,
                next,
                chain,
                recent,
                in.number(),
                ChainHash.of(in.block()),
                new LogClock(in.text(), moment(), in.flag()));
    }

    private UpdateState update(String host) {
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
                span(),
                span(),
                in.maybeNumber(),
                span(),
                span(),
                kinds(),
                progress(),
                in.flag(),
                in.number());
    }

    private Kinds kinds() {
        Kinds kinds = Kinds.NONE;
        for (long i = in.number(); i > 0; i--) {
            kinds = kinds.plus(
                    in.text(), new Kinds.Kind(in.number(), in.number(), in.number(), in.number(), in.number(), 0, 0));
        }
        return kinds;
    }

    private Progress progress() {
        Progress.Announcement announced =
                in.flag() ? new Progress.Announcement(in.text(), in.maybeText(), in.number()) : null;
        String lastKind = in.maybeText();
        long incomingSequence = in.number();
        Moment incomingAt = moment();
        boolean overdueTold = in.flag();
        int told = in.raw();
        return new Progress(
                announced,
                lastKind,
                incomingSequence,
                incomingAt,
                overdueTold,
                (told & SETTLED_TOLD) != 0,
                (told & OUTGOING_GAP) != 0 ? Long.valueOf(in.number()) : null,
                (told & INCOMING_GAP) != 0 ? Long.valueOf(in.number()) : null,
                (told & FREEZE_CUT) != 0);
    }

    private SessionState session(String host) {
        return new SessionState(
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
                in.list(() -> new Token(in.number())),
                in.number(),
                in.number(),
                in.number(),
                null);
    }

    private FileState file(String host) {
        return new FileState(
                host,
                in.number(),
                in.text(),
                new Token(in.number()),
                in.maybeText(),
                in.name(FileStatus.class),
                in.maybeText(),
                maybeAddress(),
                in.maybeNumber(),
                moment(),
                in.number(),
                in.number(),
                FileTimes.NONE,
                null);
    }

    private FlbState flb(String host) {
        return new FlbState(
                host,
                in.number(),
                in.text(),
                in.flag(),
                in.name(FlbStatus.class),
                in.maybeText(),
                in.number(),
                in.number(),
                in.number());
    }

    private DeviceState device(String host) {
        return new DeviceState(
                host,
                in.number(),
                address(),
                in.flag() ? identity() : null,
                in.flag(),
                in.flag(),
                in.flag(),
                in.list(() -> new BridgeHop(address(), (int) in.number(), (int) in.number(), in.number())),
                in.flag(),
                in.name(DeviceStatus.class),
                in.name(Placement.class),
                maybeAddress(),
                format < MISSED_AT_SINCE ? 0 : in.number(),
                in.name(DmaStatus.class),
                in.number(),
                in.number(),
                in.number());
    }

    private FunctionState function(String host) {
        return new FunctionState(
                host,
                in.number(),
                address(),
                identity(),
                in.flag() ? new BridgeBuses((int) in.number(), (int) in.number(), (int) in.number()) : null,
                in.flag(),
                in.flag(),
                in.flag(),
                maybeInt(),
                known(in.flag(), in.flag()),
                in.flag() ? new VirtualOf(address(), maybeInt()) : null,
                in.number());
    }

    private static @Nullable Boolean known(boolean known, boolean value) {
        return known ? (Boolean) value : null;
    }

    private PathState path(String host) {
        return new PathState(host, in.number(), (int) in.number(), maybeInt(), numbers(), address(), in.number());
    }

    private BusState buses(String host) {
        return new BusState(
                host,
                in.number(),
                in.number(),
                in.flag(),
                in.list(() -> new BusState.OddBridge(address(), in.text(), in.number())),
                (int) in.number(),
                in.list(() -> new BusState.BridgeNote(address(), numbers(), in.number())),
                in.list(() -> new BusState.BridgeNote(address(), numbers(), in.number())),
                in.number());
    }

    private Moment moment() {
        return new Moment(in.maybeNumber(), in.maybeNumber());
    }

    private Span span() {
        return new Span(in.maybeNumber(), in.maybeNumber(), in.maybeNumber(), in.maybeNumber());
    }

    private PciAddress address() {
        return new PciAddress((int) in.number(), (int) in.number());
    }

    private @Nullable PciAddress maybeAddress() {
        return in.flag() ? address() : null;
    }

    private PciIdentity identity() {
        return new PciIdentity(numbers(), maybeInt(), (int) in.number(), (int) in.number());
    }

    private List<Integer> numbers() {
        return in.list(() -> (int) in.number());
    }

    private @Nullable Integer maybeInt() {
        Long number = in.maybeNumber();
        return number == null ? null : (Integer) number.intValue();
    }
}
