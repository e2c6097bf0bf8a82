package io.luoledger.score;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.Draft;
import io.luoledger.finding.FindingKind;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * The mutation score of the checks: every run is simulated without a fault first, of which the ledger must say nothing
 * at all; then some faults are planted in it, one at a time, and the ledger must raise the finding of each; and the same
 * of pairs of kernels and the ABI gate. Takes turns
 * through the faults, so that all are planted about as often. Same seeds, same score.
 */
public final class Score {
    /** Name of a kernel like the others, with live update switched off. */
    static final String WITHOUT_LIVE_UPDATE = "7.3-without-live-update";

    private static final String KERNEL = "7.3";
    private static final int UPDATES = 3;
    private static final int PLANTS_PER_RUN = 8;
    private static final int GATE_PLANTS_PER_RUN = 3;
    private static final int SIMULATED_PER_RUN = 2;
    /** There are but a few releases: the same pair says the same. */
    private static final int RUNS_PER_CLEAN_PAIR = 10;

    private static final long START_MICROS = 1_767_225_600_000_000L;

    private final Ledgers ledgers = new Ledgers();
    private final SimulatedScore simulated = new SimulatedScore(ledgers);
    private final long firstSeed;
    private final Map<Plant, Line> lines = new LinkedHashMap<>();
    private final Map<String, Long> falseAlarms = new LinkedHashMap<>();
    private final List<String> misses = new ArrayList<>();
    private final GateScore gate = new GateScore();

    private long runs;

    /** One row of the table. */
    private static final class Line {
        private long planted;
        private long caught;
    }

    /**
     * What became of one kind of fault.
     *
     * @param fault what was planted
     * @param planted how often
     * @param caught how often the ledger raised the finding
     */
    public record Row(FindingKind kind, String fault, long planted, long caught) {}

    public Score(long firstSeed) {
        this.firstSeed = firstSeed;
        plants().forEach(plant -> lines.put(plant, new Line()));
    }

    static List<Plant> plants() {
        List<Plant> all = new ArrayList<>(LifePlants.all());
        all.addAll(DevicePlants.all());
        all.addAll(LogPlants.all());
        all.addAll(AnnouncePlants.all());
        all.addAll(FdStorePlants.all());
        all.addAll(ControlPlants.all());
        return all;
    }

    /** Does so many runs, with the seeds from the first one on. */
    public Score run(long newRuns, LongConsumer progress) {
        List<Plant> plants = List.copyOf(lines.keySet());
        for (long i = 0; i < newRuns; i++) {
            long seed = firstSeed + runs;
            List<Draft> clean = clean(seed);
            ledgers.said(ledgers.seal(clean), List.of())
                    .keySet()
                    .forEach(id -> alarm(id, "seed " + seed + ", no fault: "));
            for (int turn = 0; turn < PLANTS_PER_RUN; turn++) {
                plant(plants.get((int) ((runs * PLANTS_PER_RUN + turn) % plants.size())), clean, seed);
            }
            if (runs % RUNS_PER_CLEAN_PAIR == 0) {
                gate.clean(Dice.of(seed, 2), id -> alarm(id, "seed " + seed + ", the same kernel twice: "));
            }
            for (int turn = 0; turn < GATE_PLANTS_PER_RUN; turn++) {
                gate.run(
                        runs * GATE_PLANTS_PER_RUN + turn,
                        Dice.of(seed, 3 + turn),
                        what -> miss("seed " + seed + ", " + what));
            }
            for (int turn = 0; turn < SIMULATED_PER_RUN; turn++) {
                simulated.run(runs * SIMULATED_PER_RUN + turn, seed, this::miss);
            }
            runs++;
            progress.accept(i + 1);
        }
        return this;
    }

    private void plant(Plant plant, List<Draft> clean, long seed) {
        Story story = new Story(clean, Dice.of(seed, 2));
        if (!plant.plant().test(story)) {
            return;
        }
        Line line = java.util.Objects.requireNonNull(lines.get(plant));
        line.planted++;
        List<RecordedEvent> log = plant.log().apply(ledgers.seal(story.drafts()), story);
        if (ledgers.said(log, plant.next()).containsKey(plant.raises().id())) {
            line.caught++;
        } else {
            miss("seed " + seed + ", " + plant.name() + ": not "
                    + plant.raises().id());
        }
    }

    private void alarm(String id, String where) {
        falseAlarms.merge(id, 1L, Long::sum);
        miss(where + id);
    }

    private void miss(String what) {
        if (misses.size() < 20) {
            misses.add(what);
        }
    }

    /** A host's updates, with devices, and nothing wrong. */
    static List<Draft> clean(long seed) {
        List<Draft> drafts = new ArrayList<>();
        Fleet fleet = new Fleet(
                new Fleet.Plan(1, UPDATES, List.of(KERNEL), List.of(), List.of(), seed, START_MICROS), done -> {});
        // some agents say what comes, some don't
        (seed % 2 == 0 ? fleet : fleet.announcing()).forEach(drafts::add);
        return new Machine(Dice.of(seed, 1)).weave(drafts);
    }

    static Optional<AbiDescriptor> kernel(String release) {
        if (!release.equals(WITHOUT_LIVE_UPDATE)) {
            Optional<AbiDescriptor> found = release.contains("+") ? VariantAbi.of(release) : Catalogue.find(release);
            return found.map(Score::withDevices);
        }
        return Catalogue.find(KERNEL)
                .map(like -> like.with()
                        .release(release)
                        .registration(new Registration(true, false, List.of(), Map.of()))
                        .build());
    }

    /** With the handler of the device files that the machine weaves in. */
    private static AbiDescriptor withDevices(AbiDescriptor kernel) {
        List<Guard> guards = new ArrayList<>(kernel.guards());
        if (guards.stream().noneMatch(guard -> guard.writes().contains(Machine.HANDLER))) {
            guards.add(Guard.of("VFIO_PCI_LUO_FH_COMPATIBLE", Layer.HANDLER, "vfio-pci", Machine.HANDLER, "score"));
        }
        return kernel.withGuards(guards);
    }

    // ---- what came of it ----

    public long runs() {
        return runs;
    }

    /** One row per fault, in the order of a live update. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        lines.forEach((plant, line) -> rows.add(new Row(plant.raises(), plant.name(), line.planted, line.caught)));
        rows.addAll(gate.rows());
        return rows;
    }

    /** One row per fault of the simulator's menu, and per known defect of its kernels. */
    public List<SimulatedScore.Row> simulated() {
        return simulated.rows();
    }

    /** In how many runs without a fault each finding was raised all the same. */
    public Map<String, Long> falseAlarms() {
        return Map.copyOf(falseAlarms);
    }

    /** Findings of the ledger and of the ABI gate that no fault here is meant to raise. */
    public List<FindingKind> unplanted() {
        Set<FindingKind> planted = new LinkedHashSet<>();
        rows().forEach(row -> planted.add(row.kind()));
        return Stream.concat(FindingCatalogue.all().stream(), AbiFindings.all().stream())
                .filter(kind -> !planted.contains(kind))
                .toList();
    }

    /** The first things that went wrong, with the seed of each. */
    public List<String> misses() {
        return List.copyOf(misses);
    }

    /** Whether every fault was planted and caught or is known not to show, and no run without one raised anything. */
    public boolean perfect() {
        return falseAlarms.isEmpty()
                && simulated.rows().stream().allMatch(SimulatedScore.Row::explained)
                && rows().stream().allMatch(row -> row.planted() > 0 && row.caught() == row.planted());
    }
}
