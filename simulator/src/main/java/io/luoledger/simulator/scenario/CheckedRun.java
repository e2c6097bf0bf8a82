package io.luoledger.simulator.scenario;

import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.Source;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelState;
import io.luoledger.simulator.kernel.KernelState.Contents;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.ScriptedHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs a script and checks the invariants after every step. */
final class CheckedRun {
    private final Set<Invariant> invariants;
    private final EventShadow shadow = new EventShadow();
    private final Map<String, Contents> promises = new HashMap<>();
    private Map<String, Contents> received = new HashMap<>();
    private final Map<String, Integer> transitions = new TreeMap<>();
    private String death = "";
    private long liveUpdate;

    /** An invariant that didn't hold, and how that showed. */
    record Violation(Invariant invariant, String detail) {}

    private CheckedRun(Set<Invariant> invariants) {
        this.invariants = invariants;
    }

    /** How a run went. */
    record Outcome(Optional<Violation> violation, Map<String, Integer> transitions) {}

    static Outcome of(OpScript script, List<KernelProfile> kernels, Set<Invariant> invariants, Consumer<Draft> sink) {
        CheckedRun run = new CheckedRun(invariants);
        return new Outcome(run.live(script, kernels, sink), run.transitions);
    }

    private Optional<Violation> live(OpScript script, List<KernelProfile> kernels, Consumer<Draft> sink) {
        Journal journal = new Journal("swarm", Source.idOf("swarm", script.name()), new LogicalClock(0), draft -> {
            see(draft);
            sink.accept(draft);
        });
        ScriptedHost host = new ScriptedHost(
                journal,
                kernels,
                script,
                new Dice(0),
                (stage, result) -> transitions.merge(
                        result.op().name() + " " + (result.result() == null ? "DIED" : result.result()),
                        1,
                        Integer::sum));
        while (host.step()) {
            Optional<Violation> violation = check(host.kernel());
            if (violation.isPresent()) {
                return violation;
            }
        }
        return Optional.empty();
    }

    private void see(Draft draft) {
        shadow.accept(draft);
        if (draft.boot().liveUpdate() != liveUpdate) {
            liveUpdate = draft.boot().liveUpdate();
            received = new HashMap<>(promises);
            promises.clear();
        }
        if (draft.body() instanceof KernelBody.KernelBooted booted && booted.outcome() == BootOutcome.PANIC) {
            death = String.valueOf(booted.message());
        } else if (draft.body() instanceof KernelBody.KernelDied died) {
            death = String.valueOf(died.message());
        }
    }

    private Optional<Violation> check(@org.jspecify.annotations.Nullable Kernel kernel) {
        if (!death.isEmpty()) {
            return violated(Invariant.KERNEL_SURVIVES, death);
        }
        if (kernel == null) {
            return Optional.empty();
        }
        KernelState state = kernel.state();
        List<String> differences = shadow.differencesFrom(state);
        if (!differences.isEmpty()) {
            Optional<Violation> lie = violated(Invariant.VIEW_IS_TRUE, String.join("; ", differences));
            if (lie.isPresent()) {
                return lie;
            }
        }
        remember(state);
        return broken(state);
    }

    private Optional<Violation> violated(Invariant invariant, String detail) {
        return invariants.contains(invariant) ? Optional.of(new Violation(invariant, detail)) : Optional.empty();
    }

    private void remember(KernelState state) {
        Map<String, Contents> now = new HashMap<>();
        for (KernelState.SessionState session : state.outgoing()) {
            for (KernelState.FileState file : session.files()) {
                Contents contents = file.contents();
                if (contents != null) {
                    String key = session.name() + " " + file.token();
                    // seals are promised as they were when the file was preserved
                    Contents before = promises.getOrDefault(key, contents);
                    now.put(
                            key,
                            new Contents(contents.size(), contents.position(), before.seals(), contents.fingerprint()));
                }
            }
        }
        promises.clear();
        promises.putAll(now);
    }

    private Optional<Violation> broken(KernelState state) {
        for (KernelState.SessionState session : state.incoming()) {
            for (KernelState.FileState file : session.files()) {
                Contents got = file.contents();
                Contents promised = received.remove(got == null ? "" : session.name() + " " + file.token());
                if (got != null && promised != null && !got.equals(promised)) {
                    return violated(
                            Invariant.PROMISES_KEPT,
                            "file " + file.token() + " of session " + session.name() + " was preserved as " + promised
                                    + " and came back as " + got);
                }
            }
        }
        return Optional.empty();
    }
}
