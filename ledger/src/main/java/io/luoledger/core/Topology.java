package io.luoledger.core;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions about the buses of the running kernel, and about the functions that were promised to it. */
final class Topology {
    /** Segments from here on are given by the kernel, in the order of probing (VMD and the like). */
    private static final int FIRST_DYNAMIC_SEGMENT = 0x10000;

    private Topology() {}

    static boolean dynamic(int segment) {
        return Integer.compareUnsigned(segment, FIRST_DYNAMIC_SEGMENT) >= 0;
    }

    /** The bridge at the end of this path as the running kernel has it. */
    static @Nullable FunctionState bridgeNow(
            HostFold fold, int segment, @Nullable Integer rootBus, List<Integer> path) {
        PathState there = fold.path(fold.boot().outgoing(), segment, rootBus, path);
        return there == null ? null : fold.function(fold.boot().ordinal(), there.address());
    }

    /** The bridges from the root to this function, with their numbers; empty where they aren't known. */
    static List<BridgeHop> hops(HostFold fold, int segment, @Nullable PciIdentity identity) {
        List<BridgeHop> hops = new ArrayList<>();
        for (int depth = 1; identity != null && depth < identity.path().size(); depth++) {
            FunctionState bridge =
                    bridgeNow(fold, segment, identity.rootBus(), identity.path().subList(0, depth));
            if (bridge == null || bridge.bridge() == null) {
                return List.of();
            }
            BridgeBuses buses = bridge.bridge();
            hops.add(new BridgeHop(bridge.address(), buses.secondary(), buses.subordinate(), bridge.sequence()));
        }
        return hops;
    }

    /** The function that was handed over at this address: of one that was taken back, or lost, no place was promised. */
    static @Nullable DeviceState promised(HostFold fold, PciAddress address) {
        DeviceState device = fold.device(fold.boot().incoming(), address);
        return device != null && promised(device) ? device : null;
    }

    static boolean promised(DeviceState device) {
        return switch (device.status()) {
            case PROMISED, RETRIEVED, RETRIEVE_FAILED, FINISHED, LEAKED -> true;
            case PRESERVED, UNPRESERVED, LOST -> false;
        };
    }

    /** As the kernel before had it. */
    static @Nullable FunctionState before(HostFold fold, PciAddress address) {
        return fold.function(fold.boot().incoming() - 1, address);
    }
}
