package io.luoledger.core;

import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.preserved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.Token;
import io.luoledger.finding.Finding;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.judge.BootTrail;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events that no rule can judge count all the same, and nothing behind them suffers. */
class UnjudgedTest {
    private static final String LONG_NAME = "x".repeat(600_000);

    @Test
    void shouldCountAnEventThatExceedsTheLimitsAndGoOn() {
        // Given
        List<RecordedEvent> log = LogScript.host("h1")
                .unchecked(created(LONG_NAME))
                .out(created("vm"), preserved("vm", 1))
                .events();
        EntityMap entities = new EntityMap();

        // When
        List<String> findings = findings(entities, log);

        // Then
        assertThat(findings)
                .containsExactly("LOG-EVENT-UNJUDGED log: expected an event that every rule can judge, found"
                        + " SessionCreated with a session name of 600000 bytes, expected at most 64 [0]");
        assertThat(entities.get(EntityKey.log("h1")))
                .isInstanceOfSatisfying(
                        LogState.class,
                        state -> assertThat(state.nextSequence()).isEqualTo(3));
        assertThat(Objects.requireNonNull(HostView.of(entities, "h1")).sessions())
                .extracting(view -> view.session().name())
                .containsExactly("vm");
    }

    @Test
    void shouldStillNoticeThatEventsAreMissingBeforeOneThatItCannotJudge() {
        // Given
        List<RecordedEvent> log = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1))
                .unchecked(created(LONG_NAME))
                .events();

        // When
        List<String> findings = findings(new EntityMap(), List.of(log.get(0), log.get(2)));

        // Then
        assertThat(findings)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("LOG-GAP "),
                        second -> assertThat(second).startsWith("LOG-EVENT-UNJUDGED "));
    }

    @Test
    void shouldLeaveOutAnEventThatARuleStumblesOver() {
        // Given: a session's state that no rule expects under a file's key
        List<RecordedEvent> log = LogScript.host("h1")
                .out(created("vm"), preserved("vm", 1), preserved("vm", 2))
                .events();
        EntityMap entities = new EntityMap();
        findings(entities, log.subList(0, 1));
        Entities odd = new Substituting(entities, FileState.key("h1", 1, "vm", new Token(1)));

        // When
        List<String> findings = findings(odd, log.subList(1, 3));

        // Then
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding)
                        .startsWith("LOG-EVENT-UNJUDGED log: expected an event that every rule can judge, found a rule"
                                + " stumbled: ClassCastException: ")
                        .endsWith("[1]"));
        assertThat(entities.get(EntityKey.log("h1")))
                .isInstanceOfSatisfying(
                        LogState.class,
                        state -> assertThat(state.nextSequence()).isEqualTo(3));
        assertThat(Objects.requireNonNull(HostView.of(entities, "h1"))
                        .sessions()
                        .getFirst()
                        .files())
                .extracting(FileState::token)
                .containsExactly(new Token(2));
    }

    @Test
    void shouldPassOnWhatTheStoreThrowsAndKeepNothing() {
        // Given
        List<RecordedEvent> log = LogScript.host("h1").out(created("vm")).events();
        EntityMap kept = new EntityMap();
        RuntimeException migrated = new IllegalStateException("the store moved away");
        Entities failing = new Substituting(kept, EntityKey.host("h1")) {
            @Override
            public @Nullable Entity get(EntityKey key) {
                if (key.equals(EntityKey.host("h1"))) {
                    throw migrated;
                }
                return super.get(key);
            }
        };

        // When / Then
        assertThatThrownBy(() -> new Ledger().apply(failing, log.getFirst())).isSameAs(migrated);
        assertThat(kept.size()).isZero();
    }

    private static AbiJudge judge(AbiJudge.Kernels kernels) {
        return new AbiJudge(kernels, List.of(), AbiGate.BY_RULES, new AbiDigest.InMemory());
    }

    @Test
    void shouldSayWhatTheJudgeOfKernelsStumblesOver() {
        // Given
        AbiDescriptor known = Catalogue.find("7.3").orElseThrow();
        List<RecordedEvent> log = LogScript.host("h1")
                .boot("7.2", 0, BootOutcome.COLD)
                .boot("7.3", 1, BootOutcome.RESTORED)
                .events();
        // a descriptor that nobody can make: the comparison stumbles over it
        AbiJudge judge = judge(release -> Optional.of(release.equals("7.3") ? known : broken(known)));

        // When
        List<Finding> findings = new ArrayList<>();
        BootTrail trail = null;
        for (RecordedEvent event : log) {
            AbiJudge.Judged judged = judge.apply(trail, event.event());
            trail = judged.trail();
            judged.findings().forEach(raised -> findings.add(raised.finding()));
        }

        // Then
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(text(finding))
                        .startsWith("LOG-EVENT-UNJUDGED ABI judge: expected an event that every rule can judge, found a"
                                + " rule stumbled: "));
    }

    @Test
    void shouldPassOnThatTheKernelsCannotBeAskedFor() {
        // Given
        RuntimeException down = new IllegalStateException("the store of kernels moved away");
        AbiJudge judge = judge(release -> {
            throw down;
        });
        List<RecordedEvent> log = LogScript.host("h1")
                .boot("7.2", 0, BootOutcome.COLD)
                .boot("7.3", 1, BootOutcome.RESTORED)
                .events();
        BootTrail trail = judge.apply(null, log.get(0).event()).trail();

        // When / Then
        assertThatThrownBy(() -> judge.apply(trail, log.get(1).event())).isSameAs(down);
    }

    // what no reader of descriptors makes: nobody told the architecture
    @SuppressWarnings("NullAway")
    private static AbiDescriptor broken(AbiDescriptor one) {
        return one.with().release("7.2").architecture(null).build();
    }

    /** Has a host's state under this key, where nobody expects one. */
    private static class Substituting implements Entities {
        private final Entities entities;
        private final EntityKey odd;

        Substituting(Entities entities, EntityKey odd) {
            this.entities = entities;
            this.odd = odd;
        }

        @Override
        public @Nullable Entity get(EntityKey key) {
            return key.equals(odd) ? entities.get(EntityKey.log("h1")) : entities.get(key);
        }

        @Override
        public void scan(Scope scope, java.util.function.Consumer<Entity> sink) {
            entities.scan(scope, sink);
        }

        @Override
        public void put(Entity entity) {
            entities.put(entity);
        }

        @Override
        public void delete(EntityKey key) {
            entities.delete(key);
        }
    }

    private static List<String> findings(Entities entities, List<RecordedEvent> log) {
        List<String> findings = new ArrayList<>();
        Ledger ledger = new Ledger();
        log.forEach(event -> ledger.apply(entities, event).forEach(output -> {
            if (output instanceof FindingRaised raised) {
                findings.add(text(raised.finding()));
            }
        }));
        return findings;
    }

    private static String text(Finding one) {
        return one.kind().id() + " " + one.subject() + ": expected " + one.expected() + ", found " + one.found() + " "
                + one.evidence();
    }
}
