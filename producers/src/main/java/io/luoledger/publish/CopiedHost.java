package io.luoledger.publish;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One host of another ledger as its events come in: does it continue what the target holds, and is it whole itself?
 *
 * <pre>
 *   target   0 1 2 3 4 5|          head: next 6, chain of 5
 *   copy     0 1 2 3 4 5|6 7 8     present up to 5, compared there, 6 to 8 appended
 *            present     new
 * </pre>
 */
final class CopiedHost {
    /** What to do with an event. */
    enum Verdict {
        PRESENT,
        NEW
    }

    private final String host;
    private final LedgerHead target;
    private long lastSequence = -1;
    private @Nullable ChainHash lastChain;
    private boolean compared;

    /**
     * @param target where the target's ledger of the host ended before the first event
     */
    CopiedHost(String host, LedgerHead target) {
        this.host = host;
        this.target = target;
        // the first event's predecessor may be the target's last one
        compared = target.nextSequence() == 0;
    }

    Verdict accept(RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        ChainHash before = predecessorOf(event);
        if (before != null && !recorded.chainAfter(before).equals(event.chain())) {
            throw new UnreadableInputException(
                    event.sequence() == target.nextSequence() && lastChain == null
                            ? otherHistory(host, event.sequence())
                            : "host " + host + ", sequence " + event.sequence()
                                    + ": the chain is broken: the event, or one before it, was changed or lost after it was"
                                    + " written");
        }
        lastSequence = event.sequence();
        lastChain = event.chain();
        if (event.sequence() >= target.nextSequence()) {
            compared = true;
            return Verdict.NEW;
        }
        if (event.sequence() == target.nextSequence() - 1) {
            compare(target.chain());
        }
        return Verdict.PRESENT;
    }

    /** The chain of the event before, or null when nobody here has it; throws when there is a gap. */
    private @Nullable ChainHash predecessorOf(LiveUpdateEvent event) {
        long sequence = event.sequence();
        if (lastChain != null) {
            if (sequence != lastSequence + 1) {
                throw new UnreadableInputException("host " + host + ": sequence " + sequence + " follows on "
                        + lastSequence + ", expected " + (lastSequence + 1));
            }
            return lastChain;
        }
        if (sequence > target.nextSequence()) {
            throw new UnreadableInputException(
                    target.nextSequence() == 0
                            ? "host " + host + " begins at sequence " + sequence
                                    + ", and the target has nothing of it: a ledger without its beginning can't be verified;"
                                    + " expected sequence 0"
                            : "host " + host + " begins at sequence " + sequence + ", and the target ends at "
                                    + (target.nextSequence() - 1) + ": what lies between is missing; expected sequence "
                                    + target.nextSequence() + " or an earlier one");
        }
        if (sequence == 0) {
            return ChainHash.GENESIS;
        }
        return sequence == target.nextSequence() ? target.chain() : null;
    }

    /** The last sequence that came in, when it lies before the target's end and so could not be compared yet. */
    Optional<Long> notCompared() {
        return compared || lastSequence < 0 ? Optional.empty() : Optional.of(lastSequence);
    }

    /** Compares the last event that came in with the chain that the target has there. */
    void compare(@Nullable ChainHash there) {
        compared = true;
        if (there == null || lastChain == null || !there.equals(lastChain)) {
            throw new UnreadableInputException(otherHistory(host, lastSequence));
        }
    }

    static String otherHistory(String host, long sequence) {
        return "host " + host + ", sequence " + sequence
                + ": the target holds another history of this host: the chains differ there; expected the same events, or"
                + " another host name";
    }
}
