package io.luoledger.score;

import io.luoledger.ledger.EventSource;
import io.luoledger.simulator.kernel.Defect;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.scenario.DeliveryFault;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.scenario.ScenarioRun;
import io.luoledger.simulator.scenario.Scenarios;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fault of the simulator, or a defect of its kernels, and the runs that it can strike.
 *
 * @param word as the command line knows it
 * @param about a sentence
 * @param byTime whether it changes nothing but when things happen
 * @param hidden why what it does doesn't always show in the events, null when it has to
 * @param runs gives the run of a seed, with it or without
 */
record SimulatedFault(
        String word, String about, boolean byTime, @Nullable String hidden, Runs runs) {
    private static final long START_MICROS = 1_767_225_600_000_000L;
    private static final int UPDATES = 2;

    /** The run of a seed. */
    interface Runs {
        EventSource of(long seed, boolean with);
    }

    /** Why a fault of the menu doesn't always show. */
    private static final Map<Fault, String> HIDDEN_FAULTS = new EnumMap<>(Fault.class);

    private static final Map<Defect, String> HIDDEN_DEFECTS = new EnumMap<>(Defect.class);

    static {
        HIDDEN_FAULTS.put(
                Fault.POWER_LOSS,
                "in the last boot, with everything finished or nothing preserved yet, there is nothing to lose");
        HIDDEN_FAULTS.put(Fault.AGENT_CRASH, "an agent that holds nothing preserved loses nothing");
        HIDDEN_FAULTS.put(
                Fault.NOT_FINISHED,
                "the close of a session finishes it: nothing is left over where only FINISH was left out");
        HIDDEN_FAULTS.put(
                Fault.LATE,
                "a minute is no fault: it shows in the phases and the blackout of the update, and is said to be too long"
                        + " after ten");
        HIDDEN_FAULTS.put(Fault.DEVICE_HOT_ADDED, "a device in a free slot moves nobody");
        HIDDEN_FAULTS.put(
                Fault.BRIDGE_HOT_ADDED,
                "a bridge that got bus numbers, and behind which nothing is preserved, moves nobody");
        HIDDEN_FAULTS.put(Fault.BRIDGE_RESET, "a bridge may be reset when nothing below it is preserved any more");
        HIDDEN_FAULTS.put(
                Fault.BRIDGE_LOST, "a bridge may lose its numbers when nothing below it is preserved any more");
        HIDDEN_FAULTS.put(Fault.DEVICE_LOST, "a device that isn't preserved any more isn't missed");
        HIDDEN_FAULTS.put(Fault.DEVICE_REPLACED, "a device that isn't preserved any more may be another");
        HIDDEN_FAULTS.put(Fault.DEVICE_MOVED, "a device that isn't preserved any more may be elsewhere");
        HIDDEN_FAULTS.put(Fault.WRONG_RESET, "a device that isn't preserved, or is retrieved already, may be reset");
        HIDDEN_FAULTS.put(
                Fault.DRIVER_STEALS, "a device that is finished, or isn't preserved yet, may have any driver");
        HIDDEN_FAULTS.put(Fault.FEATURE_OPTIONAL, "in the last boot it is used by nobody who hands anything over");
        HIDDEN_FAULTS.put(
                Fault.HANDLER_LATE, "where it begins with the last boot, or cold, there is nothing to be rebuilt");
        HIDDEN_FAULTS.put(
                Fault.BUSES_RENUMBERED, "only kernels that don't keep the numbers of preserved devices move them");
        HIDDEN_DEFECTS.put(
                Defect.NOEXEC_WRITE_SEALED, "no event tells the seals of a memfd: only the file itself shows them");
        HIDDEN_DEFECTS.put(
                Defect.FALLOCATED_PAGES_LOST,
                "no event tells the contents of a memfd: only the file itself shows them");
        HIDDEN_DEFECTS.put(
                Defect.VFIO_FROZEN_FOR_GOOD,
                "what a guest gets from its device's file is no event; that the update was rolled back is said");
    }

    EventSource run(long seed, boolean with) {
        return runs.of(seed, with);
    }

    static List<SimulatedFault> all() {
        List<SimulatedFault> all = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            all.add(new SimulatedFault(
                    fault.word(),
                    fault.about(),
                    fault == Fault.LATE,
                    HIDDEN_FAULTS.get(fault),
                    (seed, with) -> host(fault, seed, with)));
        }
        for (DeliveryFault fault : DeliveryFault.values()) {
            all.add(new SimulatedFault(
                    fault.word(),
                    fault.about(),
                    false,
                    switch (fault) {
                        case DUPLICATE -> "the writer knows an event by its place in its source, and appends it once";
                        case REORDER, DELAY -> "two events that don't rest on each other may come in any order";
                    },
                    (seed, with) -> new Fleet(
                            new Fleet.Plan(
                                    1,
                                    20 * UPDATES,
                                    List.of("7.3"),
                                    List.of(),
                                    with ? List.of(fault) : List.of(),
                                    seed,
                                    START_MICROS),
                            done -> {})));
        }
        for (Defect defect : Defect.values()) {
            all.add(new SimulatedFault(
                    defect.word(),
                    defect.about(),
                    false,
                    HIDDEN_DEFECTS.get(defect),
                    (seed, with) ->
                            scenario(DefectStories.of(defect), DefectStories.kernels(defect, with), List.of(), seed)));
        }
        return all;
    }

    private static EventSource host(Fault fault, long seed, boolean with) {
        List<Fault> faults = with ? List.of(fault) : List.of();
        return switch (fault) {
            case HANDLER_LATE -> life("next+vfio-module", faults, seed);
            case RETRIEVE_RETRYABLE -> life("7.3+file-args", faults, seed);
            case FEATURE_OPTIONAL -> life("7.3+features", faults, seed);
            case VERSION_OTHER -> life("7.3+versions", faults, seed);
            case SCRATCH_RENAMED -> life("7.3+bootmem", faults, seed);
            case PAGES_POISONED ->
                scenario(
                        Scenarios.life(seed, KernelProfiles.find("7.3+hwpoison").orElseThrow(), UPDATES),
                        List.of("7.3+hwpoison", "7.3+hwpoison-v2", "7.3+hwpoison"),
                        faults,
                        seed);
            case DMA_STOPPED ->
                scenario(Scenarios.find("vfio-continuous-dma").orElseThrow(), List.of("roadmap"), faults, seed);
            case SEGMENTS_RENUMBERED -> scenario(DefectStories.segments(), List.of("next"), faults, seed);
            case VIRTUAL_RENUMBERED -> scenario(DefectStories.virtual(), List.of("seed"), faults, seed);
            default -> {
                // the first series and the later ones take turns: they notice different things
                String kernel = fault.needsDevices() ? (seed % 4 < 2 ? "seed" : "next") : "7.3";
                yield life(kernel, faults, seed);
            }
        };
    }

    private static EventSource life(String kernel, List<Fault> faults, long seed) {
        KernelProfile profile = KernelProfiles.find(kernel).orElseThrow();
        return scenario(Scenarios.life(seed, profile, UPDATES), List.of(kernel), faults, seed);
    }

    private static EventSource scenario(Scenario scenario, List<String> kernels, List<Fault> faults, long seed) {
        return new ScenarioRun(scenario, "host-1", kernels, faults, seed, START_MICROS, (stage, result) -> {});
    }
}
