package io.luoledger.simulator.kernel;

import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated kernel holds at one moment, in its own words: the truth that a ledger is measured against.
 *
 * @param inheritance what became of what the kernel before left
 * @param outgoing sessions preserved for the next kernel, in order of creation
 * @param incoming sessions that the previous kernel handed over, once the device was opened
 * @param preservedFlbs outgoing reference counts by FLB, of those that have any
 * @param receivedFlbs those that the previous kernel left
 * @param functions which PCI function is at which address now
 */
public record KernelState(
        Inheritance inheritance,
        List<SessionState> outgoing,
        List<SessionState> incoming,
        Map<String, Long> preservedFlbs,
        Map<String, ReceivedFlb> receivedFlbs,
        Map<PciAddress, PciIdentity> functions) {
    /** What became of what the kernel before left. */
    public enum Inheritance {
        /** There was nothing, or this kernel could make nothing of it. */
        NOTHING,
        /** Sessions that nobody asked for: the device wasn't opened yet. */
        WAITING,
        /** The sessions were rebuilt when the device was opened. */
        REBUILT,
        /** The sessions could not be rebuilt: every open of the device is refused. */
        UNREACHABLE,
        /** This kernel has no such device. */
        NO_DEVICE
    }

    /**
     * A session and its files, in order.
     *
     * @param retrieved whether it was given out
     * @param leaked whether its last descriptor was closed when it couldn't be finished
     * @param frozen whether it was frozen ahead of the reboot
     */
    public record SessionState(String name, boolean retrieved, boolean leaked, boolean frozen, List<FileState> files) {}

    /** How far an incoming file got. */
    public enum Retrieval {
        NEVER_TRIED,
        DONE,
        FAILED
    }

    /**
     * One file.
     *
     * @param errno what its retrieve failed with
     * @param device the PCI function behind it, as far as there is an open file
     */
    public record FileState(
            long token,
            String handler,
            Retrieval retrieval,
            @Nullable String errno,
            @Nullable PciAddress device,
            @Nullable Contents contents) {}

    /** What a memfd is like. */
    public record Contents(long size, long position, int seals, long fingerprint) {}

    /** How far an FLB got that was left by the kernel before. */
    public enum Reception {
        NEVER_ASKED,
        HELD,
        FINISHED,
        REFUSED
    }

    /**
     * An FLB that was left by the kernel before.
     *
     * @param count of its files when it was handed over
     */
    public record ReceivedFlb(Reception reception, long count) {}

    /** What a kernel without live update holds. */
    static KernelState withoutLiveUpdate(Map<PciAddress, PciIdentity> functions) {
        return new KernelState(Inheritance.NO_DEVICE, List.of(), List.of(), Map.of(), Map.of(), functions);
    }
}
