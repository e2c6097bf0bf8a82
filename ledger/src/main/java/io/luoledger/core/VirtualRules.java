package io.luoledger.core;

import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where virtual functions are now. One is told apart by its physical function and its number, not by its own path: with
 * another stride the third one sits where the second one sat.
 */
final class VirtualRules {
    private VirtualRules() {}

    /** Whether it is known which virtual function it is. */
    static boolean numbered(FunctionState function) {
        VirtualOf virtual = function.virtualOf();
        return virtual != null && virtual.number() != null;
    }

    /** Compares with what was promised. */
    static void place(Turn turn, FunctionState now, Origin origin) {
        DeviceState here = PlacementRules.device(turn, now.address());
        DeviceState promised = promised(turn, now);
        FunctionState was = here == null ? null : before(turn, here.address());
        if (here != null && was != null && numbered(was) && !here.equals(promised)) {
            PlacementRules.replaced(turn, here, describe(was), describe(now));
        } else if (here != null && (promised == null || here.equals(promised))) {
            PlacementRules.place(turn, now, origin);
            return;
        }
        if (promised != null && !promised.address().equals(now.address())) {
            PlacementRules.moved(turn, promised.address(), now);
        } else if (promised == null && here == null && !numberedBefore(turn)) {
            // the outgoing kernel's enumeration doesn't number its virtual functions
            PlacementRules.place(turn, now, origin);
        }
    }

    /** The promised device that is the same virtual function of the same physical one. */
    private static @Nullable DeviceState promised(Turn turn, FunctionState now) {
        PciAddress physical = physicalBefore(turn, now);
        DeviceState[] found = {null};
        if (physical == null) {
            return null;
        }
        turn.scan(EntityKey.prefix(EntityKind.DEVICE, turn.host(), turn.boot().incoming()), entity -> {
            if (found[0] == null
                    && entity instanceof DeviceState device
                    && device.virtual()
                    && PlacementRules.promised(device)) {
                FunctionState was = before(turn, device.address());
                if (was != null && new VirtualOf(physical, number(now)).equals(was.virtualOf())) {
                    found[0] = device;
                }
            }
        });
        return found[0];
    }

    /** Where the kernel before had the physical function; null when it isn't known. */
    private static @Nullable PciAddress physicalBefore(Turn turn, FunctionState now) {
        FunctionState physical = physical(turn, now);
        PathState path = physical == null ? null : Origin.of(turn, physical).certain();
        return path == null ? null : path.address();
    }

    private static @Nullable FunctionState physical(Turn turn, FunctionState virtual) {
        VirtualOf of = virtual.virtualOf();
        return of == null ? null : BusRules.function(turn, virtual.generation(), of.physical());
    }

    /** Whether the kernel before numbered the virtual functions that it handed over. */
    private static boolean numberedBefore(Turn turn) {
        boolean[] known = {false};
        turn.scan(EntityKey.prefix(EntityKind.DEVICE, turn.host(), turn.boot().incoming()), entity -> {
            if (entity instanceof DeviceState device && device.virtual() && PlacementRules.promised(device)) {
                FunctionState was = before(turn, device.address());
                known[0] |= was != null && numbered(was);
            }
        });
        return known[0];
    }

    private static @Nullable FunctionState before(Turn turn, PciAddress address) {
        return BusRules.function(turn, turn.boot().incoming() - 1, address);
    }

    private static @Nullable Integer number(FunctionState function) {
        return function.virtualOf() == null ? null : function.virtualOf().number();
    }

    static String describe(FunctionState virtual) {
        VirtualOf of = virtual.virtualOf();
        return of == null ? virtual.identity().toString() : "virtual function " + of.number() + " of " + of.physical();
    }

    /** Says why it moved, where its distance from its physical function tells; false when that is the same as before. */
    static boolean tellStride(Turn turn, DeviceState device, FunctionState now) {
        FunctionState was = before(turn, device.address());
        VirtualOf then = was == null ? null : was.virtualOf();
        VirtualOf of = now.virtualOf();
        if (then == null || of == null || then.number() == null || of.number() == null) {
            CauseRules.virtual(
                    turn,
                    device,
                    "the same number of virtual functions at the same distance",
                    "made again at " + now.address(),
                    now.sequence());
            return true;
        }
        int before = device.address().bdf() - then.physical().bdf();
        int after = now.address().bdf() - of.physical().bdf();
        if (before == after) {
            return false;
        }
        CauseRules.virtual(
                turn,
                device,
                describe(was == null ? now : was) + " at distance " + before,
                "at distance " + after + ", " + now.address(),
                now.sequence());
        return true;
    }
}
