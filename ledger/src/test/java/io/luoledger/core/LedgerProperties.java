package io.luoledger.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.Output.FindingRaised;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LedgerProperties {
    @Property(tries = 300)
    void shouldChangeNothingForDuplicates(@ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int steps) {
        // Given
        List<RecordedEvent> log = RandomLog.of("h1", seed, steps);
        List<RecordedEvent> twice = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            twice.add(log.get(i));
            twice.add(log.get(Math.max(0, i - i % 5)));
        }

        // When
        EntityMap once = fold(log);
        EntityMap again = fold(twice);

        // Then
        assertThat(StateDigest.of(again)).isEqualTo(StateDigest.of(once));
    }

    @Property(tries = 100)
    void shouldNotDependOnHowHostsAreMixed(@ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int steps) {
        // Given
        List<RecordedEvent> one = RandomLog.of("a", seed, steps);
        List<RecordedEvent> other = RandomLog.of("b", seed + 1, steps);
        List<RecordedEvent> behind = new ArrayList<>(one);
        behind.addAll(other);

        // When
        List<RecordedEvent> mixed = mix(one, other, new Random(seed));

        // Then
        assertThat(StateDigest.of(fold(mixed))).isEqualTo(StateDigest.of(fold(behind)));
    }

    @Property(tries = 300)
    void shouldCountWhatTheStatesSay(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        // Given
        Ledger ledger = new Ledger(2);
        EntityMap entities = new EntityMap();

        for (RecordedEvent event : RandomLog.of("h1", seed, steps)) {
            // When
            ledger.apply(entities, event);

            // Then
            HostView view = HostView.of(entities, "h1");
            assertThat(view).isNotNull();
            for (HostView.SessionView session : view.sessions()) {
                assertThat(session.session().filesOpen())
                        .as(
                                "open files of %s after event %d",
                                session.session(), event.event().sequence())
                        .isEqualTo(session.files().stream()
                                .filter(file -> file.status().open())
                                .count());
            }
            for (UpdateState update : view.updates()) {
                assertOpen(view, update, event);
                assertThat(update.kinds().byHandler().values())
                        .as("kinds of %s after event %d", update, event.event().sequence())
                        .allMatch(kind -> kind.files() >= kind.finished() + kind.gone());
            }
        }
    }

    /** A retrieve that fails for good, and tells which handler the file has. */
    @Example
    void shouldCountAFailedFileUnderItsHandler() {
        shouldCountWhatTheStatesSay(-46, 60);
    }

    /** A kernel behind a gap that received nothing. */
    @Example
    void shouldCountWhatNobodyKnowsTheEndOf() {
        shouldCountWhatTheStatesSay(449_712_439_728L, 25);
    }

    /** A kernel behind a gap that received nothing, and closes what was there before the gap. */
    @Example
    void shouldCountWhatIsClosedThoughNobodyReceivedIt() {
        shouldCountWhatTheStatesSay(8_332_304_355_383_473_522L, 49);
    }

    @Property(tries = 300)
    void shouldReadBackEveryState(@ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int steps) {
        // Given
        EntityMap entities = fold(RandomLog.of("h1", seed, steps));

        // When / Then
        entities.scan(
                new Scope.Everything(),
                entity ->
                        assertThat(StateCodec.decode(StateCodec.encode(entity))).isEqualTo(entity));
    }

    @Property(tries = 100)
    void shouldGiveEachFindingADocumentedKind(@ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int steps) {
        // Given
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();

        // When
        List<Output> outputs = new ArrayList<>();
        RandomLog.of("h1", seed, steps).forEach(event -> outputs.addAll(ledger.apply(entities, event)));

        // Then
        assertThat(outputs)
                .filteredOn(FindingRaised.class::isInstance)
                .allSatisfy(raised -> assertThat(FindingCatalogue.all())
                        .contains(((FindingRaised) raised).finding().kind()));
    }

    private static void assertOpen(HostView view, UpdateState update, RecordedEvent event) {
        Tally tally = update.tally();
        long unnamed = tally.sessions() - tally.sessionsNamed();
        long open = view.sessions().stream()
                .filter(one -> one.session().generation() == update.generation())
                // behind a gap, one that the incoming kernel doesn't have may be lost or closed: nobody knows
                .filter(one -> one.session().status().open()
                        || (update.progress().gap() && one.session().status().outgoing()))
                .count();
        if (update.stage() == UpdateState.Stage.INCOMING || update.stage() == UpdateState.Stage.SETTLED) {
            assertThat(tally.sessions() - tally.sessionsSettled())
                    .as(
                            "open sessions of %s after event %d",
                            update, event.event().sequence())
                    .isEqualTo(open + unnamed);
        }
    }

    private static EntityMap fold(List<RecordedEvent> log) {
        Ledger ledger = new Ledger(2);
        EntityMap entities = new EntityMap();
        log.forEach(event -> ledger.apply(entities, event));
        return entities;
    }

    private static List<RecordedEvent> mix(List<RecordedEvent> one, List<RecordedEvent> other, Random random) {
        List<RecordedEvent> mixed = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < one.size() || j < other.size()) {
            if (j == other.size() || (i < one.size() && random.nextBoolean())) {
                mixed.add(one.get(i++));
            } else {
                mixed.add(other.get(j++));
            }
        }
        return mixed;
    }
}
