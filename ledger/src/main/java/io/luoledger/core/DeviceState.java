package io.luoledger.core;

import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A preserved PCI function, by the address at which it was preserved.
 *
 * @param identity which function it was, null where the outgoing kernel's enumeration isn't in the log
 * @param byFile whether a file of a session stands for it; without one only its place is watched
 * @param frozen whether its file is frozen: the freeze resets it
 * @param virtual whether it is a virtual function
 * @param bridges from the root to it, as they were when it was preserved; empty where they aren't in the log
 * @param foundAt where the incoming kernel has that function, null as long as it wasn't seen
 * @param missedAt the event that showed that it is missing, 0 for none and once it has come back
 * @param dma what was last seen of its DMA since it was preserved
 * @param dmaSequence the event that showed it, 0 for none
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false, enableWither = false)
public record DeviceState(
        String host,
        long generation,
        PciAddress address,
        @Nullable PciIdentity identity,
        boolean byFile,
        boolean frozen,
        boolean virtual,
        List<BridgeHop> bridges,
        boolean incoming,
        DeviceStatus status,
        Placement placement,
        @Nullable PciAddress foundAt,
        long missedAt,
        DmaStatus dma,
        long dmaSequence,
        long firstSequence,
        long lastSequence)
        implements Entity {
    public DeviceState {
        bridges = List.copyOf(bridges);
    }

    static DeviceState preserved(String host, long generation, PciAddress address, boolean byFile, long sequence) {
        return new DeviceState(
                host,
                generation,
                address,
                null,
                byFile,
                false,
                false,
                List.of(),
                false,
                DeviceStatus.PRESERVED,
                Placement.UNKNOWN,
                null,
                0,
                DmaStatus.UNKNOWN,
                0,
                sequence,
                sequence);
    }

    /**
     * Where it is in its life; each state has the steps that lead on from it, and no others. What a file's event shows of its
     * device is the file's step: {@link #following}.
     *
     * <pre>
     * PRESERVED -> PROMISED -> RETRIEVED, RETRIEVE_FAILED -> FINISHED
     *    |            |             \-> LOST
     *    |            \-> LEAKED -> LOST
     *    \-> UNPRESERVED, LEAKED, LOST
     * </pre>
     */
    sealed interface Life {
        DeviceState device();

        /** Handed over, and its file isn't finished. */
        sealed interface Received extends Life permits Promised, Retrieved, RetrieveFailed, Leaked {
            /** The incoming kernel is gone. */
            default DeviceState lost(long sequence) {
                return device().handedOver(DeviceStatus.LOST, sequence);
            }
        }

        /** Kept by the outgoing kernel. */
        record Preserved(DeviceState device) implements Life {
            DeviceState promised(long sequence) {
                return device.handedOver(DeviceStatus.PROMISED, sequence);
            }

            /** With everything else of its live update. */
            DeviceState ends(Fate fate, long sequence) {
                return device.handedOver(fate == Fate.LEAKED ? DeviceStatus.LEAKED : DeviceStatus.LOST, sequence);
            }
        }

        /** Handed over; its file wasn't asked for. */
        record Promised(DeviceState device) implements Received {
            DeviceState leaked(long sequence) {
                return device.handedOver(DeviceStatus.LEAKED, sequence);
            }
        }

        /** Its file came back. */
        record Retrieved(DeviceState device) implements Received {}

        /** Its file's handler refused, for good. */
        record RetrieveFailed(DeviceState device) implements Received {}

        /** Out of reach until the next kexec. */
        record Leaked(DeviceState device) implements Received {}

        /** Finished, taken back or gone: only its file leads on from there. */
        record Over(DeviceState device) implements Life {}
    }

    Life life() {
        return switch (status) {
            case PRESERVED -> new Life.Preserved(this);
            case PROMISED -> new Life.Promised(this);
            case RETRIEVED -> new Life.Retrieved(this);
            case RETRIEVE_FAILED -> new Life.RetrieveFailed(this);
            case LEAKED -> new Life.Leaked(this);
            case FINISHED, UNPRESERVED, LOST -> new Life.Over(this);
        };
    }

    /** As its file took it along; the freeze resets it. */
    DeviceState following(FileState file, long sequence) {
        return copy(sequence)
                .frozen(file.status() == FileStatus.FROZEN)
                .status(DeviceStatus.of(file.status()))
                .build();
    }

    private DeviceState handedOver(DeviceStatus newStatus, long sequence) {
        return copy(sequence).frozen(false).incoming(true).status(newStatus).build();
    }

    DeviceState placed(Placement newPlacement, @Nullable PciAddress newFoundAt, long sequence) {
        return copy(sequence).placement(newPlacement).foundAt(newFoundAt).build();
    }

    /** Nothing is where it was, and it wasn't seen elsewhere. */
    DeviceState missed(long sequence) {
        return copy(sequence)
                .placement(Placement.MISSING)
                .foundAt(null)
                .missedAt(sequence)
                .build();
    }

    /** It was missed, and is back: where the source doesn't say so itself, its place isn't known. */
    DeviceState returned(long sequence) {
        Placement now = placement == Placement.MISSING ? Placement.UNKNOWN : placement;
        return copy(sequence).placement(now).missedAt(0).build();
    }

    /** With what its enumeration told of it. */
    DeviceState known(PciIdentity newIdentity, boolean newVirtual, List<BridgeHop> newBridges, long sequence) {
        return copy(sequence)
                .identity(newIdentity)
                .virtual(newVirtual)
                .bridges(newBridges)
                .build();
    }

    DeviceState dma(DmaStatus newDma, long sequence) {
        return copy(sequence).dma(newDma).dmaSequence(sequence).build();
    }

    private DeviceStateBuilder copy(long sequence) {
        return DeviceStateBuilder.builder(this).lastSequence(sequence);
    }

    /** Whether the incoming kernel was seen to have it at another address. */
    public boolean elsewhere() {
        return foundAt != null && !foundAt.equals(address);
    }

    /** As findings name it. */
    public String subject() {
        return "device " + address;
    }

    @Override
    public EntityKind kind() {
        return EntityKind.DEVICE;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, address);
    }

    public static EntityKey key(String host, long generation, PciAddress address) {
        return EntityKey.of(EntityKind.DEVICE, host, generation, address);
    }
}
