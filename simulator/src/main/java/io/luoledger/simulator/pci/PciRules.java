package io.luoledger.simulator.pci;

/**
 * What a kernel's PCI core does for preserved functions: data, so that another kernel is another value.
 *
 * @param numbers how it treats bus numbers when functions were preserved
 * @param probe which driver may bind a preserved function
 * @param marksIncoming whether what enumeration learned of a function stays with it until it is finished; else the table is asked
 *     anew whenever somebody wants to know
 * @param keepsBusMaster whether preserved functions and their bridges keep bus mastering through the kexec
 * @param keepsAcs whether a preserved function's ACS controls stay as the hardware has them
 * @param keepsSriov whether the virtual functions of a preserved physical one stay, and are found again
 * @param keepsAri whether ARI forwarding of a preserved bridge stays as the hardware has it, whatever the command line says
 */
public record PciRules(
        Numbers numbers,
        Probe probe,
        boolean marksIncoming,
        boolean keepsBusMaster,
        boolean keepsAcs,
        boolean keepsAri,
        boolean keepsSriov) {
    /** Bus numbers. */
    public enum Numbers {
        /** As if nothing had been preserved. */
        ORDINARY,
        /** Every bridge keeps its numbers, whatever the command line says, and one without any gets some: no series' rule. */
        INHERIT_ALWAYS,
        /**
         * While any function is incoming and not finished, every bridge keeps its numbers, whatever the command line says; one
         * that has none gets none, and nothing below it is found.
         */
        INHERIT_WHILE_INCOMING,
        /** The same, and also in the kernel that preserves, from its first preserved function on (PCI series v5). */
        INHERIT_WHILE_PRESERVED,
        /**
         * Once any function was incoming, for the whole life of the kernel. A bridge that was never configured may get numbers above
         * those in use; a preserved one that lost its numbers gets none, and with it no other bridge on that bus.
         */
        INHERIT_ONCE_INCOMING,
        /** The same, and numbers are given only above every one that a bridge of the hierarchy holds: no series' rule. */
        INHERIT_ONCE_INCOMING_ADD_HIGHER,
        /** Once any function was preserved or incoming, for the whole life of the kernel; no bridge gets any: no series' rule. */
        INHERIT_ONCE_PRESERVED
    }

    /** Drivers. */
    public enum Probe {
        /** Any driver that matches. */
        ANY,
        /** None, unless driver_override names one. */
        ONLY_OVERRIDE
    }

    /** Mainline without the PCI series. */
    public static final PciRules MAINLINE = new PciRules(Numbers.ORDINARY, Probe.ANY, true, false, false, false, false);

    /** The seed: series v1. */
    public static final PciRules SEED =
            new PciRules(Numbers.ORDINARY, Probe.ONLY_OVERRIDE, false, false, false, false, false);

    /** PCI series v5, as far as bus numbers go. */
    public static final PciRules V5 =
            new PciRules(Numbers.INHERIT_WHILE_PRESERVED, Probe.ANY, true, true, true, true, false);

    /** PCI series v7. */
    public static final PciRules V7 =
            new PciRules(Numbers.INHERIT_WHILE_INCOMING, Probe.ANY, true, true, true, true, false);

    /** PCI series v9, the later rules. */
    public static final PciRules V9 =
            new PciRules(Numbers.INHERIT_ONCE_INCOMING, Probe.ANY, true, true, true, true, false);

    /** These rules with another one for bus numbers. */
    public PciRules with(Numbers other) {
        return new PciRules(other, probe, marksIncoming, keepsBusMaster, keepsAcs, keepsAri, keepsSriov);
    }

    /** Whether preserved functions are at work when the next kernel's driver meets them. */
    public boolean devicesRunOn() {
        return keepsBusMaster && keepsSriov;
    }

    /** These rules where devices run on: virtual functions stay, and no driver takes a function unless driver_override names it. */
    public PciRules forRunningDevices() {
        return new PciRules(numbers, Probe.ONLY_OVERRIDE, marksIncoming, keepsBusMaster, keepsAcs, keepsAri, true);
    }
}
