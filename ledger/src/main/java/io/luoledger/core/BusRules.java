package io.luoledger.core;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buses that lead to preserved functions: their bridges' numbers have to be the same in the incoming kernel, and some
 * things that endanger them can be seen before the kexec.
 */
final class BusRules {
    /** Segments from here on are given by the kernel, in the order of probing (VMD and the like). */
    static final int FIRST_DYNAMIC_SEGMENT = 0x10000;

    private BusRules() {}

    static boolean dynamic(int segment) {
        return Integer.compareUnsigned(segment, FIRST_DYNAMIC_SEGMENT) >= 0;
    }

    static BusState buses(Turn turn, long ordinal) {
        return turn.get(BusState.key(turn.host(), ordinal)) instanceof BusState known
                ? known
                : BusState.of(turn.host(), ordinal);
    }

    static @Nullable FunctionState function(Turn turn, long ordinal, PciAddress address) {
        return (FunctionState) turn.get(FunctionState.key(turn.host(), ordinal, address));
    }

    /** Where the kernel before this boot ({@code incoming()}) or this one ({@code outgoing()}) has the end of this path. */
    static @Nullable PathState path(
            Turn turn, long generation, int segment, @Nullable Integer rootBus, List<Integer> path) {
        return (PathState) turn.get(PathState.key(turn.host(), generation, segment, rootBus, path));
    }

    /** The bridge at the end of this path as the running kernel has it. */
    static @Nullable FunctionState bridgeNow(Turn turn, int segment, @Nullable Integer rootBus, List<Integer> path) {
        PathState there = path(turn, turn.boot().outgoing(), segment, rootBus, path);
        return there == null ? null : function(turn, turn.boot().ordinal(), there.address());
    }

    /** The bridges from the root to this function, with their numbers; empty where they aren't known. */
    static List<BridgeHop> hops(Turn turn, int segment, @Nullable PciIdentity identity) {
        List<BridgeHop> hops = new ArrayList<>();
        for (int depth = 1; identity != null && depth < identity.path().size(); depth++) {
            FunctionState bridge =
                    bridgeNow(turn, segment, identity.rootBus(), identity.path().subList(0, depth));
            if (bridge == null || bridge.bridge() == null) {
                return List.of();
            }
            BridgeBuses buses = bridge.bridge();
            hops.add(new BridgeHop(bridge.address(), buses.secondary(), buses.subordinate(), bridge.sequence()));
        }
        return hops;
    }

    /** Counts a function that is preserved (or taken back) at every bridge on its way. */
    static void below(Turn turn, DeviceState device, long more) {
        PciIdentity identity = device.identity();
        for (int depth = 1; identity != null && depth < identity.path().size(); depth++) {
            PathState path = path(
                    turn,
                    device.generation(),
                    device.address().segment(),
                    identity.rootBus(),
                    identity.path().subList(0, depth));
            if (path != null) {
                turn.put(path.below(Math.max(0, path.below() + more)));
            }
        }
    }

    /** User space is at work: the enumeration of the boot is over. */
    static void userSpace(Turn turn) {
        BusState buses = buses(turn, turn.boot().ordinal());
        if (buses.functions() > 0 && !buses.settled()) {
            turn.put(buses.behindTheFirstEnumeration());
            PlacementRules.miss(turn);
        }
    }

    // ---- what endangers the kexec ----

    /** Risks of a preserved function's address, and of the bridges while anything is preserved. */
    static void risks(Turn turn, PciAddress address) {
        if (dynamic(address.segment())) {
            turn.raise(
                    FindingCatalogue.RISK_SEGMENT,
                    turn.number(turn.boot().outgoing()),
                    "device " + address,
                    "a segment that the firmware numbers",
                    "segment 0x%x, numbered by the kernel".formatted(address.segment()));
        }
        tellOdd(turn);
    }

