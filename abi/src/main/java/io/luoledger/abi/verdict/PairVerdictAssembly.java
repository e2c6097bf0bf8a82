package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** From the verdicts on kinds to the one on the pair: what comes first hides what would come after it. */
final class PairVerdictAssembly {
    private final AbiDescriptor from;
    private final AbiDescriptor to;
    private final List<Pair> guards;
    private final boolean shortRoot;

    /** @param shortRoot whether LUO's root is too short for the incoming kernel, which it notices before it looks at its string */
    PairVerdictAssembly(AbiDescriptor from, AbiDescriptor to, List<Pair> guards, boolean shortRoot) {
        this.shortRoot = shortRoot;
        this.from = from;
        this.to = to;
        this.guards = guards;
    }

    /** @param together what all differences do that nobody refuses before */
    PairVerdict assemble(List<KindVerdict> kinds, Supplier<Set<Consequence>> together) {
        if (differs(Layer.KHO_ROOT) || differs(Layer.KHO_MEMORY_MAP)) {
            return pair(Outcome.REFUSED, EnumSet.of(Consequence.COLD_BOOT_MEMORY_FREED), kinds);
        }
        boolean luo = from.liveUpdateOn() && to.khoOn() && to.hasLiveUpdate();
        if (luo && differs(Layer.LUO_NODE)) {
            return pair(Outcome.SILENT, Consequence.shown(together.get()), kinds);
        }
        boolean broken = differs(Layer.KHO_DATA)
                || differs(Layer.KHO_SIZE)
                || differs(Layer.LUO_NAME)
                || guards.stream().anyMatch(pair -> GuardPairs.isRequired(pair, from, to))
                || guards.stream().anyMatch(pair -> GuardPairs.isOfLuoNode(pair, from, to) && !pair.agrees());
        if (luo && (broken || differs(Layer.LUO) || differs(Layer.LUO_PART) || shortRoot)) {
            return pair(Outcome.REFUSED, EnumSet.of(Consequence.PANIC_BOOT), kinds);
        }
        Outcome outcome = kinds.stream().map(KindVerdict::outcome).reduce(Outcome.COMPATIBLE, Outcome::worse);
        return pair(outcome, Consequence.shown(together.get()), kinds);
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
