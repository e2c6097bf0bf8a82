package io.luoledger.replay;

import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.LogState;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a log is read on: what was read before may come again and is passed over, what comes next must continue it. The
 * last event of both tells whether they are the same: its chain holds all before it.
 */
final class Seam {
    private final EntityReader entities;
    private final @Nullable String snapshot;
    private final Map<String, Long> within;
    private final Set<String> joined = new HashSet<>();

    /**
     * @param snapshot name of the snapshot that is continued; null for a further file, whose faults are findings
     * @param within takes, of each host, the sequence of the last event that was passed over, until what was read before is
     *     met again: up to there nobody compared the two
     */
    Seam(EntityReader entities, @Nullable String snapshot, Map<String, Long> within) {
        this.entities = entities;
        this.snapshot = snapshot;
        this.within = within;
    }

    /** Whether the event was read before. Throws {@link UnreadableInputException} when a snapshot isn't of its log. */
    boolean passesOver(RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        if (joined.contains(event.host()) || !(entities.get(EntityKey.log(event.host())) instanceof LogState log)) {
            return false;
        }
        long next = log.nextSequence();
        if (event.sequence() < next - 1) {
            within.put(event.host(), event.sequence());
            return true;
        }
        within.remove(event.host());
        if (event.sequence() == next - 1) {
            if (event.chain().equals(log.chain())) {
                return true;
            }
            require(false, event, "has another chain");
            return false;
        }
        joined.add(event.host());
        require(event.sequence() == next, event, "comes first, expected sequence " + next);
        require(recorded.chainAfter(log.chain()).equals(event.chain()), event, "doesn't continue its chain");
        return false;
    }

    private void require(boolean fits, LiveUpdateEvent event, String what) {
        if (!fits && snapshot != null) {
            throw new UnreadableInputException(
                    snapshot + ": a snapshot of another log: host " + event.host() + ", sequence " + event.sequence()
                            + " " + what + "; expected the log that the snapshot was made of");
        }
    }
}
