package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
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
        try {
            return applied(entities, recorded);
        } catch (OutsideFailure e) {
            throw e.failure();
        }
    }

    private List<Output> applied(Entities entities, RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        LogState log = (LogState) entities.get(EntityKey.log(event.host()));
        if (log != null && event.sequence() < log.nextSequence()) {
            return late(new HostFold(entities, event), log);
        }
        String exceeded = EventLimits.exceededBy(event);
        if (exceeded != null) {
            return unjudged(new HostFold(entities, event), log, recorded, exceeded);
        }
        return Unjudged.orElse(
                () -> judged(new HostFold(entities, event), log, recorded),
                reason -> unjudged(new HostFold(entities, event), log, recorded, reason));
    }

    private static List<Output> late(HostFold fold, LogState log) {
        LogRules.late(fold, log);
        return finished(fold, log);
    }

    private static List<Output> unjudged(HostFold fold, @Nullable LogState log, RecordedEvent recorded, String reason) {
        return finished(fold, LogRules.unjudged(fold, log, recorded, reason));
    }

    private List<Output> judged(HostFold fold, @Nullable LogState log, RecordedEvent recorded) {
        LogState after = LogRules.next(fold, log, recorded);
        HostState host = fold.hostState();
        boolean missing = log != null && fold.sequence() > log.nextSequence();
        if (missing && host != null) {
            // of the boot that ran, and of one that begins with this event
            fold.boot(host.current());
            KernelRules.recordsLost(fold);
        }
        if (enterBoot(fold, host)) {
            if (missing) {
                KernelRules.recordsLost(fold);
            }
            happened(fold);
            OverdueRules.check(fold, overdueMicros);
        }
        return finished(fold, after);
    }

    /** Nothing is written before everything is known: what a rule stumbles over leaves no half of an event behind. */
    private static List<Output> finished(HostFold fold, LogState log) {
        List<Output> outputs = Outputs.of(fold, log);
        fold.write(fold.findings().isEmpty() ? log : FindingsHash.with(log, fold.findings()));
        return outputs;
    }

    /** Finds the event's boot, which may be a new one; false when it is over. */
    private boolean enterBoot(HostFold fold, @Nullable HostState host) {
        LiveUpdateEvent event = fold.event();
        BootMark known = host == null ? null : host.find(event.boot().id());
        if (host == null || known == null) {
            BootRules.begin(fold, host, retentionUpdates);
            return true;
        }
        fold.boot(known);
        if (known.equals(host.current())) {
            return true;
        }
        if (!known.lateTold()) {
            fold.put(host.withChanged(known.toldLate()));
            fold.raise(
                    FindingCatalogue.BOOT_ORDER,
                    known.liveUpdate(),
                    "kernel",
                    "events of boot " + host.current().id(),
                    event.body().type() + " of the earlier boot " + known.id() + ", and maybe more of it");
        }
        return false;
    }

    private static void happened(HostFold fold) {
        if (ofUserSpace(fold.event().body())) {
            EnumerationRules.userSpace(fold);
        }
        switch (fold.event().body()) {
            case SessionBody body -> SessionRules.apply(fold, body);
            case FileBody body -> FileRules.apply(fold, body);
            case FlbBody body -> FlbRules.apply(fold, body);
            case KernelBody body -> KernelRules.apply(fold, body);
            case DeviceBody body -> DeviceRules.apply(fold, body);
            case UnknownBody body -> LogRules.unknown(fold, body);
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
