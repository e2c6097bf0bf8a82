package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciIdentity;
import io.luoledger.finding.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a preserved function isn't where it was: traced through what the events tell of the bridges on its way. */
final class CauseRules {
    private CauseRules() {}

    /** The function is at another address. */
    static void moved(HostFold fold, DeviceState device, FunctionState now) {
        if (device.address().segment() != now.address().segment()) {
            if (Topology.dynamic(device.address().segment())) {
                raise(
                        fold,
                        FindingCatalogue.CAUSE_SEGMENT,
                        device,
                        "segment 0x%x".formatted(device.address().segment()),
                        "segment 0x%x".formatted(now.address().segment()),
                        now.sequence());
            }
            return;
        }
        if (device.virtual() && tellStride(fold, device, now)) {
            return;
        }
        hotPlug(fold, device, null);
        bridges(fold, device);
    }

    /** A virtual function isn't made again where it was. */
    private static void virtual(HostFold fold, DeviceState device, String expected, String found, long evidence) {
        raise(fold, FindingCatalogue.CAUSE_VF, device, expected, found, evidence);
    }

    /** Says why it moved, where its distance from its physical function tells; false when that is the same as before. */
    private static boolean tellStride(HostFold fold, DeviceState device, FunctionState now) {
        FunctionState was = Topology.before(fold, device.address());
        VirtualOf then = was == null ? null : was.virtualOf();
        VirtualOf of = now.virtualOf();
        if (then == null || of == null || then.number() == null || of.number() == null) {
            virtual(
                    fold,
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
        virtual(
                fold,
                device,
                (was == null ? now : was).described() + " at distance " + before,
                "at distance " + after + ", " + now.address(),
                now.sequence());
        return true;
    }

    /** The function is at the same address, and the way to it is another. */
    static void reparented(HostFold fold, DeviceState device, PciIdentity now) {
        hotPlug(fold, device, now.path());
        bridges(fold, device);
    }

    /** The function is nowhere. */
    static void missing(HostFold fold, DeviceState device, PciIdentity was) {
        if (device.virtual()) {
            raise(
                    fold,
                    FindingCatalogue.CAUSE_VF,
                    device,
                    "virtual functions that outlive the kexec",
                    "not made again",
                    device.firstSequence());
        }
        bridges(fold, device);
    }

    /** A bridge that came while the outgoing kernel ran; on this way, if one is given. */
    private static void hotPlug(HostFold fold, DeviceState device, @Nullable List<Integer> way) {
        for (BusState.BridgeNote added : fold.buses(fold.boot().incoming() - 1).added()) {
            boolean on = way == null
                    || (way.size() > added.path().size()
                            && way.subList(0, added.path().size()).equals(added.path()));
            if (on && added.address().segment() == device.address().segment()) {
                raise(
                        fold,
                        FindingCatalogue.CAUSE_HOT_PLUG,
                        device,
                        "the bridges of the outgoing kernel's boot",
                        "bridge " + added.address() + ", added while it ran",
                        added.sequence());
                return;
            }
        }
    }

    /** The first bridge on the way, from the root, that isn't what it was. */
    private static void bridges(HostFold fold, DeviceState device) {
        PciIdentity identity = device.identity();
        for (int depth = 1; identity != null && depth <= device.bridges().size(); depth++) {
            BridgeHop was = device.bridges().get(depth - 1);
            FunctionState now = Topology.bridgeNow(
                    fold,
                    device.address().segment(),
                    identity.rootBus(),
                    identity.path().subList(0, depth));
            BridgeBuses buses = now == null ? null : now.bridge();
            if (now == null || buses == null) {
                return;
            }
            if (buses.secondary() != was.secondary()) {
                changed(fold, device, was, now, buses);
                return;
            }
        }
    }

    private static void changed(
            HostFold fold, DeviceState device, BridgeHop was, FunctionState now, BridgeBuses buses) {
        long reset = fold.buses(fold.boot().incoming() - 1).reset().stream()
                .filter(note -> note.address().equals(was.address()))
                .mapToLong(BusState.BridgeNote::sequence)
                .max()
                .orElse(0);
        boolean lost = buses.secondary() == 0 || reset > 0;
        raise(
                fold,
                lost ? FindingCatalogue.CAUSE_BRIDGE_LOST : FindingCatalogue.CAUSE_RENUMBERED,
                device,
                "bridge " + was.address() + " with buses " + BridgeHop.buses(was.secondary(), was.subordinate()),
                "buses " + BridgeHop.buses(buses.secondary(), buses.subordinate())
                        + (reset > 0 ? ", after a reset" : ""),
                was.sequence(),
                reset > 0 ? reset : was.sequence(),
                now.sequence());
    }

    private static void raise(
            HostFold fold, FindingKind kind, DeviceState device, String expected, String found, long... evidence) {
        fold.raise(kind, fold.number(device.generation()), device.subject(), expected, found, evidence);
    }
}
