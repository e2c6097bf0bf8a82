package io.luoledger.simulator.scenario;

import io.luoledger.event.Draft;
import io.luoledger.event.Source;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.ScriptedHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs the scripts of some hosts, interleaved by their clocks, and checks the invariants after every step. */
final class CheckedRun {
    private CheckedRun() {}

    /**
     * What one host goes through.
     *
     * @param kernels their names, one per boot; the last is used for all further ones
     * @param pace seed of how long its calls and boots take
     */
    record Life(String host, OpScript script, List<String> kernels, long pace) {
        Life with(OpScript other) {
            return new Life(host, other, kernels, pace);
        }

        private List<KernelProfile> profiles() {
            return kernels.stream()
                    .map(name -> KernelProfiles.find(name).orElseThrow())
                    .toList();
        }
    }

    /** An invariant that didn't hold, of which host, and how that showed. */
    record Violation(Life life, Invariant invariant, String detail) {}

    /** How a run went. */
    record Outcome(Optional<Violation> violation, Map<String, Integer> transitions) {}

    private record Alive(int number, Life life, ScriptedHost host, HostChecks checks) {}

    static Outcome of(List<Life> lives, Set<Invariant> invariants, Witness witness, Consumer<Draft> sink) {
        Map<String, Integer> transitions = new TreeMap<>();
        PriorityQueue<Alive> alive = new PriorityQueue<>(
                Comparator.comparingLong((Alive one) -> one.host().wallMicros()).thenComparingInt(Alive::number));
        for (Life life : lives) {
            alive.add(alive(alive.size(), life, new HostChecks(life.host(), invariants, witness), transitions, sink));
        }
        while (!alive.isEmpty()) {
            Alive next = alive.remove();
            if (!next.host().step()) {
                continue;
            }
            Optional<HostChecks.Broken> broken = next.checks().after(next.host().standing());
            if (broken.isPresent()) {
                Violation violation = new Violation(
                        next.life(), broken.get().invariant(), broken.get().detail());
                return new Outcome(Optional.of(violation), transitions);
            }
            alive.add(next);
        }
        return new Outcome(Optional.empty(), transitions);
    }

    private static Alive alive(
            int number, Life life, HostChecks checks, Map<String, Integer> transitions, Consumer<Draft> sink) {
        Journal journal = new Journal(
                life.host(),
                Source.idOf("swarm", life.host(), life.script().name()),
                new LogicalClock(0),
                checks.andThen(sink));
        ScriptedHost host = new ScriptedHost(
                journal,
                life.profiles(),
                life.script(),
                new Dice(life.pace()),
                (stage, result) -> transitions.merge(
                        result.op().name() + " " + (result.result() == null ? "DIED" : result.result()),
                        1,
                        Integer::sum));
        return new Alive(number, life, host, checks);
    }

    /** The events of such a run, unchecked. */
    static List<Draft> events(List<Life> lives) {
        List<Draft> drafts = new ArrayList<>();
        of(lives, Set.of(), Witness.NONE, drafts::add);
        return drafts;
    }
}
