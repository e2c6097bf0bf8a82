package io.luoledger.experiment.flb;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How LUO hands out an FLB's object, and what the PCI core locks around it: what was posted, what landed, and what was only said. */
public enum Design {
    SEED(
            Get.UNCOUNTED,
            PciLock.MUTEX,
            "as of the seed series: a bare pointer, the PCI lock around each lookup, none in finish"),
    LOCK_IN_FINISH(Get.UNCOUNTED, PciLock.MUTEX, "the seed series, and pci_flb_finish() takes the PCI lock"),
    FAIL_FIRST(
            Get.FAILS_FIRST,
            PciLock.MUTEX,
            "get_incoming() fails from before finish starts (Yadav, December 2025), a bare pointer"),
    CACHED(
            Get.UNCOUNTED,
            PciLock.MUTEX,
            "v2: probe and open read a bit of the pci_dev; enumeration still gets a bare pointer"),
    LOCKED_GET(
            Get.LOCKED,
            PciLock.MUTEX,
            "get_incoming() returns with the FLB's lock held until it is put (Tatashin, December 2025)"),
    REFCOUNT(Get.COUNTED, PciLock.MUTEX, "7.2: a counted reference, the PCI lock around get, lookup and put"),
    REFCOUNT_LOCK_IN_FINISH(Get.COUNTED, PciLock.MUTEX, "a counted reference, and pci_flb_finish() takes the PCI lock"),
    RWSEM(
            Get.COUNTED,
            PciLock.RWSEM,
            "PCI v6: a counted reference, one rwsem, probe and open read a pointer of the pci_dev"),
    RWSEM_WALK(
            Get.COUNTED,
            PciLock.RWSEM,
            "as rwsem, and pci_flb_finish() walks the PCI devices under pci_rescan_remove_lock");

    /** What get_incoming() gives. */
    enum Get {
        /** A pointer, with no lock and no reference. */
        UNCOUNTED,
        /** The same, and an error as soon as the last file is finished. */
        FAILS_FIRST,
        /** A pointer, with flb.incoming.lock held. */
        LOCKED,
        /** A pointer and a reference. */
        COUNTED
    }

    /** What the PCI core takes around a lookup. */
    enum PciLock {
        MUTEX,
        RWSEM
    }

    private final Get get;
    private final PciLock pciLock;
    private final String about;

    Design(Get get, PciLock pciLock, String about) {
        this.get = get;
        this.pciLock = pciLock;
        this.about = about;
    }

    /** The design of that name, as {@link #word} spells it. */
    public static Optional<Design> named(String word) {
        return Arrays.stream(values())
                .filter(design -> design.word().equals(word))
                .findFirst();
    }

    /** As lists spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A line. */
    public String about() {
        return about;
    }

    /** Whether it makes sense without the FLB refusing to be retrieved after its finish. */
    boolean mayRetrieveAgain() {
        return get != Get.FAILS_FIRST;
    }

    Get get() {
        return get;
    }

    PciLock pciLock() {
        return pciLock;
    }

    boolean locksInFinish() {
        return this == LOCK_IN_FINISH || this == REFCOUNT_LOCK_IN_FINISH;
    }

    boolean walksInFinish() {
        return this == RWSEM_WALK;
    }

    /** Whether probe and open look at the pci_dev, and only enumeration at the FLB. */
    boolean cached() {
        return this == CACHED || pciLock == PciLock.RWSEM;
    }
}
