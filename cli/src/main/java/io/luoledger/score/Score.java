package io.luoledger.score;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Registration;
import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.core.AbiJudge;
import io.luoledger.core.BootTrail;
import io.luoledger.core.FindingCatalogue;
import io.luoledger.core.Ledger;
import io.luoledger.core.OpenQuestions;
import io.luoledger.core.Output;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.core.TreeEntities;
import io.luoledger.event.Draft;
import io.luoledger.finding.FindingKind;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
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
    /** There are but a few releases: the same pair says the same. */
    private static final int RUNS_PER_CLEAN_PAIR = 10;
    private static final long START_MICROS = 1_767_225_600_000_000L;

    private final EventCodec codec = new EventCodec();
    private final long firstSeed;
    private final Map<Plant, Line> lines = new LinkedHashMap<>();
    private final Map<String, Long> falseAlarms = new LinkedHashMap<>();
    private final List<String> misses = new ArrayList<>();
    /** A judge remembers its verdicts on pairs of kernels, and nothing of hosts. */
    private final Map<List<String>, AbiJudge> judges = new HashMap<>();

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
        all.addAll(ControlPlants.all());
        return all;
    }

    /** Does so many runs, with the seeds from the first one on. */
    public Score run(long newRuns, LongConsumer progress) {
        List<Plant> plants = List.copyOf(lines.keySet());
        for (long i = 0; i < newRuns; i++) {
            long seed = firstSeed + runs;
            List<Draft> clean = clean(seed);
            said(seal(clean), List.of()).forEach(id -> alarm(id, "seed " + seed + ", no fault: "));
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
        List<RecordedEvent> log = plant.log().apply(seal(story.drafts()), story);
        if (said(log, plant.next()).contains(plant.raises().id())) {
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

    private List<RecordedEvent> seal(List<Draft> drafts) {
        List<RecordedEvent> log = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        for (Draft draft : drafts) {
            var event = codec.seal(head, draft);
            head = LedgerHead.after(event);
            log.add(codec.decode(codec.encode(event)));
        }
        return log;
    }

    /** Ids of all that the ledger and the ABI judge say of a log, and of what is open at its end. */
    private Set<String> said(List<RecordedEvent> log, List<String> next) {
        Set<String> ids = new LinkedHashSet<>();
        Ledger ledger = new Ledger();
        TreeEntities entities = new TreeEntities();
        AbiJudge judge = judges.computeIfAbsent(next, plan -> new AbiJudge(Score::kernel, plan));
        BootTrail trail = null;
        for (RecordedEvent event : log) {
            for (Output output : ledger.apply(entities, event)) {
                switch (output) {
                    case FindingRaised raised -> add(ids, List.of(raised));
                    case HoldingsChanged held -> add(ids, judge.apply(held));
                    case UpdateSettled settled -> add(ids, judge.apply(settled));
                    case Output.ConsequenceShown shown -> add(ids, judge.apply(shown));
                    case Output.EntityChanged changed -> {}
                    case Output.EntityForgotten forgotten -> {}
                    case Output.UpdateChanged changed -> {}
                }
            }
            AbiJudge.Judged judged = judge.apply(trail, event.event());
            trail = judged.trail();
            add(ids, judged.findings());
        }
        if (!log.isEmpty()) {
            OpenQuestions.of(entities, log.getFirst().event().host())
                    .forEach(finding -> ids.add(finding.kind().id()));
        }
        return ids;
    }

    private static void add(Set<String> ids, List<FindingRaised> raised) {
        raised.forEach(one -> ids.add(one.finding().kind().id()));
    }

    static Optional<AbiDescriptor> kernel(String release) {
        if (!release.equals(WITHOUT_LIVE_UPDATE)) {
            return Catalogue.find(release);
        }
        return Catalogue.find(KERNEL)
                .map(like -> new AbiDescriptor(
                        release,
                        like.architecture(),
                        like.pageSize(),
                        like.guards(),
                        like.structs(),
                        like.constants(),
                        new Registration(true, false, List.of(), Map.of()),
                        like.semantics(),
                        like.documented(),
                        like.incomplete(),
                        like.assumed(),
                        like.source(),
                        like.confidence()));
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

    /** Whether every fault was planted and caught, and no run without one raised anything. */
    public boolean perfect() {
        return falseAlarms.isEmpty()
                && rows().stream().allMatch(row -> row.planted() > 0 && row.caught() == row.planted());
    }
}
