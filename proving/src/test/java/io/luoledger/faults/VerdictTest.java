package io.luoledger.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Source;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the suite finds is planted here, one thing at a time: a comparison that can't fail shows nothing. */
class VerdictTest {
    private static final List<RecordedEvent> EVENTS = new Load("verdict", 3).events(3_000);
    private static final List<EventId> IDS =
            EVENTS.stream().map(event -> EventId.of(event.event())).toList();
    private static final Told TOLD = Ledgers.replayed(EVENTS);

    @Test
    void shouldHoldWhereAllIsThereOnce() {
        // Given
        assertThat(TOLD.findings()).isNotEmpty();
        assertThat(TOLD.summaries()).isNotEmpty();

        // When
        Verdict verdict = Verdict.of(IDS, IDS, TOLD, TOLD);

        // Then
        assertThat(verdict).isEqualTo(new Verdict(0, 0, 0, 0, true, List.of()));
        assertThat(verdict.holds()).isTrue();
    }

    @Test
    void shouldTellAnAcknowledgedEventThatIsLost() {
        // Given
        List<EventId> ledger = new ArrayList<>(IDS);
        EventId lost = ledger.remove(1_234);

        // When
        Verdict verdict = Verdict.of(IDS, ledger, TOLD, TOLD);

        // Then
        assertThat(verdict).isEqualTo(new Verdict(1, 0, 0, 0, true, List.of("1 lost: " + lost)));
        assertThat(verdict.holds()).isFalse();
    }

    @Test
    void shouldTellAnEventThatIsInTheLedgerTwice() {
        // Given
        List<EventId> ledger = new ArrayList<>(IDS);
        EventId doubled = IDS.get(1_234);
        ledger.add(1_235, doubled);

        // When
        Verdict verdict = Verdict.of(IDS, ledger, TOLD, TOLD);

        // Then
        assertThat(verdict)
                .isEqualTo(new Verdict(
                        0, 1, 0, 0, true, List.of("1 more than once in the ledger: " + doubled + " (2 times)")));
    }

    @Test
    void shouldTellAnEventThatNobodyWasAskedToWrite() {
        // Given
        EventId last = IDS.getLast();

        // When
        Verdict verdict = Verdict.of(IDS.subList(0, IDS.size() - 1), IDS, TOLD, TOLD);

        // Then
        assertThat(verdict)
                .isEqualTo(new Verdict(0, 0, 1, 0, true, List.of("1 in the ledger, and not acknowledged: " + last)));
    }

    @Test
    void shouldTellAnEventBehindALaterOneOfItsHost() {
        // Given
        List<EventId> ledger = new ArrayList<>(IDS);
        int later = nextOfHost(ledger, 1_000);
        Collections.swap(ledger, 1_000, later);

        // When
        Verdict verdict = Verdict.of(IDS, ledger, TOLD, TOLD);

        // Then
        assertThat(verdict.reordered()).isEqualTo(1);
        assertThat(verdict.problems()).containsExactly("1 behind a later event of its host: " + IDS.get(1_000));
    }

    @Test
    void shouldTellAnEventThatTheProcessorsCountedTwice() {
        // Given: what the last event tells of its host is told once more
        LiveUpdateEvent last = EVENTS.getLast().event();
        String host = last.host();
        EventCodec codec = new EventCodec();
        Draft again = new Draft(host, new Source(Source.idOf("once more"), 0), last.boot(), last.at(), last.body());
        List<RecordedEvent> counted = new ArrayList<>(EVENTS);
        counted.add(codec.decode(codec.encode(codec.seal(LedgerHead.after(last), again))));

        // When
        Verdict verdict = Verdict.of(IDS, IDS, TOLD, Ledgers.replayed(counted));

        // Then
        assertThat(verdict.digestEqual()).isFalse();
        assertThat(verdict.problems()).contains("1 host with another state than the replay's: " + host);
    }

    @Test
    void shouldTellAFindingThatIsPublishedTwiceAndOneThatNeverIs() {
        // Given
        List<String> findings = new ArrayList<>(TOLD.findings());
        String first = findings.getFirst();
        String last = findings.getLast();
        findings.removeLast();
        findings.add(first);
        int times = Collections.frequency(TOLD.findings(), first);

        // When
        Verdict verdict = Verdict.of(IDS, IDS, TOLD, new Told(TOLD.digests(), findings, TOLD.summaries()));

        // Then
        assertThat(verdict.problems())
                .containsExactly(
                        "1 finding never published: " + last,
                        "1 finding published too often: " + first + " (" + (times + 1) + " times, expected " + times
                                + ")");
    }

    @Test
    void shouldTellALiveUpdateThatIsSummarisedOnceMore() {
        // Given
        Map<String, Told.Summaries> summaries = new HashMap<>(TOLD.summaries());
        String update = summaries.keySet().iterator().next();
        int times = summaries.getOrDefault(update, Told.Summaries.NONE).count();
        summaries.computeIfPresent(update, (key, once) -> new Told.Summaries(once.count() + 1, once.last()));

        // When
        Verdict verdict = Verdict.of(IDS, IDS, TOLD, new Told(TOLD.digests(), TOLD.findings(), summaries));

        // Then
        assertThat(verdict.problems())
                .containsExactly("1 live update whose summaries differ: " + update + " (" + (times + 1)
                        + " times, expected " + times + ")");
    }

    private static int nextOfHost(List<EventId> ledger, int from) {
        for (int i = from + 1; i < ledger.size(); i++) {
            if (ledger.get(i).host().equals(ledger.get(from).host())) {
                return i;
            }
        }
        throw new AssertionError("the host has no further event");
    }
}
