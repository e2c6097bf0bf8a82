package io.luoledger.experiment.bdf;

import java.util.Arrays;
import java.util.Optional;

/** What happens to a host between the preserve and the moment when the next kernel hands out what was preserved. */
public enum Perturbation {
    NOTHING("nothing", "nothing happens", Aim.ANY, When.NEVER),
    DEVICE_ADDED(
            "device-added",
            "a device is plugged into an empty slot, and the running kernel is told",
            Aim.EMPTY_SLOT,
            When.RUNNING),
    BRIDGE_ADDED_ROOM(
            "bridge-added-room",
            "a switch or bridge is plugged into a slot that firmware left numbers enough for it; the kernel is told by ACPI",
            Aim.ROOMY_SLOT,
            When.RUNNING),
    BRIDGE_ADDED_ACPI(
            "bridge-added-acpi",
            "a switch or bridge is plugged into a slot without spare numbers, and the running kernel is told by ACPI",
            Aim.FULL_SLOT,
            When.RUNNING),
    BRIDGE_ADDED_NATIVE(
            "bridge-added-native",
            "the same, and the port tells the kernel itself (pcie_ports=native)",
            Aim.FULL_SLOT,
            When.RUNNING,
            "pcie_ports=native",
            ""),
    BRIDGE_ADDED_UNSEEN(
            "bridge-added-unseen",
            "a switch or bridge is plugged into a slot without spare numbers during the kexec, and nobody is told",
            Aim.FULL_SLOT,
            When.AT_KEXEC),
    NEIGHBOUR_REMOVED(
            "neighbour-removed",
            "something that isn't preserved is pulled out, with all below it, and the running kernel is told",
            Aim.BYSTANDER,
            When.RUNNING),
    DEVICE_LOST("device-lost", "a preserved device is gone after the kexec", Aim.PRESERVED, When.AT_KEXEC),
    DEVICE_REPLACED("device-replaced", "another part is where a preserved device was", Aim.PRESERVED, When.AT_KEXEC),
    FIRMWARE_RENUMBERS(
            "firmware-renumbers",
            "firmware numbers all buses again during the kexec, and leaves one more number at each hot-plug slot",
            Aim.ANY,
            When.AT_KEXEC),
    BRIDGE_LOST(
            "bridge-lost",
            "a bridge above a preserved device forgets its numbers in the kexec",
            Aim.PATH_BRIDGE,
            When.AT_KEXEC),
    BRIDGE_RESET(
            "bridge-reset",
            "a bridge above a preserved device is reset in the kexec, and everything below it",
            Aim.PATH_BRIDGE,
            When.AT_KEXEC),
    OTHER_BRIDGE_LOST(
            "other-bridge-lost",
            "a bridge that no preserved device is below forgets its numbers in the kexec",
            Aim.OTHER_BRIDGE,
            When.AT_KEXEC),
    VF_COUNT(
            "vf-count",
            "the next kernel is asked for another number of an adapter's virtual functions",
            Aim.ADAPTER,
            When.NEVER),
    ARI_OFF(
            "ari-off",
            "the next kernel is booted with pci=noari, and a preserved function has a number above 7",
            Aim.BEYOND_SEVEN,
            When.NEVER,
            "",
            "pci=noari"),
    SEGMENT_ORDER(
            "segment-order",
            "the next kernel comes by the hierarchies whose segments it numbers in another order",
            Aim.SEGMENTS,
            When.AT_KEXEC),
    ASSIGN_BUSSES(
            "assign-busses",
            "the next kernel is booted with pci=assign-busses",
            Aim.ANY,
            When.NEVER,
            "",
            "pci=assign-busses"),
    BUS_SIZE("bus-size", "the next kernel is booted with pci=hpbussize=8", Aim.ANY, When.NEVER, "", "pci=hpbussize=8"),
    RESCAN_AFTER_FINISH(
            "rescan-after-finish",
            "the next kernel is booted with pci=assign-busses, finishes everything, and is asked to scan again",
            Aim.ANY,
            When.LATER,
            "",
            "pci=assign-busses");

    /** At what time. */
    enum When {
        NEVER,
        /** While the kernel that preserved runs. */
        RUNNING,
        /** While no kernel looks. */
        AT_KEXEC,
        /** After the next kernel has retrieved and finished everything. */
        LATER
    }

    private final String word;
    private final String about;
    private final Aim aim;
    private final When when;
    private final String firstWords;
    private final String nextWords;

    Perturbation(String word, String about, Aim aim, When when) {
        this(word, about, aim, when, "", "");
    }

    /**
     * What happens.
     *
     * @param firstWords on the command line of the first kernel
     * @param nextWords on that of the next
     */
    Perturbation(String word, String about, Aim aim, When when, String firstWords, String nextWords) {
        this.word = word;
        this.about = about;
        this.aim = aim;
        this.when = when;
        this.firstWords = firstWords;
        this.nextWords = nextWords;
    }

    /** As the command line knows it. */
    public String word() {
        return word;
    }

    public String about() {
        return about;
    }

    public static Optional<Perturbation> find(String word) {
        return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }

    /** Its place in the list, from 0. */
    int number() {
        return Arrays.asList(values()).indexOf(this);
    }

    Aim aim() {
        return aim;
    }

    String firstWords() {
        return firstWords;
    }

    String nextWords() {
        return nextWords;
    }

    /** Whether a bridge is plugged in where another has no numbers to give. */
    boolean addsBridge() {
        return this == BRIDGE_ADDED_ROOM
                || this == BRIDGE_ADDED_ACPI
                || this == BRIDGE_ADDED_NATIVE
                || this == BRIDGE_ADDED_UNSEEN;
    }

    /** Lets it happen, when it is time. */
    void at(When now, World world) {
        if (when != now) {
            return;
        }
        switch (this) {
            case NOTHING, VF_COUNT, ARI_OFF, ASSIGN_BUSSES, BUS_SIZE -> {}
            case DEVICE_ADDED, BRIDGE_ADDED_ROOM, BRIDGE_ADDED_ACPI, BRIDGE_ADDED_NATIVE -> world.plugAndTell();
            case BRIDGE_ADDED_UNSEEN -> world.plug();
            case NEIGHBOUR_REMOVED -> world.pullAndTell();
            case DEVICE_LOST -> world.pull();
            case DEVICE_REPLACED -> world.replace();
            case FIRMWARE_RENUMBERS -> world.numberAgain();
            case BRIDGE_LOST, OTHER_BRIDGE_LOST -> world.forgetNumbers();
            case BRIDGE_RESET -> world.resetBridge();
            case SEGMENT_ORDER -> world.turnAround();
            case RESCAN_AFTER_FINISH -> world.finishAndRescan();
        }
    }
}
