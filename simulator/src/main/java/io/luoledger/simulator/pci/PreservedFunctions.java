package io.luoledger.simulator.pci;

import io.luoledger.event.PciAddress;

/** What a kernel knows of preserved functions when it meets one: asked, never told. */
public interface PreservedFunctions {
    /** A kernel that knows of none. */
    PreservedFunctions NONE = new PreservedFunctions() {
        @Override
        public boolean incoming(PciAddress address) {
            return false;
        }

        @Override
        public boolean anyIncoming() {
            return false;
        }
    };

    /**
     * Whether the kernel before preserved what was at this address, and this one hasn't finished it. Asked for each function that
     * enumeration sets up, and by kernels that don't mark functions whenever it matters again; the first time is where a kernel may
     * read what it received, and may die of it.
     */
    boolean incoming(PciAddress address);

    /** Whether anything incoming isn't finished yet. */
    boolean anyIncoming();

    /** Whether anything is preserved for the next kernel. */
    default boolean anyOutgoing() {
        return false;
    }
}
