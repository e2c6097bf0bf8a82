package io.luoledger.proof;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a log in one pass: every host's sequence and chain, and whether receipts hold. Life: constructed; told the
 * receipts; told each source (a file, a cluster) and its events in their order; ended once; asked. Memory grows with the
 * hosts (some 300 bytes each), not with the log.
 *
 * <p>A source may begin where the one before it ended, or earlier: what both hold is compared. A log that doesn't begin
 * with sequence 0 was trimmed: its first event is checked if a receipt has the one before it.
 */
public final class LogVerifier {
    private final Map<String, HostChain> hosts = new HashMap<>();
    private final List<ReceiptCheck> receipts = new ArrayList<>();
    private final Map<String, Long> sources = new LinkedHashMap<>();
    private LogPosition last = LogPosition.inFile("nothing", 0);
    private final List<Doubled> doubled = new ArrayList<>();
    private int source;
    private int doubledOf;
    private long events;
    private boolean trimmed;

    /**
     * Events of a source that sources before it have, too.
     *
     * @param events how many
     * @param host of the first one
     * @param sequence of the first one
     * @param place of the first one
     */
    public record Doubled(long events, String host, long sequence, LogPosition place) {
        private Doubled andOne() {
            return new Doubled(events + 1, host, sequence, place);
        }
    }

    /** Hosts may have been trimmed from this log altogether. */
    public void trimmed() {
        trimmed = true;
    }

    /** Checks the log against this receipt, too. Call before the first event. */
    public void against(String name, Receipt receipt) {
        receipts.add(new ReceiptCheck(name, receipt, false));
    }

    /** The same, where hosts that aren't in the log at all may have been archived and trimmed. */
    public void againstTrimmed(String name, Receipt receipt) {
        receipts.add(new ReceiptCheck(name, receipt, true));
    }

    /** The events that follow come from here. */
    public void begin(String name) {
        source++;
        sources.putIfAbsent(name, 0L);
    }

    public void accept(RecordedEvent recorded, LogPosition place) {
        LiveUpdateEvent event = recorded.event();
        last = place;
        sources.merge(place.source(), 1L, Long::sum);
        HostChain host = hosts.get(event.host());
        if (host != null && host.holds(event.sequence(), source)) {
            doubled(event, place);
        } else {
            events++;
        }
        ChainHash anchor = null;
        if (host == null) {
            host = new HostChain(event.host());
            hosts.put(event.host(), host);
            anchor = anchor(event);
        }
        host.accept(recorded, place, source, anchor);
        receipts.forEach(receipt -> receipt.accept(event));
    }

    private void doubled(LiveUpdateEvent event, LogPosition place) {
        if (doubledOf != source) {
            doubledOf = source;
            doubled.add(new Doubled(0, event.host(), event.sequence(), place));
        }
        doubled.addLast(doubled.removeLast().andOne());
    }

    private @Nullable ChainHash anchor(LiveUpdateEvent event) {
        for (ReceiptCheck receipt : receipts) {
            ChainHash chain = receipt.chainBefore(event);
            if (chain != null) {
                return chain;
            }
        }
        return null;
    }

    /** No more events. */
    public void end() {
        hosts.values().forEach(host -> host.end(last));
        // where one host begins late, others may be in files before this one altogether
        trimmed |= hosts.values().stream().anyMatch(host -> host.first() > 0);
        if (flaws().isEmpty() && receipts.stream().anyMatch(ReceiptCheck::needsRoot)) {
            Receipt now = receipt("");
            receipts.forEach(receipt -> receipt.compareRoot(now));
        }
        receipts.forEach(one -> one.vouchedBy(receipts, hosts.keySet(), trimmed));
    }

    /** The first flaw of each host that has one, in the order in which they showed. */
    public List<Flaw> flaws() {
        List<Flaw> flaws = new ArrayList<>();
        for (HostChain host : hosts.values()) {
            Flaw flaw = host.flaw();
            if (flaw != null) {
                flaws.add(flaw);
            }
        }
        List<String> order = List.copyOf(sources.keySet());
        flaws.sort(
                Comparator.<Flaw>comparingInt(flaw -> order.indexOf(flaw.place().source()))
                        .thenComparingInt(flaw -> flaw.place().partition())
                        .thenComparingLong(flaw -> flaw.place().position())
                        .thenComparing(Flaw::host));
        return flaws;
    }

    /** Hosts whose first event here isn't sequence 0, with that event's sequence. */
    public Map<String, Long> beginLate() {
        Map<String, Long> late = new java.util.TreeMap<>();
        hosts.forEach((name, host) -> {
            if (host.first() > 0) {
                late.put(name, host.first());
            }
        });
        return late;
    }

    /** What became of each receipt. */
    public List<ReceiptVerdict> receipts() {
        return receipts.stream()
                .map(receipt -> receipt.verdict(hosts.keySet(), trimmed))
                .toList();
    }

    /** How many events there are, each counted once. */
    public long events() {
        return events;
    }

    public int hosts() {
        return hosts.size();
    }

    /** What sources hold that those before them have, too: a file that was given twice, or what is archived and not trimmed. */
    public List<Doubled> doubled() {
        return List.copyOf(doubled);
    }

    /** Events of each source, in their order. */
    public Map<String, Long> sources() {
        return new LinkedHashMap<>(sources);
    }

    /** The receipt of what was read. Call when there is no flaw. */
    public Receipt receipt(String made) {
        return Receipt.of(hosts.values().stream().map(HostChain::head).toList(), events, made);
    }
}
