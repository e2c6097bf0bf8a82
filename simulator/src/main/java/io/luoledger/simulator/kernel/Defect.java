package io.luoledger.simulator.kernel;

import java.util.Locale;

/** Known defects of real kernels. Each can be switched off, to see what the kernel would do without it. */
public enum Defect {
    /**
     * CREATE_SESSION makes room before it tests for a duplicate name and keeps it when it refuses: at a full block the
     * chain then ends in an empty block, which the next kernel panics over.
     */
    EMPTY_SESSION_BLOCK("a refused create at a full block leaves an empty block, and the next kernel panics over it"),
    /**
     * The incoming count of an FLB is loaded only when somebody asks for the FLB. Finishing a file of an FLB that nobody
     * asked for, or that the outgoing kernel didn't have, drops a count that was never taken.
     */
    FLB_COUNT_UNDERFLOW("finishing a file drops a count of its FLBs that was never loaded"),
    /**
     * The retrieved memfd has exec bits, so re-adding F_SEAL_EXEC adds every write seal: a memfd made with MFD_NOEXEC_SEAL
     * comes back write-sealed.
     */
    NOEXEC_WRITE_SEALED("a memfd made with MFD_NOEXEC_SEAL comes back write-sealed"),
    /**
     * Whether a page was ever filled is written down when its memfd is preserved. One that fallocate made, and that is first written
     * to after that, reads as zeroes in the next kernel.
     */
    FALLOCATED_PAGES_LOST("what is first written after the preserve into pages that fallocate made reads as zeroes"),
    /** A second preserve of one function moves the entries above it up before it notices, and drops the last one. */
    PCI_DUPLICATE_ENTRY("preserving a PCI function twice loses another one from the table"),
    /** The table's entries have 16 bits for a segment that has 32. */
    PCI_SEGMENT_CUT("a PCI segment number above 16 bits is cut, and stands for another segment"),
    /** The file handler doesn't look at what the PCI core says: virtual functions and what the table has no room for pass. */
    PCI_REFUSAL_IGNORED("a device file is preserved although the PCI core refused its function"),
    /**
     * Nothing keeps bus numbers: after a renumbering the function at the preserved address is another one, and nobody compares
     * more than the address.
     */
    PCI_NUMBERS_NOT_KEPT("bus numbers aren't kept, and a file comes back with whatever device is at its address now"),
    /** There is no unfreeze callback: after a reboot that was called off, what had been frozen answers EIO. */
    VFIO_FROZEN_FOR_GOOD("device files frozen before a refused freeze stay unusable");

    private final String about;

    Defect(String about) {
        this.about = about;
    }

    /** A sentence. */
    public String about() {
        return about;
    }

    /** As names of kernels without it spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
