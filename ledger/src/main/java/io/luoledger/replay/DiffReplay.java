package io.luoledger.replay;

import io.luoledger.abi.AbiGate;
import io.luoledger.core.EntityKey;
import io.luoledger.core.HostState;
import io.luoledger.core.Ledger;
import io.luoledger.core.UpdateState;
import io.luoledger.finding.Finding;
import io.luoledger.report.LedgerReport;
import io.luoledger.wire.RecordedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Replays one host and stops twice at one live update: before the incoming kernel's first event, and where the next
 * kernel has settled what it left. Of several updates of one number (a cold boot counts anew) the last one counts. Life:
 * constructed, given the log's events, asked once.
 */
public final class DiffReplay {
    private final String host;
    private final @Nullable Long number;
    private final Replay replay;
    private final Set<String> boots = new HashSet<>();
    private final TreeSet<Long> numbers = new TreeSet<>();
    private @Nullable Handover promised;
    private @Nullable HandoverDiff done;

    /** @param number of the live update; null for the only one that there is */
    public DiffReplay(String host, @Nullable Long number, AbiGate gate) {
        this.host = host;
        this.number = number;
        this.replay = new Replay(new Ledger(), gate, host, null);
    }

    public void accept(RecordedEvent recorded) {
        if (!recorded.event().host().equals(host)) {
            return;
        }
        boolean newBoot = boots.add(recorded.event().boot().id());
        if (!newBoot) {
            replay.accept(recorded);
            return;
        }
        HostState before = state();
        Handover leaving = before == null
                ? null
                : Handover.of(replay.entities(), host, before.current().outgoing());
        long received = before == null ? -1 : before.current().ordinal();
        replay.accept(recorded);
        if (before != null) {
            settle(received);
        }
        arrive(leaving);
    }

    /** The incoming kernel of the wanted update is gone: what it left is settled now. */
    private void settle(long generation) {
        Handover open = promised;
        if (open == null || open.generation() != generation) {
            return;
        }
        done = diff(open, Handover.of(replay.entities(), host, generation));
        promised = null;
    }

    /** A kernel came up: is it the incoming one of the wanted update? */
    private void arrive(@Nullable Handover leaving) {
        HostState now = state();
        if (now == null) {
            return;
        }
        long generation = now.current().ordinal();
        UpdateState update = Handover.of(replay.entities(), host, generation).update();
        if (update == null) {
            return;
        }
        numbers.add(update.number());
        if (wanted(update)) {
            promised = leaving != null && leaving.generation() == generation
                    ? leaving
                    : new Handover(host, generation, java.util.Map.of());
            done = null;
        }
    }

    private boolean wanted(UpdateState update) {
        return number == null || update.number() == number;
    }

    private @Nullable HostState state() {
        return replay.entities().get(EntityKey.host(host)) instanceof HostState state ? state : null;
    }

    /** What replays the host: to be told of further sources, and of what can't be read. */
    public Replay replay() {
        return replay;
    }

    /** How many events of the host were read. */
    public long events() {
        return replay.events();
    }

    /** The live updates of the host that have such a number in this log. */
    public Set<Long> numbers() {
        return numbers;
    }

    /** Of the whole host, what is asked for after something failed. */
    public LedgerReport report() {
        return replay.report();
    }

    /** What came of it; null when the log has no such update, or none was named and there are several. */
    public @Nullable HandoverDiff result() {
        Handover open = open();
        if (open != null && open.update() != null) {
            numbers.add(open.update().number());
        }
        if (number == null && numbers.size() != 1) {
            return null;
        }
        if (done != null) {
            return done;
        }
        if (promised != null) {
            return diff(promised, Handover.of(replay.entities(), host, promised.generation()));
        }
        return open != null && open.update() != null && wanted(open.update()) ? diff(open, null) : null;
    }

    /** What the running kernel hands over, null when nobody called for it. */
    private @Nullable Handover open() {
        HostState state = state();
        Handover open = state == null
                ? null
                : Handover.of(replay.entities(), host, state.current().outgoing());
        return open == null || open.update() == null || !open.update().begun() ? null : open;
    }

    private @Nullable HandoverDiff diff(Handover before, @Nullable Handover after) {
        UpdateState update = after != null && after.update() != null ? after.update() : before.update();
        if (update == null) {
            return null;
        }
        List<Finding> findings = replay.findings().stream()
                .filter(finding -> finding.liveUpdate() == update.number())
                .toList();
        HostState state = state();
        return HandoverDiff.of(update, state == null ? null : state.when(update), before, after, findings);
    }
}
