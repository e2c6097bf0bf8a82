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
        judge(turn, function, Origin.of(turn, function));
        if (before == null && Origin.tellsHierarchy(function)) {
            reconsider(turn, function);
        }
        if (body.bridge() != null) {
            BusRules.bridge(turn, function, body.bridge());
        }
    }

    private static void remember(Turn turn, PciAddress address, PciIdentity identity) {
        PathState now = PathState.of(turn.host(), turn.boot().outgoing(), address, identity);
        PathState before = (PathState) turn.get(now.key());
        turn.put(before == null ? now : now.below(before.below()));
    }

    /** What the kexec made of it. */
    private static void judge(Turn turn, FunctionState function, Origin origin) {
        if (VirtualRules.numbered(function)) {
            VirtualRules.place(turn, function, origin);
        } else {
            place(turn, function, origin);
        }
        PathState was = origin.certain();
        if (was != null) {
            BusRules.compare(turn, function, was);
            ControlRules.compare(turn, function, was);
        }
    }

    /** A host bridge tells which hierarchy has this segment's number now: also of what was enumerated before it. */
    private static void reconsider(Turn turn, FunctionState host) {
        turn.scan(EntityKey.prefix(EntityKind.FUNCTION, turn.host(), host.generation()), entity -> {
            if (entity instanceof FunctionState function
                    && function.address().segment() == host.address().segment()
                    && !function.address().equals(host.address())) {
                Origin origin = Origin.of(turn, function);
                if (origin.byHierarchy()) {
                    judge(turn, function, origin);
                }
            }
        });
    }

    static void place(Turn turn, FunctionState function, Origin origin) {
        DeviceState here = device(turn, function.address());
        if (here != null && here.identity() != null) {
            compare(turn, here, here.identity(), function, origin);
        }
        PathState was = origin.certain();
        if (was != null && !was.address().equals(function.address())) {
            moved(turn, was.address(), function);
        } else if (origin.fresh() && function.virtual()) {
            anotherStride(turn, function);
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

    /** The enumeration is over: what wasn't in it is missing, unless the source doesn't show all of it. */
    static void miss(Turn turn) {
        turn.scan(EntityKey.prefix(EntityKind.DEVICE, turn.host(), turn.boot().incoming()), entity -> {
            if (entity instanceof DeviceState device
                    && device.status() == DeviceStatus.PROMISED
                    && device.placement() == Placement.UNKNOWN
                    && device.identity() != null
                    && !device.identity().path().isEmpty()
                    && !turn.gapBehind(device.generation(), device.lastSequence())
                    && BusRules.function(turn, turn.boot().ordinal(), device.address()) == null) {
                missing(turn, device);
            }
        });
    }

    private static void missing(Turn turn, DeviceState promised) {
        turn.put(promised.missed(turn.sequence()));
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

    /** What is at the address of a promised function. What its file says of itself weighs more. */
    private static void compare(
            Turn turn, DeviceState promised, PciIdentity was, FunctionState function, Origin origin) {
        if (promised.placement() == Placement.WRONG_DEVICE) {
            return;
        }
        PciIdentity is = function.identity();
        boolean elsewhere = promised.elsewhere();
        PathState certain = origin.certain();
        if (certain != null && certain.address().equals(promised.address())) {
            turn.put(promised.placed(Placement.STABLE, promised.address(), turn.sequence()));
        } else if (origin.mayBe(promised) && !elsewhere) {
            turn.put(promised.placed(Placement.UNKNOWN, null, turn.sequence()));
        } else if (origin.fresh() && !elsewhere && alike(was, is)) {
            reparented(turn, promised, was, is);
        } else {
            replaced(turn, promised, was.toString(), is.toString());
        }
    }

    /** Whether one may be the other behind another bridge. */
    private static boolean alike(PciIdentity was, PciIdentity is) {
        return Origin.sameKind(was, is)
                && !was.path().isEmpty()
                && is.path().getLast().equals(was.path().getLast());
    }

    private static void reparented(Turn turn, DeviceState promised, PciIdentity was, PciIdentity is) {
        if (promised.placement() == Placement.REPARENTED) {
            return;
        }
        turn.put(promised.placed(Placement.REPARENTED, promised.address(), turn.sequence()));
        raise(turn, FindingCatalogue.DEVICE_REPARENTED, promised, was.toString(), is.toString());
        CauseRules.reparented(turn, promised, is);
    }

    /** Another function than the promised one is at its address. */
    static void replaced(Turn turn, DeviceState promised, String was, String is) {
        if (promised.placement() == Placement.REPLACED || promised.placement() == Placement.WRONG_DEVICE) {
            return;
        }
        PciAddress foundAt = promised.elsewhere() ? promised.foundAt() : null;
        turn.put(promised.placed(Placement.REPLACED, foundAt, turn.sequence()));
        raise(turn, FindingCatalogue.DEVICE_REPLACED, promised, was, is);
    }

    /** The promised function is at another address: said once, whatever sits at its own. */
    static void moved(Turn turn, PciAddress from, FunctionState now) {
        DeviceState device = device(turn, from);
        PciAddress address = now.address();
        if (device == null || !Origin.sameKind(device.identity(), now.identity())) {
            return;
        }
        if (device.placement() == Placement.STABLE && from.segment() != address.segment()) {
            // one like it, new in another segment
            return;
        }
        if (device.placement() == Placement.REPARENTED) {
            // what looked like it at the old address is another one of its kind
            FunctionState there = BusRules.function(turn, turn.boot().ordinal(), from);
            replaced(
                    turn,
                    device,
                    String.valueOf(device.identity()),
                    there == null ? "another function" : there.identity().toString());
        }
        Placement placement = switch (device.placement()) {
            case REPLACED, REPARENTED -> Placement.REPLACED;
            case WRONG_DEVICE -> Placement.WRONG_DEVICE;
            case STABLE, MOVED, MISSING, UNKNOWN -> Placement.MOVED;
        };
        turn.put(device.placed(placement, address, turn.sequence()));
        if (!device.elsewhere()) {
            boolean sameSegment = from.segment() == address.segment();
            raise(
                    turn,
                    sameSegment ? FindingCatalogue.DEVICE_MOVED : FindingCatalogue.SEGMENT_CHANGED,
                    device,
                    from.toString(),
                    address.toString());
            CauseRules.moved(turn, device, now);
        }
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
                    && Origin.sameKind(device.identity(), now.identity())
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

    private static void raise(Turn turn, FindingKind kind, DeviceState device, String expected, String found) {
        turn.raise(kind, turn.number(device.generation()), device.subject(), expected, found, device.firstSequence());
    }
}
