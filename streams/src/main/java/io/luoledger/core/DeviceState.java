package io.luoledger.core;

import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A preserved PCI function, by the address at which it was preserved.
 *
 * @param identity which function it was, null where the outgoing kernel's enumeration isn't in the log
 * @param foundAt where the incoming kernel has that function
 */
public record DeviceState(
        String host,
        long generation,
        PciAddress address,
        @Nullable PciIdentity identity,
        boolean incoming,
        DeviceStatus status,
        Placement placement,
        @Nullable PciAddress foundAt,
        long firstSequence,
        long lastSequence)
        implements Entity {
    DeviceState to(DeviceStatus newStatus, boolean newIncoming, long sequence) {
        return new DeviceState(
                host,
                generation,
                address,
                identity,
                newIncoming,
                newStatus,
                placement,
                foundAt,
                firstSequence,
                sequence);
    }

    DeviceState placed(Placement newPlacement, @Nullable PciAddress newFoundAt, long sequence) {
        return new DeviceState(
                host,
                generation,
                address,
                identity,
                incoming,
                status,
                newPlacement,
                newFoundAt == null ? foundAt : newFoundAt,
                firstSequence,
                sequence);
    }

    DeviceState known(PciIdentity newIdentity, long sequence) {
        return new DeviceState(
                host, generation, address, newIdentity, incoming, status, placement, foundAt, firstSequence, sequence);
    }

    String subject() {
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

    static EntityKey key(String host, long generation, PciAddress address) {
        return EntityKey.of(EntityKind.DEVICE, host, generation, sortable(address));
    }

    static String sortable(PciAddress address) {
        return "%08x%04x".formatted(address.segment(), address.bdf());
    }
}
