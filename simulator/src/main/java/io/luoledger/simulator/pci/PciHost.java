package io.luoledger.simulator.pci;

import org.jspecify.annotations.Nullable;

/** A host bridge: the root of a hierarchy with bus numbers of its own. */
public final class PciHost {
    private final @Nullable Integer segment;
    private final int firstBus;
    private final int lastBus;
    private final @Nullable PciFunction behind;
    private final PciWire root;

    PciHost(@Nullable Integer segment, int firstBus, int lastBus, @Nullable PciFunction behind) {
        if (firstBus < 0 || lastBus > 0xff || firstBus > lastBus) {
            throw new IllegalArgumentException("not a range of buses: " + firstBus + " to " + lastBus);
        }
        this.segment = segment;
        this.firstBus = firstBus;
        this.lastBus = lastBus;
        this.behind = behind;
        this.root = new PciWire(this, null);
    }

    /** The number that the platform gives its segment, or null where each kernel picks one. */
    public @Nullable Integer segment() {
        return segment;
    }

    /** Number of the root bus. */
    public int firstBus() {
        return firstBus;
    }

    public int lastBus() {
        return lastBus;
    }

    /** The function that has this hierarchy behind it (VMD), or null. */
    public @Nullable PciFunction behind() {
        return behind;
    }

    public PciWire root() {
        return root;
    }

    /**
     * The bus that a configuration cycle for this number ends at: each bridge on the way takes what lies between its
     * secondary and subordinate number, the first one that does. Null where none has that number.
     */
    public @Nullable PciWire route(int number) {
        PciWire end = lastOnTheWay(number);
        PciFunction bridge = end.bridge();
        return number == (bridge == null ? firstBus : bridge.secondary()) ? end : null;
    }

    /** The highest bus number that a bridge holds. */
    int highestHeld() {
        return Math.max(firstBus, highestHeld(root));
    }

    private static int highestHeld(PciWire wire) {
        int highest = 0;
        for (PciFunction function : wire.functions()) {
            PciWire below = function.below();
            if (below != null) {
                highest = Math.max(highest, Math.max(function.subordinate(), highestHeld(below)));
            }
        }
        return highest;
    }

    /** How far a configuration cycle for this number gets: functions of that bus see it, whether or not it has the number. */
    PciWire lastOnTheWay(int number) {
        PciWire at = root;
        while (number != firstBus) {
            PciFunction taker = null;
            for (PciFunction function : at.functions()) {
                if (function.forwards(number)) {
                    taker = function;
                    break;
                }
            }
            if (taker == null) {
                return at;
            }
            at = taker.slot();
            if (taker.secondary() == number) {
                return at;
            }
        }
        return at;
    }
}
