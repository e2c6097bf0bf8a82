package io.luoledger.experiment.bdf;

import io.luoledger.simulator.pci.PciOptions;
import io.luoledger.simulator.pci.PciRules;
import io.luoledger.simulator.pci.PciRules.Numbers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How kernels number buses; both of an update go by it.
 *
 * @param word as the command line knows it
 * @param about one sentence
 * @param rules what they do for preserved functions
 * @param commandLine what they are booted with
 * @param kernel the simulated kernel that goes by it, or null where no series did so
 */
public record Policy(
        String word,
        String about,
        PciRules rules,
        String commandLine,
        @Nullable String kernel) {
    private static final String ASSIGN = "pci=assign-busses";

    public static final Policy FIRMWARE_KEPT = new Policy(
            "firmware-kept",
            "bridges keep what they hold, as any kernel does; nothing is done for preserved functions (series v1)",
            PciRules.MAINLINE,
            "",
            "seed");
    public static final Policy ASSIGN_BUSSES = new Policy(
            "assign-busses",
            "the same, and both kernels are told to number all buses anew (" + ASSIGN + ")",
            PciRules.MAINLINE,
            ASSIGN,
            "seed+assign-busses");
    public static final Policy HOTPLUG_RESERVE = new Policy(
            "hotplug-reserve",
            "the same, and each hot-plug bridge gets at least four numbers (" + ASSIGN + ",hpbussize=4)",
            PciRules.MAINLINE,
            ASSIGN + ",hpbussize=4",
            "seed+assign-busses+hpbussize=4");
    public static final Policy INHERIT_ALL = new Policy(
            "inherit-all",
            "bridges keep what they hold whatever the command line says, preserved functions or not; one without numbers gets"
                    + " some",
            PciRules.MAINLINE.with(Numbers.INHERIT_ALWAYS),
            "",
            null);
    public static final Policy INHERIT_INCOMING = new Policy(
            "inherit-incoming",
            "while a preserved function isn't finished in the next kernel, bridges keep what they hold, and one without numbers"
                    + " gets none (PCI v7)",
            PciRules.V7,
            "",
            "next");
    public static final Policy INHERIT_PRESERVED = new Policy(
            "inherit-preserved",
            "the same, and in the kernel that preserves from the first preserved function on (PCI v5)",
            PciRules.V5,
            "",
            null);
    public static final Policy PCI_V9 = new Policy(
            "pci-v9",
            "once anything came preserved, bridges keep what they hold for good; one without numbers gets some, unless it or a"
                    + " neighbour was preserved and lost its own",
            PciRules.V9,
            "",
            "next+pci-v9");

    public static final Policy V9_HIGHER = new Policy(
            "v9-higher",
            "the same, and what a bridge gets is higher than any number in its hierarchy, as v9's text says (no series)",
            PciRules.V9.with(Numbers.INHERIT_ONCE_INCOMING_ADD_HIGHER),
            "",
            null);
    public static final Policy KEPT_FOR_GOOD = new Policy(
            "kept-for-good",
            "from the first preserved function on, and in the next kernel for good, bridges keep what they hold, and none gets"
                    + " any (no series)",
            PciRules.V9.with(Numbers.INHERIT_ONCE_PRESERVED),
            "",
            null);

    /** All of them. */
    public static final List<Policy> ALL = List.of(
            FIRMWARE_KEPT,
            ASSIGN_BUSSES,
            HOTPLUG_RESERVE,
            INHERIT_ALL,
            INHERIT_INCOMING,
            INHERIT_PRESERVED,
            PCI_V9,
            V9_HIGHER,
            KEPT_FOR_GOOD);

    public static Optional<Policy> find(String word) {
        return ALL.stream().filter(one -> one.word.equals(word)).findFirst();
    }

    PciOptions options(String more) {
        return PciOptions.parse(commandLine).and(more);
    }
}
