package io.luoledger.proof;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.proof.ReceiptVerdict.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One receipt while a log is read. */
final class ReceiptCheck {
    private static final int MOST_PROBLEMS = 20;

    private final String name;
    private final Receipt receipt;
    private final boolean mayBeTrimmed;
    private final Map<String, Seen> expected = new HashMap<>();
    private @Nullable Boolean rootEqual;
    private long eventsThen = -1;

    /** What was seen of one host of the receipt. */
    private static final class Seen {
        private final HostHead head;
        private boolean met;
        private boolean differs;
        private boolean anchored;
        private @Nullable Boolean sameOrigin;
        private long first = -1;
        private long last = -1;

        Seen(HostHead head) {
            this.head = head;
        }
    }

    ReceiptCheck(String name, Receipt receipt, boolean mayBeTrimmed) {
        this.name = name;
        this.receipt = receipt;
        this.mayBeTrimmed = mayBeTrimmed;
        receipt.heads().forEach(head -> expected.put(head.host(), new Seen(head)));
    }

    /** The chain of the event before this one, if the receipt has just that. */
    @Nullable
    ChainHash chainBefore(LiveUpdateEvent event) {
        Seen seen = expected.get(event.host());
        return seen != null && seen.head.sequence() + 1 == event.sequence() ? seen.head.chain() : null;
    }

    void accept(LiveUpdateEvent event) {
        Seen seen = expected.get(event.host());
        if (seen == null) {
            return;
        }
        if (seen.first < 0) {
            seen.first = event.sequence();
            seen.anchored = event.sequence() == seen.head.sequence() + 1;
        }
        seen.last = Math.max(seen.last, event.sequence());
        if (event.sequence() == 0 && seen.head.origin() != 0) {
            seen.sameOrigin = event.chain().prefix() == seen.head.origin();
        }
        if (event.sequence() == seen.head.sequence()) {
            seen.met = true;
            seen.differs |= !event.chain().equals(seen.head.chain());
        }
    }

    boolean needsRoot() {
        return receipt.kind() == Receipt.Kind.ROOT;
    }

    void compareRoot(Receipt now) {
        if (needsRoot()) {
            rootEqual = now.root().equals(receipt.root());
            eventsThen = now.events();
        }
    }

    /** A root that a log has outgrown is as good as the heads that lead to it, if somebody kept them. */
    void vouchedBy(List<ReceiptCheck> others, Set<String> hostsOfLog, boolean trimmed) {
        if (needsRoot()) {
            for (ReceiptCheck other : others) {
                if (other.receipt.kind() == Receipt.Kind.LOG
                        && other.receipt.root().equals(receipt.root())) {
                    rootEqual = other.verdict(hostsOfLog, trimmed).outcome() == Outcome.HOLDS;
                    eventsThen = receipt.events();
                }
            }
        }
    }

    ReceiptVerdict verdict(Set<String> hostsOfLog, boolean trimmed) {
        return receipt.kind() == Receipt.Kind.ROOT ? ofRoot() : ofHeads(hostsOfLog, trimmed);
    }

    private ReceiptVerdict ofRoot() {
        if (rootEqual == null) {
            return verdict(Outcome.BROKEN, 0, List.of(), 0, "a broken log has no root to compare");
        }
        if (rootEqual) {
            return verdict(Outcome.HOLDS, receipt.hosts(), List.of(), 0, "the same " + receipt.hosts() + " hosts");
        }
        if (eventsThen > receipt.events()) {
            return verdict(
                    Outcome.UNDECIDED,
                    0,
                    List.of(),
                    0,
                    "the log has " + (eventsThen - receipt.events()) + " events more than the receipt saw, and a root"
                            + " alone can't tell growth from change; expected the receipt with the heads beside it"
                            + " (--against, too)");
        }
        return verdict(
                Outcome.BROKEN,
                0,
                List.of(),
                0,
                eventsThen < receipt.events()
                        ? "the log has " + eventsThen + " events, the receipt saw " + receipt.events()
                        : "as many events as the receipt saw, but not the same");
    }

    private ReceiptVerdict ofHeads(Set<String> hostsOfLog, boolean trimmed) {
        long held = 0;
        long present = 0;
        boolean otherOrigins = !expected.isEmpty();
        boolean anyOrigin = false;
        boolean undecided = false;
        List<String> problems = new ArrayList<>();
        long more = 0;
        for (HostHead head : receipt.heads()) {
            Seen seen = expected.get(head.host());
            if (seen == null || (mayBeTrimmed && seen.first < 0)) {
                continue;
            }
            present += seen.first >= 0 ? 1 : 0;
            anyOrigin |= seen.sameOrigin != null;
            otherOrigins &= seen.first < 0 || Boolean.FALSE.equals(seen.sameOrigin);
            String problem = problem(seen, trimmed);
            if (problem == null) {
                held++;
            } else {
                undecided |= seen.first > head.sequence() || (trimmed && seen.first < 0);
                if (problems.size() < MOST_PROBLEMS) {
                    problems.add("host " + head.host() + ": " + problem);
                } else {
                    more++;
                }
            }
        }
        if (!expected.isEmpty()
                && !hostsOfLog.isEmpty()
                && !mayBeTrimmed
                && (present == 0 || (held == 0 && anyOrigin && otherOrigins))) {
            return verdict(
                    Outcome.OTHER_LOG,
                    held,
                    problems,
                    more,
                    present == 0
                            ? "a receipt of another log: none of its " + expected.size() + " hosts is in this one"
                            : "a receipt of another log: no host's first event is the one that it saw");
        }
        if (problems.isEmpty()) {
            long since = mayBeTrimmed ? 0 : hostsOfLog.size() - held;
            return verdict(
                    Outcome.HOLDS,
                    held,
                    problems,
                    0,
                    hosts(held) + " as they were"
                            + (since > 0 && receipt.kind() == Receipt.Kind.LOG ? ", " + since + " more since" : ""));
        }
        return verdict(
                undecided ? Outcome.UNDECIDED : Outcome.BROKEN,
                held,
                problems,
                more,
                hosts(problems.size() + more) + " of " + expected.size() + " not as they were");
    }

    private static @Nullable String problem(Seen seen, boolean trimmed) {
        long sequence = seen.head.sequence();
        if (seen.differs) {
            return "sequence " + sequence + " has another chain than the receipt: it or an earlier event was rewritten";
        }
        if (seen.met || seen.anchored) {
            return null;
        }
        if (seen.first < 0) {
            return (trimmed ? "not in what is left of the log" : "not in the log")
                    + "; the receipt saw it up to sequence " + sequence
                    + (trimmed ? "; expected the files that were archived before, too" : "");
        }
        if (seen.first > sequence) {
            return "the log begins at sequence " + seen.first + ", behind the receipt's " + sequence
                    + "; expected the files that were archived before it, too";
        }
        return seen.last < sequence
                ? "cut: the log ends at sequence " + seen.last + ", the receipt saw " + sequence
                : "sequence " + sequence + ", which the receipt saw, isn't there";
    }

    private static String hosts(long count) {
        return count == 1 ? "1 host" : count + " hosts";
    }

    private ReceiptVerdict verdict(Outcome outcome, long held, List<String> problems, long more, String explanation) {
        return new ReceiptVerdict(name, outcome, held, problems, more, explanation);
    }
}
