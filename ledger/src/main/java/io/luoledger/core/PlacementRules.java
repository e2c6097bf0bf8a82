package io.luoledger.core;

import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.finding.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where preserved functions are: the promise is made by address, so what the incoming kernel enumerates is compared with
 * what the outgoing one had there, and with where the outgoing one had it. A function is told by its path of
 * device.function numbers from the root, with vendor and device as a check.
 */
final class PlacementRules {
    private PlacementRules() {}

    static void enumerated(Turn turn, DeviceEnumerated body) {
        PciAddress address = body.address();
        PciIdentity identity = body.identity();
        if (identity.path().isEmpty()) {
            foundAgain(turn, address);
            return;
        }
        BusState buses = BusRules.buses(turn, turn.boot().ordinal());
        FunctionState before = BusRules.function(turn, turn.boot().ordinal(), address);
        FunctionState function = new FunctionState(
                turn.host(),
                turn.boot().ordinal(),
                address,
                identity,
                body.bridge(),
                "pcieport".equals(body.driver()),
                body.virtualFunction(),
                before == null ? buses.settled() : before.added(),
                body.acsControl(),
                body.ariForwarding(),
                body.virtualOf(),
                turn.sequence());
        turn.put(function);
        turn.put(buses.counted());
        remember(turn, address, identity);
        learn(turn, function);
        if (VirtualRules.numbered(function)) {
            VirtualRules.place(turn, function);
        } else {
            place(turn, function);
        }
        if (body.bridge() != null) {
            BusRules.bridge(turn, function, body.bridge());
        }
        ControlRules.enumerated(turn, function);
    }

    private static void remember(Turn turn, PciAddress address, PciIdentity identity) {
        PathState now = PathState.of(turn.host(), turn.boot().outgoing(), address, identity);
        PathState before = (PathState) turn.get(now.key());
        turn.put(before == null ? now : now.below(before.below()));
    }

    static void place(Turn turn, FunctionState function) {
        PciAddress address = function.address();
        PciIdentity identity = function.identity();
        long generation = turn.boot().incoming();
        DeviceState here = device(turn, address);
        if (here != null && here.identity() != null) {
            compare(turn, here, here.identity(), identity);
        }
        PathState was = BusRules.path(turn, generation, address.segment(), identity.rootBus(), identity.path());
        if (was != null) {
            if (!was.address().equals(address)) {
                moved(turn, was.address(), function);
            }
        } else {
            underAnotherSegment(turn, function);
            if (function.virtual()) {
                anotherStride(turn, function);
            }
        }
    }

    /** The function that was handed over at this address: of one that was taken back, or lost, no place was promised. */
    static @Nullable DeviceState device(Turn turn, PciAddress address) {
        return turn.get(DeviceState.key(turn.host(), turn.boot().incoming(), address)) instanceof DeviceState device
                        && promised(device)
                ? device
                : null;
    }

    static boolean promised(DeviceState device) {
        return switch (device.status()) {
            case PROMISED, RETRIEVED, RETRIEVE_FAILED, FINISHED, LEAKED -> true;
            case PRESERVED, UNPRESERVED, LOST -> false;
        };
    }

    /** Something is at the address, and the source doesn't tell which function: nothing to compare. */
    private static void foundAgain(Turn turn, PciAddress address) {
        DeviceState promised = device(turn, address);
        if (promised != null && promised.placement() == Placement.MISSING) {
            turn.put(promised.placed(Placement.UNKNOWN, null, turn.sequence()));
        }
    }

    /** A function that was preserved before its enumeration was told. */
    private static void learn(Turn turn, FunctionState function) {
        if (turn.get(DeviceState.key(turn.host(), turn.boot().outgoing(), function.address()))
                        instanceof DeviceState device
                && device.identity() == null) {
            DeviceRules.known(turn, device, function, device.status() == DeviceStatus.PRESERVED);
        }
    }

    // ---- missing ----

    /** Nothing is at the address: that is where a promised function is missing, unless it was found elsewhere. */
    static void removed(Turn turn, PciAddress address) {
        FunctionState known = BusRules.function(turn, turn.boot().ordinal(), address);
        if (known != null) {
            turn.forget(known);
        }
        DeviceState promised = device(turn, address);
        if (promised == null) {
            return;
        }
        switch (promised.placement()) {
            case UNKNOWN, STABLE -> missing(turn, promised);
            case MOVED, REPARENTED, MISSING, REPLACED, WRONG_DEVICE -> {
                // what became of the promised function is known already
            }
        }
    }

    /** The enumeration is over: what wasn't in it is missing. */
    static void miss(Turn turn) {
        turn.scan(EntityKey.prefix(EntityKind.DEVICE, turn.host(), turn.boot().incoming()), entity -> {
            if (entity instanceof DeviceState device
                    && device.status() == DeviceStatus.PROMISED
                    && device.placement() == Placement.UNKNOWN
                    && device.identity() != null
                    && !device.identity().path().isEmpty()) {
                missing(turn, device);
            }
        });
    }

    private static void missing(Turn turn, DeviceState promised) {
        turn.put(promised.placed(Placement.MISSING, null, turn.sequence()));
        raise(
                turn,
                FindingCatalogue.DEVICE_MISSING,
                promised,
                promised.identity() == null ? "a function" : promised.identity().toString(),
                "no function");
        if (promised.identity() != null) {
            CauseRules.missing(turn, promised, promised.identity());
        }
    }

