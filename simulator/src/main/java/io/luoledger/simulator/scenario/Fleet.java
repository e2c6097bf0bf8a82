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
import io.luoledger.simulator.script.ScriptedHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Many hosts that are updated one group after another, as a rollout does it: some are alive at a time, interleaved by their
 * clocks; the rest waits or is done. Memory holds those alive and nothing of the others.
 */
public final class Fleet implements EventSource {
    private static final int ALIVE_AT_A_TIME = 64;
    private static final int UNLUCKY_PERCENT = 5;
    private static final long STAGGER_MICROS = 2_000_000;

    private final Plan plan;
    private final LongConsumer progress;
    private final List<KernelProfile> kernels;
    private final boolean devices;
    private final List<Fault> faults;
    private boolean announces;

    /**
     * What is simulated.
     *
     * @param hosts how many
     * @param updates live updates of each
     * @param kernels names of the kernels, one per boot; the last is used for all further ones
     * @param faults what may happen to a host, to about one in twenty
     * @param delivery what may happen to events on their way
     * @param startMicros wall time at which the rollout begins, microseconds UTC
     */
    public record Plan(
            long hosts,
            int updates,
            List<String> kernels,
            List<Fault> faults,
            List<DeliveryFault> delivery,
            long seed,
            long startMicros) {
        public Plan {
            kernels = List.copyOf(kernels);
            faults = List.copyOf(faults);
            delivery = List.copyOf(delivery);
        }
    }

    /**
     * @param progress is told how many hosts are done
     */
    public Fleet(Plan plan, LongConsumer progress) {
        this.plan = plan;
        this.progress = progress;
        this.kernels = plan.kernels().stream()
                .map(kernel -> KernelProfiles.find(kernel).orElseThrow())
                .toList();
        this.devices = kernels.stream().anyMatch(KernelProfile::preservesDevices);
        this.faults = plan.faults().stream()
                .filter(fault -> devices || !fault.needsDevices())
                .toList();
    }

    /** The hosts' agents say which kernel comes next. */
    public Fleet announcing() {
        announces = true;
        return this;
    }

    private record Alive(long number, ScriptedHost host) {}

    @Override
    public void forEach(Consumer<Draft> sink) {
        List<DeliveryFault.Disturbed> disturbed = new ArrayList<>();
        Consumer<Draft> way = sink;
        for (DeliveryFault fault : plan.delivery()) {
            DeliveryFault.Disturbed before = fault.before(way, Dice.of(plan.seed(), -1L - disturbed.size()));
            disturbed.addFirst(before);
            way = before;
        }
        live(way);
        disturbed.forEach(DeliveryFault.Disturbed::flush);
    }

    private void live(Consumer<Draft> sink) {
        PriorityQueue<Alive> alive = new PriorityQueue<>(
                Comparator.comparingLong((Alive one) -> one.host().wallMicros()).thenComparingLong(Alive::number));
        long next = 0;
        long done = 0;
        while (next < plan.hosts() && alive.size() < ALIVE_AT_A_TIME) {
            alive.add(host(next++, 0, sink));
        }
        while (!alive.isEmpty()) {
            Alive first = alive.remove();
            if (first.host().step()) {
                alive.add(first);
                continue;
            }
            progress.accept(++done);
            if (next < plan.hosts()) {
                alive.add(host(next++, first.host().wallMicros() - plan.startMicros(), sink));
            }
        }
    }

    /** A host with devices where one of its kernels can preserve them. */
    private String life(Dice dice) {
        return devices
                ? new DeviceHost(dice, kernels).life(plan.updates(), dice.pick(DeviceHost.MACHINES))
                : VmHost.life(dice, plan.updates());
    }

    private Alive host(long number, long afterMicros, Consumer<Draft> sink) {
        Dice dice = Dice.of(plan.seed(), number);
        String name = String.format("host-%06d", number);
        OpScript script = OpScript.parse(name, life(dice));
        List<String> names = plan.kernels();
        if (!faults.isEmpty() && dice.percent(UNLUCKY_PERCENT)) {
            Fault fault = dice.pick(faults);
            script = fault.into(script, dice);
            names = fault.into(names, script.lastStage(), dice);
        }
        List<KernelProfile> profiles = names.stream()
                .map(kernel -> KernelProfiles.find(kernel).orElseThrow())
                .toList();
        long start = plan.startMicros() + afterMicros + dice.between(0, STAGGER_MICROS);
        Journal journal = new Journal(
                name, Source.idOf("fleet", Long.toString(plan.seed()), name), new LogicalClock(start), sink);
        ScriptedHost life = new ScriptedHost(journal, profiles, script, dice, (stage, result) -> {});
        return new Alive(number, announces ? life.announcing() : life);
    }
}
