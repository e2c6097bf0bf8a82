package io.luoledger.core;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody;
import io.luoledger.event.EventLimits;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.SessionBody;
import io.luoledger.event.UnknownBody;
import io.luoledger.wire.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fold over a host's log: one event in, the states of the entities it names changed, findings and summaries out.
 * Deterministic: the same events give the same states, outputs and digest, whoever drives it. The work for one event
 * doesn't grow with what its host holds; a boot, a close and an abort look at what they settle, once each.
 */
public final class Ledger {
    /** How many later live updates a settled one is kept for. */
    public static final int DEFAULT_RETENTION_UPDATES = 8;

    /** How long an update may stay unfinished. Unit: microseconds. */
    public static final long DEFAULT_OVERDUE_MICROS = 600_000_000;

    private final int retentionUpdates;
    private final long overdueMicros;

    public Ledger() {
        this(DEFAULT_RETENTION_UPDATES);
    }

    /** Throws IllegalArgumentException unless at least the running update is kept. */
    public Ledger(int retentionUpdates) {
        this(retentionUpdates, DEFAULT_OVERDUE_MICROS);
    }

    /**
     * Throws IllegalArgumentException unless at least the running update is kept.
     *
     * @param overdueMicros how long after the incoming kernel's first event an update counts as unfinished for too long
     */
    public Ledger(int retentionUpdates, long overdueMicros) {
        if (retentionUpdates < 0) {
            throw new IllegalArgumentException("retention of " + retentionUpdates + " updates, expected 0 or more");
        }
        this.retentionUpdates = retentionUpdates;
        this.overdueMicros = overdueMicros;
    }

    /**
     * Applies one event; writes every entity that it changes. An event that no rule can judge changes nothing but the log
     * and its findings. What the entities throw passes through, and nothing of the event is kept.
     */
    public List<Output> apply(Entities entities, RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        LogState log = (LogState) entities.get(EntityKey.log(event.host()));
        if (log != null && event.sequence() < log.nextSequence()) {
            return LogRules.late(new Turn(entities, event), log);
        }
        String exceeded = EventLimits.exceededBy(event);
        if (exceeded != null) {
            return LogRules.unjudged(new Turn(entities, event), log, recorded, exceeded);
        }
        return Unjudged.orElse(
                () -> judged(new Turn(new GuardedEntities(entities), event), log, recorded),
                reason -> LogRules.unjudged(new Turn(entities, event), log, recorded, reason));
    }

    private List<Output> judged(Turn turn, @Nullable LogState log, RecordedEvent recorded) {
        LogState after = LogRules.next(turn, log, recorded);
        HostState host = (HostState) turn.get(EntityKey.host(turn.host()));
        boolean missing = log != null && turn.sequence() > log.nextSequence();
        if (missing && host != null) {
            // of the boot that ran, and of one that begins with this event
            turn.boot(host.current());
            KernelRules.recordsLost(turn);
        }
        if (enterBoot(turn, host)) {
            if (missing) {
                KernelRules.recordsLost(turn);
            }
            happened(turn);
            OverdueRules.check(turn, overdueMicros);
        }
        return turn.finish(after);
    }

    /** Finds the event's boot, which may be a new one; false when it is over. */
    private boolean enterBoot(Turn turn, @Nullable HostState host) {
        LiveUpdateEvent event = turn.event();
        BootMark known = host == null ? null : host.find(event.boot().id());
        if (known == null) {
            BootRules.begin(turn, host, retentionUpdates);
            return true;
        }
        turn.boot(known);
        if (host != null && !known.equals(host.current())) {
            if (known.lateTold()) {
                return false;
            }
            turn.put(host.withChanged(known.toldLate()));
            turn.raise(
                    FindingCatalogue.BOOT_ORDER,
                    known.liveUpdate(),
                    "kernel",
                    "events of boot " + host.current().id(),
                    event.body().type() + " of the earlier boot " + known.id() + ", and maybe more of it");
            return false;
        }
        return true;
    }

    private static void happened(Turn turn) {
        if (ofUserSpace(turn.event().body())) {
            BusRules.userSpace(turn);
        }
        switch (turn.event().body()) {
            case SessionBody body -> SessionRules.apply(turn, body);
            case FileBody body -> FileRules.apply(turn, body);
            case FlbBody body -> FlbRules.apply(turn, body);
            case KernelBody body -> KernelRules.apply(turn, body);
            case DeviceBody body -> DeviceRules.apply(turn, body);
            case UnknownBody body -> LogRules.unknown(turn, body);
        }
    }

    /** What only user space does, when the kernel's own enumeration is over. */
    private static boolean ofUserSpace(Body body) {
        return body instanceof SessionBody
                || (body instanceof FileBody file && file.session() != null)
                || body instanceof DeviceBody.DeviceOpened
                || body instanceof KernelBody.LiveUpdateOpened;
    }
}
