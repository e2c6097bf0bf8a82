package io.luoledger.publish;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Source;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one host's ledger ends, and which events of each of its sources it holds. Pure state, no Kafka.
 *
 * <p>A source is known until {@link #MAX_MARKS} younger ones push it out. Then {@link ForgottenSources} are all that is left of it: when a
 * source may be one of them, {@link #mustAskTheLedger} says so, and {@link #learn} takes what a scan of the ledger found.
 */
public final class HostLedger {
    /** How many sources a head remembers: boots of one host since anyone would import them again. */
    public static final int MAX_MARKS = 256;

    /** How many missing events a head names, over all of its sources: it stays far below the largest record. */
    static final int MAX_PUBLISHED_MISSING = 16_384;

    private final String host;
    /** The youngest last: it is the last to be forgotten. */
    private final LinkedHashMap<String, SourceProgress> sources = new LinkedHashMap<>();

    /** The youngest of them: most events come from where the one before came from. */
    private @Nullable Source youngest;

    private SourceProgress ofYoungest = SourceProgress.nothing();

    private LedgerHead head = LedgerHead.EMPTY;
    private boolean marksDropped;
    private ForgottenSources forgotten = ForgottenSources.NONE;
    private boolean ledgerAsked;

    HostLedger(String host) {
        this.host = host;
    }

    /** A host of which nothing is in the ledger yet. */
    public static HostLedger empty(String host) {
        return new HostLedger(host);
    }

    /**
     * A host as its published head tells it.
     *
     * @param forgotten which sources aren't among those; counts only if some were dropped
     */
    static HostLedger of(
            String host,
            LedgerHead head,
            Map<String, SourceProgress> sources,
            boolean marksDropped,
            ForgottenSources forgotten) {
        HostLedger ledger = new HostLedger(host);
        ledger.head = head;
        ledger.sources.putAll(sources);
        ledger.marksDropped = marksDropped;
        ledger.forgotten = marksDropped ? forgotten : ForgottenSources.NONE;
        ledger.decideByCount();
        return ledger;
    }

    /** Every event of the ledger is one position of one source: when the numbers agree, nothing is missing. */
    private void decideByCount() {
        long held = sources.values().stream().mapToLong(SourceProgress::held).sum();
        if (!marksDropped && held == head.nextSequence()) {
            sources.values().forEach(SourceProgress::decideHeld);
        }
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

    private @Nullable SourceProgress of(Source source) {
        return isYoungest(source) ? ofYoungest : sources.get(source.id());
    }

    private boolean isYoungest(Source source) {
        return youngest != null && youngest.high() == source.high() && youngest.low() == source.low();
    }

    /** True when only the ledger itself can tell whether it holds this event. */
    boolean mustAskTheLedger(Source source) {
        SourceProgress known = of(source);
        return !ledgerAsked && (known == null ? forgotten.mayHold(source.id()) : known.isUndecided(source.position()));
    }

    /**
     * Takes what the ledger itself holds of every source, oldest source first: nothing needs to be asked again. It holds
     * everything that was appended here.
     *
     * @param trimmed whether the ledger once held more of this host
     */
    void learn(Map<String, SourceProgress> inTheLedger, boolean trimmed) {
        List<Map.Entry<String, SourceProgress>> known = new ArrayList<>(sources.entrySet());
        youngest = null;
        sources.clear();
        sources.putAll(inTheLedger);
        known.forEach(entry -> {
            SourceProgress read = sources.remove(entry.getKey());
            boolean better = read == null || entry.getValue().isDecided() || !read.isDecided();
            sources.put(entry.getKey(), better ? entry.getValue() : read);
        });
        if (!trimmed || forgotten == ForgottenSources.ANY) {
            // what isn't known by now isn't in the ledger
            forgotten = ForgottenSources.NONE;
        }
        ledgerAsked = true;
    }

    /**
     * Whether the event at this position of its source is in the ledger already.
     *
     * @throws UnreadableInputException when nobody can tell any more
     */
    public boolean holds(Source source) {
        SourceProgress known = of(source);
        if (known == null && forgotten.holds(source.id())) {
            throw new UnreadableInputException("host " + host + ": nobody can tell whether the ledger holds position "
                    + source.position() + " of source " + source.id()
                    + ": it held events of that source, but the ledger was"
                    + " trimmed, and the host's head tells of its " + MAX_MARKS + " youngest sources how far they came;"
                    + " expected a source whose events are on the cluster still");
        }
        if (known == null) {
            return false;
        }
        if (known.isUndecided(source.position())) {
            throw new UnreadableInputException("host " + host + ": nobody can tell whether the ledger holds position "
                    + source.position() + " of source " + source.id() + ": the ledger was trimmed, and the version of"
                    + " luo-ledger that wrote it didn't note which events were overtaken; expected a source whose events"
                    + " are on the cluster still");
        }
        return known.holds(source.position());
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
        if (!isYoungest(source)) {
            SourceProgress known = sources.remove(source.id());
            ofYoungest = known == null ? SourceProgress.nothing() : known;
            youngest = source;
            sources.put(source.id(), ofYoungest);
        }
        try {
            ofYoungest.arrived(source.position());
        } catch (UnreadableInputException e) {
            throw new UnreadableInputException("host " + host + ": source " + source.id() + " " + e.getMessage(), e);
        }
    }

    /** The sources that a published head takes: the youngest, oldest of them first. */
    Map<String, SourceProgress> youngestSources() {
        List<Map.Entry<String, SourceProgress>> all = new ArrayList<>(sources.entrySet());
        int first = all.size();
        int named = 0;
        while (first > 0 && all.size() - first < MAX_MARKS) {
            named += all.get(first - 1).getValue().missing().size();
            if (named > MAX_PUBLISHED_MISSING) {
                break;
            }
            first--;
        }
        Map<String, SourceProgress> kept = new LinkedHashMap<>();
        all.subList(first, all.size()).forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
        return kept;
    }

    /** Whether a published head has to say that it doesn't name every source. */
    boolean leavesMarksOut() {
        return marksDropped || youngestSources().size() < sources.size();
    }

    /** The sources that a published head doesn't name. */
    ForgottenSources forgottenSources() {
        Set<String> older = new HashSet<>(sources.keySet());
        older.removeAll(youngestSources().keySet());
        return forgotten.and(older);
    }

    ChainHash chain() {
        return head.chain();
    }
}
