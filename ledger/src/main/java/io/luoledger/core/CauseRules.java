package io.luoledger.core;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciIdentity;
import io.luoledger.finding.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a preserved function isn't where it was: traced through what the events tell of the bridges on its way. */
final class CauseRules {
    private CauseRules() {}

    /** The function is at another address. */
    static void moved(Turn turn, DeviceState device, FunctionState now) {
        if (device.address().segment() != now.address().segment()) {
            if (BusRules.dynamic(device.address().segment())) {
                raise(
                        turn,
                        FindingCatalogue.CAUSE_SEGMENT,
                        device,
                        "segment 0x%x".formatted(device.address().segment()),
                        "segment 0x%x".formatted(now.address().segment()),
                        now.sequence());
            }
            return;
        }
        if (device.virtual() && VirtualRules.tellStride(turn, device, now)) {
            return;
        }
        hotPlug(turn, device, null);
        bridges(turn, device);
    }

    /** A virtual function isn't made again where it was. */
    static void virtual(Turn turn, DeviceState device, String expected, String found, long evidence) {
        raise(turn, FindingCatalogue.CAUSE_VF, device, expected, found, evidence);
    }

    /** The function is at the same address, and the way to it is another. */
    static void reparented(Turn turn, DeviceState device, PciIdentity now) {
        hotPlug(turn, device, now.path());
        bridges(turn, device);
    }

    /** The function is nowhere. */
    static void missing(Turn turn, DeviceState device, PciIdentity was) {
        if (device.virtual()) {
            raise(
                    turn,
                    FindingCatalogue.CAUSE_VF,
                    device,
                    "virtual functions that outlive the kexec",
                    "not made again",
                    device.firstSequence());
        }
        bridges(turn, device);
    }

    /** A bridge that came while the outgoing kernel ran; on this way, if one is given. */
    private static void hotPlug(Turn turn, DeviceState device, @Nullable List<Integer> way) {
        for (BusState.BridgeNote added :
                BusRules.buses(turn, turn.boot().incoming() - 1).added()) {
            boolean on = way == null
                    || (way.size() > added.path().size()
                            && way.subList(0, added.path().size()).equals(added.path()));
            if (on && added.address().segment() == device.address().segment()) {
                raise(
                        turn,
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
    private static void bridges(Turn turn, DeviceState device) {
        PciIdentity identity = device.identity();
        for (int depth = 1; identity != null && depth <= device.bridges().size(); depth++) {
            BridgeHop was = device.bridges().get(depth - 1);
            FunctionState now = BusRules.bridgeNow(
                    turn,
                    device.address().segment(),
                    identity.rootBus(),
                    identity.path().subList(0, depth));
            BridgeBuses buses = now == null ? null : now.bridge();
            if (now == null || buses == null) {
                return;
            }
            if (buses.secondary() != was.secondary()) {
                changed(turn, device, was, now, buses);
                return;
            }
        }
    }

    private static void changed(Turn turn, DeviceState device, BridgeHop was, FunctionState now, BridgeBuses buses) {
        long reset = BusRules.buses(turn, turn.boot().incoming() - 1).reset().stream()
                .filter(note -> note.address().equals(was.address()))
                .mapToLong(BusState.BridgeNote::sequence)
                .max()
                .orElse(0);
        boolean lost = buses.secondary() == 0 || reset > 0;
        raise(
                turn,
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
            Turn turn, FindingKind kind, DeviceState device, String expected, String found, long... evidence) {
        turn.raise(kind, turn.number(device.generation()), device.subject(), expected, found, evidence);
    }
}
