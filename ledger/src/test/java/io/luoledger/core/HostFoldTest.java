package io.luoledger.core;

import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.preserved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Token;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who asks the fold sees what the event changed so far; nobody else does before it is written. */
class HostFoldTest {
    private static final String HOST = "h1";

    /** Of what the first boot hands over. */
    private static final long GENERATION = 1;

    private final List<RecordedEvent> log = LogScript.host(HOST)
            .out(created("vm"), preserved("vm", 1), preserved("vm", 2))
            .events();
    private final EntityMap kept = kept(log);
    private final HostFold fold = new HostFold(kept, event());

    @Test
    void shouldNotGiveWhatWasForgottenInTheSameEvent() {
        // Given
        FileState file = Objects.requireNonNull(fold.file(GENERATION, "vm", new Token(1)));

        // When
        fold.forget(file);

        // Then
        assertThat(fold.file(GENERATION, "vm", new Token(1))).isNull();
        assertThat(fold.files(GENERATION, "vm")).extracting(FileState::token).containsExactly(new Token(2));
        assertThat(fold.forgotten()).containsExactly(file);
    }

    @Test
    void shouldGiveWhatIsPutAfterItWasForgotten() {
        // Given
        FileState file = Objects.requireNonNull(fold.file(GENERATION, "vm", new Token(1)));
        fold.forget(file);

        // When
        fold.put(file);

        // Then
        assertThat(fold.file(GENERATION, "vm", new Token(1))).isEqualTo(file);
        assertThat(fold.forgotten()).isEmpty();
    }

    @Test
    void shouldGiveWhatIsNewInTheSameEventAmongAllOfItsKind() {
        // Given
        FlbState flb = new FlbState(HOST, GENERATION, "flb-v1", false, FlbStatus.PRESERVED, null, 0, 3, 3);

        // When
        fold.put(flb);

        // Then
        assertThat(fold.flbs(GENERATION)).containsExactly(flb);
        assertThat(fold.flbs(GENERATION + 1)).isEmpty();
    }

    @Test
    void shouldGiveWhatWasChangedInTheSameEventAmongAllOfItsKind() {
        // Given
        SessionState session = Objects.requireNonNull(fold.session(GENERATION, "vm"));
        SessionState changed = session.withMissing(1);

        // When
        fold.put(changed);

        // Then
        assertThat(fold.sessions(GENERATION)).containsExactly(changed);
    }

    @Test
    void shouldHandOverEachThingAsItIsByThen() {
        // Given
        List<Entity> seen = new ArrayList<>();

        // When: the session comes first, and its end changes its files
        fold.everything(GENERATION, entity -> {
            seen.add(entity);
            if (entity instanceof SessionState session) {
                fold.files(session).forEach(file -> fold.put(file.knowing("memfd-v9", null)));
                fold.files(session).forEach(fold::forget);
            }
        });

        // Then
        assertThat(seen).noneMatch(FileState.class::isInstance);
    }

    @Test
    void shouldChangeALiveUpdateInPlaceAndGiveItAsItIs() {
        // Given
        UpdateState before = Objects.requireNonNull(fold.update(GENERATION));

        // When
        fold.change(GENERATION, UpdateDraft::toldOverdue);

        // Then
        assertThat(Objects.requireNonNull(fold.update(GENERATION)).progress().overdueTold())
                .isTrue();
        assertThat(before.progress().overdueTold()).isFalse();
    }

    @Test
    void shouldRefuseAStepThatALiveUpdateIsPast() {
        // Given
        fold.change(
                GENERATION,
                u -> u.at(UpdateDraft.Life.Outgoing.class)
                        .received("6.18", 7, Moment.UNKNOWN)
                        .settled());

        // When, Then
        assertThatThrownBy(() -> fold.change(
                        GENERATION, u -> u.at(UpdateDraft.Life.Outgoing.class).aborted()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("live update 1 (generation 1) is SETTLED, expected Outgoing");
    }

    @Test
    void shouldWriteEverythingAtOnce() {
        // Given
        FlbState flb = new FlbState(HOST, GENERATION, "flb-v1", false, FlbStatus.PRESERVED, null, 0, 3, 3);
        FileState file = Objects.requireNonNull(fold.file(GENERATION, "vm", new Token(1)));
        fold.put(flb);
        fold.forget(file);
        fold.change(GENERATION, UpdateDraft::toldOverdue);
        boolean untouched = kept.get(flb.key()) == null && file.equals(kept.get(file.key()));

        // When
        fold.write(LogState.empty(HOST));

        // Then
        assertThat(untouched).isTrue();
        assertThat(kept.get(flb.key())).isEqualTo(flb);
        assertThat(kept.get(file.key())).isNull();
        assertThat(kept.get(UpdateState.key(HOST, GENERATION)))
                .isInstanceOfSatisfying(
                        UpdateState.class,
                        update -> assertThat(update.progress().overdueTold()).isTrue());
        assertThat(kept.get(EntityKey.log(HOST))).isEqualTo(LogState.empty(HOST));
    }

    private LiveUpdateEvent event() {
        return log.getLast().event();
    }

    private static EntityMap kept(List<RecordedEvent> log) {
        EntityMap entities = new EntityMap();
        log.forEach(event -> new Ledger().apply(entities, event));
        return entities;
    }
}
