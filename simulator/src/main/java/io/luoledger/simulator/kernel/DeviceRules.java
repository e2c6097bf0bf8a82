package io.luoledger.simulator.kernel;

import io.luoledger.simulator.pci.PciRules;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a kernel does about PCI functions and VFIO devices over a live update, as data.
 *
 * @param tracking how the PCI core keeps what is preserved; none: the kernel knows nothing of it
 * @param pci what enumeration, drivers and shutdown do for preserved functions
 * @param rules what holds besides
 */
public record DeviceRules(Tracking tracking, PciRules pci, Set<Rule> rules) {
    /** The PCI core's table of preserved functions. */
    public enum Tracking {
        /** No live update of devices. */
        NONE,
        /** One sorted array of addresses (series v1). */
        SORTED,
        /** Blocks of entries with reference counts (PCI v7). */
        COUNTED,
        /** The same under a constant name with a version inside (PCI v8, v9). */
        VERSIONED
    }

    /** One rule. */
    public enum Rule {
        /** Bridges on the way to the root port are preserved with the function. */
        TRACKS_BRIDGES,
        /** A device file must be bound to an iommufd to be preserved. */
        NEEDS_BOUND_FILE,
        /** Virtual functions and displays of the processor's own are not taken at all; else the preserve refuses displays. */
        REFUSES_AT_ONCE,
        /** The record says whether reset works, and the first enable after a retrieve believes it and doesn't reset. */
        SKIPS_RESET_ONCE,
        /** A file can be finished once its device was enabled; else once it is bound to an iommufd. */
        FINISHES_AFTER_ENABLE,
        /** Freezing refuses a device that isn't in D0, and leaves nothing of it usable; else it resets it and goes on. */
        QUIESCES,
        /** Retrieving takes the record's page over before it looks for the device. */
        RESTORES_RECORD_FIRST,
        /** Functions that nobody finished end the kernel when the table goes. */
        PANICS_OVER_UNFINISHED,
        /** iommufd files with their address spaces are preserved, and with them what their devices write. */
        PRESERVES_IOMMUFD,
        /** Configuration space, BARs and power state of a device survive: it is reset on neither side. */
        PRESERVES_DEVICE_STATE,
        /** Virtual functions exist again before anybody asks for them, and may be preserved themselves. */
        PRESERVES_SRIOV,
        /** The finish of the FLB takes the lock that lookups in it hold. No kernel that was posted. */
        LOCKS_IN_FINISH
    }

    /** Nothing of it. */
    public static final DeviceRules NONE = new DeviceRules(Tracking.NONE, PciRules.MAINLINE, Set.of());

    public DeviceRules {
        rules = rules.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(rules));
    }

    public boolean has(Rule rule) {
        return rules.contains(rule);
    }
}
