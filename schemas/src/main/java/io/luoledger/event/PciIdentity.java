package io.luoledger.event;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which PCI function it is, whatever its bus number: the device.function numbers on the way from the root bus, then
 * what it says of itself.
 *
 * @param path devfn of each step from the root down, the function itself last; empty when not known
 * @param rootBus number of the root bus the path starts at, where the source tells it
 * @param vendor vendor id, 16 bits
 * @param device device id, 16 bits
 */
public record PciIdentity(List<Integer> path, @Nullable Integer rootBus, int vendor, int device) {
    public PciIdentity {
        path = List.copyOf(path);
    }

    /** "dd.f/dd.f vvvv:dddd". */
    @Override
    public String toString() {
        String way = path.stream()
                .map(devfn -> String.format("%02x.%x", devfn >>> 3, devfn & 7))
                .collect(Collectors.joining("/"));
        return (way.isEmpty() ? "?" : way) + String.format(" %04x:%04x", vendor, device);
    }
}