    // ---- another one, or elsewhere ----

    private static void compare(Turn turn, DeviceState promised, PciIdentity was, PciIdentity is) {
        if (promised.placement() == Placement.WRONG_DEVICE) {
            // what the file itself said weighs more
            return;
        }
        if (is.equals(was)) {
            turn.put(promised.placed(Placement.STABLE, promised.address(), turn.sequence()));
            return;
        }
        // the function itself was seen elsewhere before: this is one like it
        boolean elsewhere = promised.placement() == Placement.MOVED;
        boolean sameFunction = !elsewhere
                && is.vendor() == was.vendor()
                && is.device() == was.device()
                && !is.path().isEmpty()
                && !was.path().isEmpty()
                && is.path().getLast().equals(was.path().getLast());
        Placement placement = sameFunction ? Placement.REPARENTED : Placement.REPLACED;
        if (placement == promised.placement()) {
            return;
        }
        turn.put(promised.placed(placement, null, turn.sequence()));
        raise(
                turn,
                sameFunction ? FindingCatalogue.DEVICE_REPARENTED : FindingCatalogue.DEVICE_REPLACED,
                promised,
                was.toString(),
                is.toString());
        if (sameFunction) {
            CauseRules.reparented(turn, promised, is);
        }
    }

    static void moved(Turn turn, PciAddress from, FunctionState now) {
        DeviceState device = device(turn, from);
        if (device == null || device.identity() == null || !same(device.identity(), now.identity())) {
            return;
        }
        PciAddress address = now.address();
        boolean causeTold = device.foundAt() != null && !device.foundAt().equals(device.address());
        switch (device.placement()) {
            case MOVED, WRONG_DEVICE -> turn.put(device.placed(device.placement(), address, turn.sequence()));
            case REPLACED -> {
                turn.put(device.placed(Placement.REPLACED, address, turn.sequence()));
                if (!causeTold) {
                    CauseRules.moved(turn, device, now);
                }
            }
            case REPARENTED -> {
                // what looked like it at the old address is another one of its kind
                turn.put(device.placed(Placement.REPLACED, address, turn.sequence()));
                raise(
                        turn,
                        FindingCatalogue.DEVICE_REPLACED,
                        device,
                        device.address().toString(),
                        address.toString());
            }
            case STABLE, MISSING, UNKNOWN -> {
                turn.put(device.placed(Placement.MOVED, address, turn.sequence()));
                boolean sameSegment = device.address().segment() == address.segment();
                raise(
                        turn,
                        sameSegment ? FindingCatalogue.DEVICE_MOVED : FindingCatalogue.SEGMENT_CHANGED,
                        device,
                        device.address().toString(),
                        address.toString());
                CauseRules.moved(turn, device, now);
            }
        }
    }

    private static boolean same(PciIdentity one, PciIdentity other) {
        return one.vendor() == other.vendor() && one.device() == other.device();
    }

    /** The outgoing kernel had nothing at this path of this segment: it may have had it under another segment. */
    private static void underAnotherSegment(Turn turn, FunctionState now) {
        turn.scan(PathState.anySegment(turn.host(), turn.boot().incoming(), now.identity()), entity -> {
            DeviceState device = entity instanceof PathState path ? device(turn, path.address()) : null;
            if (device != null
                    && (device.placement() == Placement.UNKNOWN || device.placement() == Placement.MISSING)) {
                moved(turn, device.address(), now);
            }
        });
    }

    /**
     * A virtual function that the outgoing kernel didn't have, where the source doesn't tell which one it is: the first
     * missing one of its kind below the same bridge.
     */
    private static void anotherStride(Turn turn, FunctionState now) {
        List<Integer> above = above(now.identity());
        boolean[] found = {false};
        turn.scan(EntityKey.prefix(EntityKind.DEVICE, turn.host(), turn.boot().incoming()), entity -> {
            if (!found[0]
                    && entity instanceof DeviceState device
                    && device.virtual()
                    && promised(device)
                    && (device.placement() == Placement.UNKNOWN || device.placement() == Placement.MISSING)
                    && device.address().segment() == now.address().segment()
                    && device.identity() != null
                    && same(device.identity(), now.identity())
                    && above(device.identity()).equals(above)
                    && BusRules.function(turn, turn.boot().ordinal(), device.address()) == null) {
                found[0] = true;
                moved(turn, device.address(), now);
            }
        });
    }

    private static List<Integer> above(PciIdentity identity) {
        return identity.path().subList(0, identity.path().size() - 1);
    }

    /** Another function than the promised one is at its address. */
    static void replaced(Turn turn, DeviceState promised, String was, String is) {
        if (promised.placement() == Placement.REPLACED || promised.placement() == Placement.WRONG_DEVICE) {
            return;
        }
        turn.put(promised.placed(Placement.REPLACED, null, turn.sequence()));
        raise(turn, FindingCatalogue.DEVICE_REPLACED, promised, was, is);
    }

    private static void raise(Turn turn, FindingKind kind, DeviceState device, String expected, String found) {
        turn.raise(kind, turn.number(device.generation()), device.subject(), expected, found, device.firstSequence());
    }
}
