package io.luoledger.experiment.bdf;

import io.luoledger.simulator.pci.PciRules;
import io.luoledger.simulator.pci.PciRules.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What can be preserved for a virtual function, besides the function and the bridges above it. */
public enum Fact {
    /** Bridges keep the numbers that they hold (PCI v9's rule). */
    BUS_NUMBERS("busNumbers", "bus numbers of all bridges"),
    /** The ports above keep forwarding to functions above 7, or not. */
    ARI_FORWARDING("ariForwarding", "ARI forwarding of the port"),
    /** The physical function is preserved as well, so that it is known when it is found. */
    PHYSICAL_FUNCTION("physicalFunction", "the physical function"),
    /** The SR-IOV capability stays as it is: switched on, how many, whether the hierarchy is ARI capable. */
    SRIOV_CONTROL("sriovControl", "the SR-IOV control registers");

    private final String word;
    private final String about;

    Fact(String word, String about) {
        this.word = word;
        this.about = about;
    }

    /** As reports and programs call it. */
    public String word() {
        return word;
    }

    public String about() {
        return about;
    }

    /** Each set of them, the smaller ones first. */
    static List<Set<Fact>> sets() {
        List<Fact> all = List.of(values());
        List<Set<Fact>> sets = new ArrayList<>();
        for (int bits = 0; bits < 1 << all.size(); bits++) {
            EnumSet<Fact> set = EnumSet.noneOf(Fact.class);
            for (int place = 0; place < all.size(); place++) {
                if ((bits >>> place & 1) != 0) {
                    set.add(all.get(place));
                }
            }
            sets.add(set);
        }
        sets.sort(Comparator.comparingInt(Set::size));
        return sets;
    }

    /** Kernels that preserve these. */
    static Policy policy(Set<Fact> facts) {
        PciRules rules = new PciRules(
                facts.contains(BUS_NUMBERS) ? Numbers.INHERIT_ONCE_INCOMING : Numbers.ORDINARY,
                PciRules.Probe.ANY,
                true,
                false,
                false,
                facts.contains(ARI_FORWARDING),
                facts.contains(SRIOV_CONTROL));
        return new Policy("facts", "preserves some facts", rules, "", null);
    }
}
