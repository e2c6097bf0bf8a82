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
    NOEXEC_WRITE_SEALED("a memfd made with MFD_NOEXEC_SEAL comes back write-sealed");

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
