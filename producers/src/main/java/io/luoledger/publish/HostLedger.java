package io.luoledger.publish;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Source;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.UnreadableInputException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Where one host's ledger ends, and how far each of its sources has been read into it. Pure state, no Kafka.
 *
 * <p>A mark stays until {@link #MAX_MARKS} younger sources push it out. After that an unknown source may be one that was
 * forgotten: {@link #mustAskTheLedger} says so, and {@link #learn} takes what a scan of the ledger found.
 */
public final class HostLedger {
    /** How many sources a head remembers: boots of one host since anyone would import them again. */
    public static final int MAX_MARKS = 256;

    /** How many events of one source may be overtaken by a later one. */
    static final int MAX_OVERTAKEN = 4096;

    private static final TreeSet<Long> NONE = new TreeSet<>();

    private final String host;
    private final LinkedHashMap<String, Long> marks = new LinkedHashMap<>();
    /** Positions below a source's mark that haven't come yet: events that others overtook on the way here. */
    private final Map<String, TreeSet<Long>> overtaken = new HashMap<>();

    private LedgerHead head = LedgerHead.EMPTY;
    private boolean marksDropped;
    private boolean wholeLedgerKnown;

    HostLedger(String host) {
        this.host = host;
    }

    /** A host of which nothing is in the ledger yet. */
    public static HostLedger empty(String host) {
        return new HostLedger(host);
    }

    /** A host as its published head tells it. */
    static HostLedger of(String host, LedgerHead head, Map<String, Long> marks, boolean marksDropped) {
        HostLedger ledger = new HostLedger(host);
        ledger.head = head;
        ledger.marks.putAll(marks);
        ledger.marksDropped = marksDropped;
        return ledger;
    }

    String host() {
        return host;
    }

    public LedgerHead head() {
        return head;
    }

    boolean isEmpty() {
        return head.nextSequence() == 0;
    }

    /** True when only the ledger itself can tell whether it holds events of this source. */
    boolean mustAskTheLedger(Source source) {
        return marksDropped && !wholeLedgerKnown && !marks.containsKey(source.id());
    }

    /** Takes the last position of every source in the ledger, oldest source first: nothing needs to be asked again. */
    void learn(Map<String, Long> allMarks) {
        Map<String, Long> younger = new LinkedHashMap<>(marks);
        marks.clear();
        marks.putAll(allMarks);
        younger.forEach(this::mark);
        wholeLedgerKnown = true;
    }

    /** Whether the event at this position of its source is in the ledger already. */
    public boolean holds(Source source) {
        Long mark = marks.get(source.id());
        return mark != null
                && source.position() <= mark
                && !overtaken.getOrDefault(source.id(), NONE).contains(source.position());
    }

    /** The event was appended: it must be the head's successor. */
    public void appended(LiveUpdateEvent event) {
        if (event.sequence() != head.nextSequence()) {
            throw new IllegalStateException(
                    "host " + host + ": event " + event.sequence() + " can't follow on " + head.nextSequence());
        }
        head = LedgerHead.after(event);
        arrived(event.source());
    }

    private void arrived(Source source) {
        long mark = marks.getOrDefault(source.id(), -1L);
        TreeSet<Long> missing = overtaken.get(source.id());
        if (source.position() <= mark) {
            if (missing != null && missing.remove(source.position()) && missing.isEmpty()) {
                overtaken.remove(source.id());
            }
            return;
        }
        long gap = source.position() - mark - 1;
        if (gap > MAX_OVERTAKEN) {
            throw new UnreadableInputException("host " + host + ": source " + source.id() + " jumps from position "
                    + mark + " to " + source.position() + ", expected every position once");
        }
        if (gap > 0) {
            missing = overtaken.computeIfAbsent(source.id(), id -> new TreeSet<>());
            for (long position = mark + 1; position < source.position(); position++) {
                missing.add(position);
            }
        }
        mark(source.id(), source.position());
    }

    private void mark(String id, long position) {
        // the youngest goes to the end, so that the oldest is the first to be forgotten
        Long before = marks.remove(id);
        marks.put(id, before == null ? position : Math.max(before, position));
    }

    /** The marks that a published head takes: the youngest, oldest of them first. */
    Map<String, Long> youngestMarks() {
        Map<String, Long> kept = new LinkedHashMap<>();
        int surplus = Math.max(0, marks.size() - MAX_MARKS);
        for (Map.Entry<String, Long> mark : marks.entrySet()) {
            if (surplus-- <= 0) {
                kept.put(mark.getKey(), mark.getValue());
            }
        }
        return kept;
    }

    /** Whether a published head has to say that it doesn't name every source. */
    boolean leavesMarksOut() {
        return marksDropped || marks.size() > MAX_MARKS;
    }

    ChainHash chain() {
        return head.chain();
    }
}
