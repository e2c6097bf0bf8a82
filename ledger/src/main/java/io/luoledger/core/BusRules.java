package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.finding.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buses that lead to preserved functions: their bridges' numbers have to be the same in the incoming kernel, and some
 * things that endanger them can be seen before the kexec.
 */
final class BusRules {
    private BusRules() {}

    /** Counts a function that is preserved (or taken back) at every bridge on its way. */
    static void below(HostFold fold, DeviceState device, long more) {
        PciIdentity identity = device.identity();
        for (int depth = 1; identity != null && depth < identity.path().size(); depth++) {
            PathState path = fold.path(
                    device.generation(),
                    device.address().segment(),
                    identity.rootBus(),
                    identity.path().subList(0, depth));
            if (path != null) {
                fold.put(path.below(Math.max(0, path.below() + more)));
            }
        }
    }

    /** The device with what its enumeration tells of it, whichever of the two came first. */
    static void known(HostFold fold, DeviceState device, FunctionState function, boolean count) {
        DeviceState known = device.known(
                function.identity(),
                function.virtual(),
                Topology.hops(fold, device.address().segment(), function.identity()),
                fold.sequence());
        fold.put(known);
        if (count) {
            below(fold, known, 1);
        }
        risks(fold, known, function);
    }

    // ---- what endangers the kexec ----

    /** Risks of a preserved function's address, and of the bridges while anything is preserved. */
    static void risks(HostFold fold, PciAddress address) {
        if (Topology.dynamic(address.segment())) {
            fold.raise(
                    FindingCatalogue.RISK_SEGMENT,
                    fold.number(fold.boot().outgoing()),
                    "device " + address,
                    "a segment that the firmware numbers",
                    "segment 0x%x, numbered by the kernel".formatted(address.segment()));
        }
        tellOdd(fold);
    }

    /** Risks of what the preserved function is. */
    static void risks(HostFold fold, DeviceState device, FunctionState function) {
        if (function.virtual()) {
            risk(fold, FindingCatalogue.RISK_VF, device, function, "a physical function", "a virtual function");
        }
        if (usesAri(fold, function)) {
            risk(
                    fold,
                    FindingCatalogue.RISK_ARI,
                    device,
                    function,
                    "device 0 below a PCI Express port",
                    "device number " + (device.address().devfn() >>> 3) + ": it depends on ARI forwarding");
        }
        ControlRules.risks(fold, device, function);
    }

    private static void risk(
            HostFold fold,
            FindingKind kind,
            DeviceState device,
            FunctionState function,
            String expected,
            String found) {
        fold.raise(
                kind,
                fold.number(device.generation()),
                device.subject(),
                expected,
                found,
                device.firstSequence(),
                function.sequence());
    }

    private static boolean usesAri(HostFold fold, FunctionState function) {
        List<Integer> path = function.identity().path();
        // a switch has a port for each device number
        if (path.size() < 2 || function.bridge() != null || function.address().devfn() >>> 3 == 0) {
            return false;
        }
        FunctionState above = Topology.bridgeNow(
                fold, function.address().segment(), function.identity().rootBus(), path.subList(0, path.size() - 1));
        return above != null && above.port();
    }

    /** A bridge of the running kernel: remembers it when it came late, or when its numbers aren't right. */
    static void bridge(HostFold fold, FunctionState function, BridgeBuses buses) {
        BusState known = fold.buses(fold.boot().ordinal());
        if (function.added()) {
            known = known.withAdded(new BusState.BridgeNote(
                    function.address(), function.identity().path(), function.sequence()));
        }
        String odd = odd(fold, function, buses);
        if (odd != null) {
            known = known.with(new BusState.OddBridge(function.address(), odd, function.sequence()));
        }
        fold.put(known);
        if (odd != null) {
            tellOdd(fold);
        }
    }

    private static @Nullable String odd(HostFold fold, FunctionState function, BridgeBuses buses) {
        if (buses.secondary() == 0) {
            return "no bus numbers";
        }
        List<Integer> path = function.identity().path();
        FunctionState above = path.size() < 2
                ? null
                : Topology.bridgeNow(
                        fold,
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

    private static void tellOdd(HostFold fold) {
        BusState buses = fold.buses(fold.boot().ordinal());
        if (buses.held() == 0 || buses.odd().size() <= buses.oddTold()) {
            return;
        }
        for (BusState.OddBridge odd :
                buses.odd().subList(buses.oddTold(), buses.odd().size())) {
            fold.raise(
                    FindingCatalogue.RISK_BRIDGE,
                    fold.number(fold.boot().outgoing()),
                    "bridge " + odd.address(),
                    "bus numbers inside those of the bridge above it",
                    odd.found(),
                    odd.sequence());
        }
        fold.put(buses.told());
    }

    // ---- what the kexec changed ----

    /** The numbers of a bridge on the way to a promised function, against what the kernel before had. */
    static void compare(HostFold fold, FunctionState function, PathState was) {
        long generation = fold.boot().incoming();
        BridgeBuses now = function.bridge();
        FunctionState before = was.below() == 0 ? null : fold.function(generation - 1, was.address());
        BridgeBuses then = before == null ? null : before.bridge();
        if (before == null
                || then == null
                || now == null
                || fold.update(generation) == null
                || (then.secondary() == now.secondary() && then.subordinate() == now.subordinate())) {
            return;
        }
        fold.raise(
                FindingCatalogue.BRIDGE_BUSES,
                fold.number(generation),
                "bridge " + before.address(),
                "buses " + BridgeHop.buses(then.secondary(), then.subordinate()),
                "buses " + BridgeHop.buses(now.secondary(), now.subordinate()),
                before.sequence());
    }
}
