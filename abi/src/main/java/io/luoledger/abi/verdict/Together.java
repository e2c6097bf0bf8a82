package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import io.luoledger.abi.verdict.Sides.Difference;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What all differences of a pair come to.
 *
 * @param seen what was seen of each kind
 */
record Together(AbiDescriptor from, AbiDescriptor to, List<Pair> guards, Damage damage, List<Damage.Seen> seen) {
    /** The consequences of all kinds, of which several FLBs may come through though others are lost. */
    private Set<Consequence> all(List<KindVerdict> kinds) {
        Set<Consequence> all = EnumSet.noneOf(Consequence.class);
        kinds.forEach(kind -> all.addAll(kind.consequences()));
        boolean someFound = guards.stream()
                .anyMatch(pair -> pair.layer() == Layer.FLB
                        && GuardVerdict.of(pair, from, to).outcome() == Outcome.COMPATIBLE
                        && pair.agrees());
        boolean byName = kinds.stream()
                .filter(kind -> kind.consequences().contains(Consequence.FLB_LOST))
                .allMatch(kind -> guards.stream()
                        .anyMatch(pair -> pair.layer() == Layer.FLB
                                && !pair.agrees()
                                && Objects.equals(pair.valueFrom(), kind.guardFrom())));
        if (someFound && byName && all.remove(Consequence.FLB_LOST)) {
            all.add(Consequence.FLB_PARTLY_LOST);
        }
        return all;
    }

    /**
     * What the pair as a whole comes to: one difference alone is what its kind says; several are read together, because
     * the first may keep the others from being reached.
     */
    Set<Consequence> of(List<KindVerdict> kinds) {
        Set<Consequence> all = all(kinds);
        long differing =
                kinds.stream().filter(kind -> !kind.consequences().isEmpty()).count();
        if (differing < 2 || seen.stream().noneMatch(Damage.Seen::read)) {
            return all;
        }
        Set<Pair> compared = new HashSet<>();
        Set<Consequence> ruled = EnumSet.noneOf(Consequence.class);
        for (Pair pair : guards) {
            GuardVerdict.Judged verdict = GuardVerdict.of(pair, from, to);
            if (damage.reaches(pair)) {
                compared.add(pair);
            } else {
                ruled.addAll(verdict.consequences());
            }
        }
        Difference difference = new Difference(Set.of(), compared, Set.of(), true);
        Set<String> meant = new HashSet<>();
        for (Damage.Seen one : seen) {
            difference = difference.plus(one.difference());
            meant.addAll(one.meant());
            ruled.addAll(one.ruled());
        }
        Optional<Set<Consequence>> read = damage.together(difference, meant);
        if (read.isEmpty()) {
            return all;
        }
        ruled.addAll(read.get());
        return ruled;
    }
}
