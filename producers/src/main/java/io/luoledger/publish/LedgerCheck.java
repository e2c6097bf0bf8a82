package io.luoledger.publish;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.HashMap;
import java.util.Map;

/** Whether recorded events, taken by themselves, are whole and within the limits: each host's in sequence, its chain unbroken. */
public final class LedgerCheck {
    private final Map<String, LedgerHead> heads = new HashMap<>();

    /** Takes the next event. Throws {@link UnreadableInputException} that names the first one that doesn't fit. */
    public void accept(RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        EventCodec.requireWithinLimits(event);
        LedgerHead head = heads.get(event.host());
        if (head == null && event.sequence() == 0) {
            head = LedgerHead.EMPTY;
        }
        // what a host's first event here continues, when it isn't the first of all, only the target can tell
        if (head != null) {
            require(recorded, head.nextSequence(), head.chain());
        }
        heads.put(event.host(), LedgerHead.after(event));
    }

    private static void require(RecordedEvent recorded, long sequence, ChainHash before) {
        LiveUpdateEvent event = recorded.event();
        if (event.sequence() != sequence) {
            throw new UnreadableInputException("host " + event.host() + ": sequence " + event.sequence()
                    + " follows on " + (sequence - 1) + ", expected " + sequence);
        }
        if (!recorded.chainAfter(before).equals(event.chain())) {
            throw new UnreadableInputException("host " + event.host() + ", sequence " + sequence
                    + ": the chain is broken: the event, or one before it, was changed or lost after it was written");
        }
    }
}
