package io.luoledger.publish;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a ledger makes of events that aren't a copy of a host's ledger but single ones of it, as dead letters are: with gaps
 * that the ledger fills, twice, or at odds with one another. Nothing is written.
 *
 * <pre>
 *   ledger   0 1 2 3 4 5|
 *   events     1   3 3      6 7   9      1 and 3 are held, 6 and 7 continue it, 9 doesn't fit
 * </pre>
 */
public final class SingleEvents {
    /** What becomes of an event. */
    public sealed interface Verdict {
        /** It continues the ledger, behind those before it that do. */
        record Continues() implements Verdict {}

        /** The ledger holds it. */
        record Held() implements Verdict {}

        /** Neither. */
        record Unfit(String reason) implements Verdict {}
    }

    private record Place(String host, long sequence) {}

    private record Mark(Place place, ChainHash chain) {
        static Mark of(LiveUpdateEvent event) {
            return new Mark(new Place(event.host(), event.sequence()), event.chain());
        }
    }

    private final Map<String, LedgerHead> ends;
    private final Set<Mark> held = new HashSet<>();
    private final Set<Place> taken = new HashSet<>();

    private SingleEvents(Map<String, LedgerHead> ends) {
        this.ends = new HashMap<>(ends);
    }

    /**
     * A verdict on each, as the ledger stands at this moment.
     *
     * @param events by host, then by sequence
     */
    public static List<Verdict> judge(ClientSettings client, List<RecordedEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        List<Verdict> verdicts = new ArrayList<>();
        try (LedgerReader reader = new LedgerReader(client)) {
            SingleEvents judge = new SingleEvents(reader.publishedHeads());
            judge.lookUp(reader, events);
            events.forEach(event -> verdicts.add(judge.verdict(event)));
        }
        return verdicts;
    }

    /** Reads the ledger, where any of them lies before its host's end, and no further than to the last of these. */
    private void lookUp(LedgerReader reader, List<RecordedEvent> events) {
        Set<Mark> wanted = new HashSet<>();
        Set<Place> places = new HashSet<>();
        for (RecordedEvent recorded : events) {
            if (recorded.event().sequence() < endOf(recorded.event()).nextSequence()) {
                Mark mark = Mark.of(recorded.event());
                wanted.add(mark);
                places.add(mark.place());
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        reader.snapshot(Optional.empty(), entry -> {
            if (entry instanceof LedgerReader.Entry.Event event) {
                Mark mark = Mark.of(event.recorded().event());
                if (places.contains(mark.place())) {
                    taken.add(mark.place());
                    held.add(mark);
                    wanted.remove(mark);
                }
            }
            return !wanted.isEmpty();
        });
    }

    private LedgerHead endOf(LiveUpdateEvent event) {
        return ends.getOrDefault(event.host(), LedgerHead.EMPTY);
    }

    private Verdict verdict(RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        LedgerHead end = endOf(event);
        Mark mark = Mark.of(event);
        if (event.sequence() < end.nextSequence()) {
            return held.contains(mark) ? new Verdict.Held() : new Verdict.Unfit(notHeld(mark.place(), end));
        }
        try {
            new CopiedHost(event.host(), end).accept(recorded);
            EventCodec.requireWithinLimits(event);
        } catch (UnreadableInputException e) {
            return new Verdict.Unfit(String.valueOf(e.getMessage()));
        }
        ends.put(event.host(), LedgerHead.after(event));
        held.add(mark);
        taken.add(mark.place());
        return new Verdict.Continues();
    }

    private String notHeld(Place place, LedgerHead end) {
        return taken.contains(place)
                ? CopiedHost.otherHistory(place.host(), place.sequence())
                : "host " + place.host() + ", sequence " + place.sequence() + ": the target ends at "
                        + (end.nextSequence() - 1) + " and doesn't hold this one: it was trimmed or lost there, and a"
                        + " ledger goes on at its end alone";
    }
}
