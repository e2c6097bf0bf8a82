package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** From the verdicts on kinds to the one on the pair: what comes first hides what would come after it. */
final class PairVerdictAssembly {
    private final AbiDescriptor from;
    private final AbiDescriptor to;
    private final List<Pair> guards;

    PairVerdictAssembly(AbiDescriptor from, AbiDescriptor to, List<Pair> guards) {
        this.from = from;
        this.to = to;
        this.guards = guards;
    }

    PairVerdict assemble(List<KindVerdict> kinds) {
        if (differs(Layer.KHO_ROOT) || differs(Layer.KHO_MEMORY_MAP)) {
            return pair(Outcome.REFUSED, EnumSet.of(Consequence.COLD_BOOT_MEMORY_FREED), kinds);
        }
        boolean luo = from.liveUpdateOn() && to.khoOn() && to.hasLiveUpdate();
        if (luo && differs(Layer.LUO_NODE)) {
            return pair(Outcome.SILENT, EnumSet.of(Consequence.SESSIONS_LOST_MEMORY_LEAKED), kinds);
        }
        boolean broken = differs(Layer.KHO_DATA) || differs(Layer.KHO_SIZE);
        if (luo && (broken || differs(Layer.LUO) || differs(Layer.LUO_PART) || shortRoot(kinds))) {
            return pair(Outcome.REFUSED, EnumSet.of(Consequence.PANIC_BOOT), kinds);
        }
        Outcome outcome = kinds.stream().map(KindVerdict::outcome).reduce(Outcome.COMPATIBLE, Outcome::worse);
        Set<Consequence> all = EnumSet.noneOf(Consequence.class);
        kinds.forEach(kind -> all.addAll(kind.consequences()));
        return pair(outcome, Consequence.shown(all), kinds);
    }

    /** LUO's root is too short for the incoming kernel, which is noticed before its string is looked at. */
    private boolean shortRoot(List<KindVerdict> kinds) {
        return kinds.stream()
                .anyMatch(kind -> kind.outcome() == Outcome.REFUSED
                        && kind.consequences().contains(Consequence.PANIC_BOOT)
                        && guards.stream()
                                .anyMatch(pair ->
                                        pair.layer() == Layer.LUO && pair.kind().equals(kind.kind())));
    }

    private boolean differs(Layer layer) {
        return from.khoOn()
                && guards.stream()
                        .anyMatch(pair ->
                                pair.layer() == layer && pair.from() != null && pair.to() != null && !pair.agrees());
    }

    private PairVerdict pair(Outcome outcome, Set<Consequence> consequences, List<KindVerdict> kinds) {
        return new PairVerdict(from.release(), to.release(), outcome, consequences, kinds);
    }
}