    /** Risks of what the preserved function is. */
    static void risks(Turn turn, DeviceState device, FunctionState function) {
        if (function.virtual()) {
            risk(turn, FindingCatalogue.RISK_VF, device, function, "a physical function", "a virtual function");
        }
        if (usesAri(turn, function)) {
            risk(
                    turn,
                    FindingCatalogue.RISK_ARI,
                    device,
                    function,
                    "device 0 below a PCI Express port",
                    "device number " + (device.address().devfn() >>> 3) + ": it depends on ARI forwarding");
        }
        ControlRules.risks(turn, device, function);
    }

    private static void risk(
            Turn turn, FindingKind kind, DeviceState device, FunctionState function, String expected, String found) {
        turn.raise(
                kind,
                turn.number(device.generation()),
                device.subject(),
                expected,
                found,
                device.firstSequence(),
                function.sequence());
    }

    private static boolean usesAri(Turn turn, FunctionState function) {
        List<Integer> path = function.identity().path();
        // a switch has a port for each device number
        if (path.size() < 2 || function.bridge() != null || function.address().devfn() >>> 3 == 0) {
            return false;
        }
        FunctionState above = bridgeNow(
                turn, function.address().segment(), function.identity().rootBus(), path.subList(0, path.size() - 1));
        return above != null && above.port();
    }

    /** A bridge of the running kernel: remembers it when it came late, or when its numbers aren't right. */
    static void bridge(Turn turn, FunctionState function, BridgeBuses buses) {
        BusState known = buses(turn, turn.boot().ordinal());
        if (function.added()) {
            known = known.withAdded(new BusState.BridgeNote(
                    function.address(), function.identity().path(), function.sequence()));
        }
        String odd = odd(turn, function, buses);
        if (odd != null) {
            known = known.with(new BusState.OddBridge(function.address(), odd, function.sequence()));
        }
        turn.put(known);
        if (odd != null) {
            tellOdd(turn);
        }
    }

    private static @Nullable String odd(Turn turn, FunctionState function, BridgeBuses buses) {
        if (buses.secondary() == 0) {
            return "no bus numbers";
        }
        List<Integer> path = function.identity().path();
        FunctionState above = path.size() < 2
                ? null
                : bridgeNow(
                        turn,
                        function.address().segment(),
                        function.identity().rootBus(),
                        path.subList(0, path.size() - 1));
        BridgeBuses outer = above == null ? null : above.bridge();
        if (outer == null || (buses.secondary() > outer.secondary() && buses.subordinate() <= outer.subordinate())) {
            return null;
        }
        return "buses " + BridgeHop.buses(buses.secondary(), buses.subordinate()) + " below a bridge with "
                + BridgeHop.buses(outer.secondary(), outer.subordinate());
    }

    private static void tellOdd(Turn turn) {
        BusState buses = buses(turn, turn.boot().ordinal());
        if (buses.held() == 0 || buses.odd().size() <= buses.oddTold()) {
            return;
        }
        for (BusState.OddBridge odd :
                buses.odd().subList(buses.oddTold(), buses.odd().size())) {
            turn.raise(
                    FindingCatalogue.RISK_BRIDGE,
                    turn.number(turn.boot().outgoing()),
                    "bridge " + odd.address(),
                    "bus numbers inside those of the bridge above it",
                    odd.found(),
                    odd.sequence());
        }
        turn.put(buses.told());
    }

    // ---- what the kexec changed ----

    /** The numbers of a bridge on the way to a promised function, against what the kernel before had. */
    static void compare(Turn turn, FunctionState function, PathState was) {
        long generation = turn.boot().incoming();
        BridgeBuses now = function.bridge();
        FunctionState before = was.below() == 0 ? null : function(turn, generation - 1, was.address());
        BridgeBuses then = before == null ? null : before.bridge();
        if (before == null
                || then == null
                || now == null
                || turn.update(generation) == null
                || (then.secondary() == now.secondary() && then.subordinate() == now.subordinate())) {
            return;
        }
        turn.raise(
                FindingCatalogue.BRIDGE_BUSES,
                turn.number(generation),
                "bridge " + before.address(),
                "buses " + BridgeHop.buses(then.secondary(), then.subordinate()),
                "buses " + BridgeHop.buses(now.secondary(), now.subordinate()),
                before.sequence());
    }
}
