package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.finding.FindingKind;
import java.util.List;

/**
 * Where preserved functions are: the promise is made by address, so what the incoming kernel enumerates is compared with
 * what the outgoing one had there, and with where the outgoing one had it. A function is told by its path of
 * device.function numbers from the root, with vendor and device as a check.
 */
final class PlacementRules {
    private PlacementRules() {}

    static void place(HostFold fold, FunctionState function, Origin origin) {
        DeviceState here = Topology.promised(fold, function.address());
        if (here != null && here.identity() != null) {
            compare(fold, here, here.identity(), function, origin);
        }
        PathState was = origin.certain();
        if (was != null && !was.address().equals(function.address())) {
            moved(fold, was.address(), function);
        } else if (origin.fresh() && function.virtual()) {
            anotherStride(fold, function);
        }
    }

    /** Nothing is where it was. */
    static void missing(HostFold fold, DeviceState promised) {
        fold.put(promised.missed(fold.sequence()));
        raise(
                fold,
                FindingCatalogue.DEVICE_MISSING,
                promised,
                promised.identity() == null ? "a function" : promised.identity().toString(),
                "no function");
        if (promised.identity() != null) {
            CauseRules.missing(fold, promised, promised.identity());
        }
    }

    // ---- another one, or elsewhere ----

    /** What is at the address of a promised function. What its file says of itself weighs more. */
    private static void compare(
            HostFold fold, DeviceState promised, PciIdentity was, FunctionState function, Origin origin) {
        if (promised.placement() == Placement.WRONG_DEVICE) {
            return;
        }
        PciIdentity is = function.identity();
        boolean elsewhere = promised.elsewhere();
        PathState certain = origin.certain();
        if (certain != null && certain.address().equals(promised.address())) {
            fold.put(promised.placed(Placement.STABLE, promised.address(), fold.sequence()));
        } else if (origin.mayBe(promised) && !elsewhere) {
            fold.put(promised.placed(Placement.UNKNOWN, null, fold.sequence()));
        } else if (origin.fresh() && !elsewhere && alike(was, is)) {
            reparented(fold, promised, was, is);
        } else {
            replaced(fold, promised, was.toString(), is.toString());
        }
    }

    /** Whether one may be the other behind another bridge. */
    private static boolean alike(PciIdentity was, PciIdentity is) {
        return Origin.sameKind(was, is)
                && !was.path().isEmpty()
                && is.path().getLast().equals(was.path().getLast());
    }

    private static void reparented(HostFold fold, DeviceState promised, PciIdentity was, PciIdentity is) {
        if (promised.placement() == Placement.REPARENTED) {
            return;
        }
        fold.put(promised.placed(Placement.REPARENTED, promised.address(), fold.sequence()));
        raise(fold, FindingCatalogue.DEVICE_REPARENTED, promised, was.toString(), is.toString());
        CauseRules.reparented(fold, promised, is);
    }

    /** Another function than the promised one is at its address. */
    static void replaced(HostFold fold, DeviceState promised, String was, String is) {
        if (promised.placement() == Placement.REPLACED || promised.placement() == Placement.WRONG_DEVICE) {
            return;
        }
        PciAddress foundAt = promised.elsewhere() ? promised.foundAt() : null;
        fold.put(promised.placed(Placement.REPLACED, foundAt, fold.sequence()));
        raise(fold, FindingCatalogue.DEVICE_REPLACED, promised, was, is);
    }

    /** The promised function is at another address: said once, whatever sits at its own. */
    static void moved(HostFold fold, PciAddress from, FunctionState now) {
        DeviceState device = Topology.promised(fold, from);
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
            FunctionState there = fold.function(fold.boot().ordinal(), from);
            replaced(
                    fold,
                    device,
                    String.valueOf(device.identity()),
                    there == null ? "another function" : there.identity().toString());
        }
        Placement placement = switch (device.placement()) {
            case REPLACED, REPARENTED -> Placement.REPLACED;
            case WRONG_DEVICE -> Placement.WRONG_DEVICE;
            case STABLE, MOVED, MISSING, UNKNOWN -> Placement.MOVED;
        };
        fold.put(device.placed(placement, address, fold.sequence()));
        if (!device.elsewhere()) {
            boolean sameSegment = from.segment() == address.segment();
            raise(
                    fold,
                    sameSegment ? FindingCatalogue.DEVICE_MOVED : FindingCatalogue.SEGMENT_CHANGED,
                    device,
                    from.toString(),
                    address.toString());
            CauseRules.moved(fold, device, now);
        }
    }

    /**
     * A virtual function that the outgoing kernel didn't have, where the source doesn't tell which one it is: the first
     * missing one of its kind below the same bridge.
     */
    private static void anotherStride(HostFold fold, FunctionState now) {
        List<Integer> above = above(now.identity());
        fold.devices(fold.boot().incoming()).stream()
                .filter(device -> device.virtual()
                        && Topology.promised(device)
                        && (device.placement() == Placement.UNKNOWN || device.placement() == Placement.MISSING)
                        && device.address().segment() == now.address().segment()
                        && device.identity() != null
                        && Origin.sameKind(device.identity(), now.identity())
                        && above(device.identity()).equals(above)
                        && fold.function(fold.boot().ordinal(), device.address()) == null)
                .findFirst()
                .ifPresent(device -> moved(fold, device.address(), now));
    }

    private static List<Integer> above(PciIdentity identity) {
        return identity.path().subList(0, identity.path().size() - 1);
    }

    private static void raise(HostFold fold, FindingKind kind, DeviceState device, String expected, String found) {
        fold.raise(kind, fold.number(device.generation()), device.subject(), expected, found, device.firstSequence());
    }
}
