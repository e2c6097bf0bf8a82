package io.luoledger.score;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.abi.verdict.Waivers;
import io.luoledger.abi.verdict.Waivers.Waiver;
import io.luoledger.finding.FindingKind;
import io.luoledger.score.GatePlants.GatePlant;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.trial.SimulatedReader;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The same for the ABI gate: of two kernels that are the same it must say nothing but the defects that the releases
 * have, and nothing at all where live update is off; each change planted in one of them it must name.
 */
final class GateScore {
    private static final List<String> RELEASES = List.of("7.2", "7.3");
    private static final Set<FindingKind> DEFECTS = Set.of(AbiFindings.DEFECT_EMPTY_BLOCK, AbiFindings.DEFECT_NOEXEC);
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

    private final AbiGate gate = SimulatedReader.gate();
    private final Map<GatePlant, long[]> lines = new LinkedHashMap<>();
    private final List<GatePlant> plants = GatePlants.all();
    private final Map<FindingKind, long[]> waivers = new LinkedHashMap<>();

    GateScore() {
        plants.forEach(plant -> lines.put(plant, new long[2]));
        waivers.put(AbiFindings.WAIVER_EXPIRED, new long[2]);
        waivers.put(AbiFindings.WAIVER_UNUSED, new long[2]);
    }

    /** Looks at pairs without any fault. */
    void clean(Dice dice, Consumer<String> alarm) {
        clean(Catalogue.find(dice.pick(RELEASES)).orElseThrow(), alarm);
    }

    /** Plants the next fault of the turn. */
    void run(long turn, Dice dice, Consumer<String> miss) {
        GatePlant plant = plants.get((int) (turn % plants.size()));
        AbiDescriptor release = Catalogue.find(dice.pick(RELEASES)).orElseThrow();
        KernelEdit from = GatePlants.whole(new KernelEdit(release));
        KernelEdit to = GatePlants.whole(new KernelEdit(release));
        plant.change().apply(from, to, dice);
        PairVerdict verdict = gate.check(from.done(), to.done());
        count(
                Objects.requireNonNull(lines.get(plant)),
                said(verdict).contains(plant.raises().id()),
                plant.name() + ": not " + plant.raises().id(),
                miss);
        waive(verdict, miss);
    }

    private void clean(AbiDescriptor release, Consumer<String> alarm) {
        AbiDescriptor on = GatePlants.whole(new KernelEdit(release)).done();
        KernelEdit edit = GatePlants.whole(new KernelEdit(release));
        edit.registration = GatePlants.switchedOff();
        AbiDescriptor off = edit.done();
        gate.check(on, on)
                .allFindings()
                .filter(finding -> !DEFECTS.contains(finding.kind()))
                .forEach(finding -> alarm.accept(finding.kind().id()));
        gate.check(off, off)
                .allFindings()
                .forEach(finding -> alarm.accept(finding.kind().id()));
    }

    /** A waiver of yesterday for what was found, and one for what wasn't. */
    private void waive(PairVerdict verdict, Consumer<String> miss) {
        AbiFinding found = verdict.allFindings().findFirst().orElseThrow();
        Waivers all = new Waivers(
                List.of(
                        new Waiver(found.kind().id(), found.path(), "score", TODAY.minusDays(1)),
                        new Waiver(found.kind().id(), "no such path", "score", TODAY)),
                TODAY);
        all.apply(verdict);
        Set<String> said = new LinkedHashSet<>();
        all.findings().forEach(finding -> said.add(finding.kind().id()));
        waivers.forEach((kind, line) -> count(line, said.contains(kind.id()), "waivers: not " + kind.id(), miss));
    }

    private static void count(long[] line, boolean caught, String what, Consumer<String> miss) {
        line[0]++;
        if (caught) {
            line[1]++;
        } else {
            miss.accept(what);
        }
    }

    private static Set<String> said(PairVerdict verdict) {
        Set<String> ids = new LinkedHashSet<>();
        verdict.allFindings().forEach(finding -> ids.add(finding.kind().id()));
        return ids;
    }

    List<Score.Row> rows() {
        List<Score.Row> rows = new java.util.ArrayList<>();
        lines.forEach((plant, line) -> rows.add(new Score.Row(plant.raises(), plant.name(), line[0], line[1])));
        waivers.forEach((kind, line) -> rows.add(new Score.Row(
                kind,
                kind.equals(AbiFindings.WAIVER_EXPIRED) ? "a waiver's last day is over" : "a waiver matches nothing",
                line[0],
                line[1])));
        return rows;
    }
}
