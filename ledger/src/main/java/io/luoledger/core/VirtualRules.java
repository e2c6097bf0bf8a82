package io.luoledger.core;

import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciAddress;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where virtual functions are now. One is told apart by its physical function and its number, not by its own path: with
 * another stride the third one sits where the second one sat.
 */
final class VirtualRules {
    private VirtualRules() {}

    /** Compares with what was promised. */
    static void place(HostFold fold, FunctionState now, Origin origin) {
        DeviceState here = Topology.promised(fold, now.address());
        DeviceState promised = promised(fold, now);
        FunctionState was = here == null ? null : Topology.before(fold, here.address());
        if (here != null && was != null && was.numbered() && !here.equals(promised)) {
            PlacementRules.replaced(fold, here, was.described(), now.described());
        } else if (here != null && (promised == null || here.equals(promised))) {
            PlacementRules.place(fold, now, origin);
            return;
        }
        if (promised != null && !promised.address().equals(now.address())) {
            PlacementRules.moved(fold, promised.address(), now);
        } else if (promised == null && here == null && !numberedBefore(fold)) {
            // the outgoing kernel's enumeration doesn't number its virtual functions
            PlacementRules.place(fold, now, origin);
        }
    }

    /** The promised device that is the same virtual function of the same physical one. */
    private static @Nullable DeviceState promised(HostFold fold, FunctionState now) {
        PciAddress physical = physicalBefore(fold, now);
        if (physical == null) {
            return null;
        }
        VirtualOf wanted = new VirtualOf(physical, number(now));
        return promised(fold)
                .filter(device -> wanted.equals(virtualOfBefore(fold, device)))
                .findFirst()
                .orElse(null);
    }

    private static Stream<DeviceState> promised(HostFold fold) {
        return fold.devices(fold.boot().incoming()).stream()
                .filter(device -> device.virtual() && Topology.promised(device));
    }

    private static @Nullable VirtualOf virtualOfBefore(HostFold fold, DeviceState device) {
        FunctionState was = Topology.before(fold, device.address());
        return was == null ? null : was.virtualOf();
    }

    /** Where the kernel before had the physical function; null when it isn't known. */
    private static @Nullable PciAddress physicalBefore(HostFold fold, FunctionState now) {
        FunctionState physical = physical(fold, now);
        PathState path = physical == null ? null : Origin.of(fold, physical).certain();
        return path == null ? null : path.address();
    }

    private static @Nullable FunctionState physical(HostFold fold, FunctionState virtual) {
        VirtualOf of = virtual.virtualOf();
        return of == null ? null : fold.function(virtual.generation(), of.physical());
    }

    /** Whether the kernel before numbered the virtual functions that it handed over. */
    private static boolean numberedBefore(HostFold fold) {
        return promised(fold).anyMatch(device -> {
            FunctionState was = Topology.before(fold, device.address());
            return was != null && was.numbered();
        });
    }

    private static @Nullable Integer number(FunctionState function) {
        return function.virtualOf() == null ? null : function.virtualOf().number();
    }
}
