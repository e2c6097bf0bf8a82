package io.luoledger.simulator.scenario;

import io.luoledger.event.Draft;
import io.luoledger.event.Source;
import io.luoledger.ledger.EventSource;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.script.OpScript;
import io.luoledger.simulator.script.ResultLine;
import io.luoledger.simulator.script.ScriptedHost;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One scenario on one host. */
public final class ScenarioRun implements EventSource {
    private final String host;
    private final OpScript script;
    private final List<KernelProfile> kernels;
    private final long seed;
    private final long startMicros;
    private final BiConsumer<Integer, ResultLine.OpResult> results;
    private boolean announces;

    /**
     * @param kernels used where the scenario doesn't say which it needs
     * @param results takes each call's result, with its stage
     */
    public ScenarioRun(
            Scenario scenario,
            String host,
            List<String> kernels,
            List<Fault> faults,
            long seed,
            long startMicros,
            BiConsumer<Integer, ResultLine.OpResult> results) {
        Dice dice = Dice.of(seed, 0);
        OpScript with = scenario.script();
        List<String> names = scenario.kernels().isEmpty() ? kernels : scenario.kernels();
        for (Fault fault : faults) {
            with = fault.into(with, dice);
            names = fault.into(names, with.lastStage(), dice);
        }
        this.host = host;
        this.script = with;
        this.kernels = names.stream()
                .map(name -> KernelProfiles.find(name).orElseThrow())
                .toList();
        this.seed = seed;
        this.startMicros = startMicros;
        this.results = results;
    }

    /** The host's agent says which kernel comes next. */
    public ScenarioRun announcing() {
        announces = true;
        return this;
    }

    @Override
    public void forEach(Consumer<Draft> sink) {
        Journal journal = new Journal(
                host,
                Source.idOf("scenario", script.name(), host, Long.toString(seed)),
                new LogicalClock(startMicros),
                sink);
        ScriptedHost life = new ScriptedHost(journal, kernels, script, Dice.of(seed, 1), results);
        if (announces) {
            life.announcing();
        }
        while (life.step()) {
            // goes on by itself
        }
    }
}
