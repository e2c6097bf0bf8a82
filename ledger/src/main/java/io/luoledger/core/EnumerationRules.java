package io.luoledger.core;

import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;

/** What a kernel's enumeration tells: each function as it comes, and with the first call of user space that none is left to come. */
final class EnumerationRules {
    private EnumerationRules() {}

    static void enumerated(HostFold fold, DeviceEnumerated body) {
        PciAddress address = body.address();
        PciIdentity identity = body.identity();
        if (identity.path().isEmpty()) {
            foundAgain(fold, address);
            return;
        }
        BusState buses = fold.buses(fold.boot().ordinal());
        FunctionState before = fold.function(fold.boot().ordinal(), address);
        FunctionState function = new FunctionState(
                fold.host(),
                fold.boot().ordinal(),
                address,
                identity,
                body.bridge(),
                "pcieport".equals(body.driver()),
                body.virtualFunction(),
                before == null ? buses.settled() : before.added(),
                body.acsControl(),
                body.ariForwarding(),
                body.virtualOf(),
                fold.sequence());
        fold.put(function);
        fold.put(buses.counted());
        remember(fold, address, identity);
        learn(fold, function);
        judge(fold, function, Origin.of(fold, function));
        if (before == null && Origin.tellsHierarchy(function)) {
            reconsider(fold, function);
        }
        if (body.bridge() != null) {
            BusRules.bridge(fold, function, body.bridge());
        }
    }

    private static void remember(HostFold fold, PciAddress address, PciIdentity identity) {
        PathState now = PathState.of(fold.host(), fold.boot().outgoing(), address, identity);
        PathState before = fold.path(now.generation(), now.segment(), now.rootBus(), now.path());
        fold.put(before == null ? now : now.below(before.below()));
    }

    /** What the kexec made of it. */
    private static void judge(HostFold fold, FunctionState function, Origin origin) {
        if (function.numbered()) {
            VirtualRules.place(fold, function, origin);
        } else {
            PlacementRules.place(fold, function, origin);
        }
        PathState was = origin.certain();
        if (was != null) {
            BusRules.compare(fold, function, was);
            ControlRules.compare(fold, function, was);
        }
    }

    /** A host bridge tells which hierarchy has this segment's number now: also of what was enumerated before it. */
    private static void reconsider(HostFold fold, FunctionState host) {
        for (FunctionState function : fold.functions(host.generation())) {
            if (function.address().segment() == host.address().segment()
                    && !function.address().equals(host.address())) {
                Origin origin = Origin.of(fold, function);
                if (origin.byHierarchy()) {
                    judge(fold, function, origin);
                }
            }
        }
    }

    /** Something is at the address, and the source doesn't tell which function: nothing to compare. */
    private static void foundAgain(HostFold fold, PciAddress address) {
        DeviceState promised = Topology.promised(fold, address);
        if (promised != null && promised.placement() == Placement.MISSING) {
            fold.put(promised.placed(Placement.UNKNOWN, null, fold.sequence()));
        }
    }

    /** A function that was preserved before its enumeration was told. */
    private static void learn(HostFold fold, FunctionState function) {
        DeviceState device = fold.device(fold.boot().outgoing(), function.address());
        if (device != null && device.identity() == null) {
            BusRules.known(fold, device, function, device.status() == DeviceStatus.PRESERVED);
        }
    }

    /** Nothing is at the address: that is where a promised function is missing, unless it was found elsewhere. */
    static void removed(HostFold fold, PciAddress address) {
        FunctionState known = fold.function(fold.boot().ordinal(), address);
        if (known != null) {
            fold.forget(known);
        }
        DeviceState promised = Topology.promised(fold, address);
        if (promised == null) {
            return;
        }
        switch (promised.placement()) {
            case UNKNOWN, STABLE -> PlacementRules.missing(fold, promised);
            case MOVED, REPARENTED, MISSING, REPLACED, WRONG_DEVICE -> {
                // what became of the promised function is known already
            }
        }
    }

    /** User space is at work: the enumeration of the boot is over. */
    static void userSpace(HostFold fold) {
        BusState buses = fold.knownBuses(fold.boot().ordinal());
        if (buses != null && buses.functions() > 0 && !buses.settled()) {
            fold.put(buses.behindTheFirstEnumeration());
            miss(fold);
        }
    }

    /** The enumeration is over: what wasn't in it is missing, unless the source doesn't show all of it. */
    private static void miss(HostFold fold) {
        for (DeviceState device : fold.devices(fold.boot().incoming())) {
            if (device.status() == DeviceStatus.PROMISED
                    && device.placement() == Placement.UNKNOWN
                    && device.identity() != null
                    && !device.identity().path().isEmpty()
                    && !fold.gapBehind(device.generation(), device.lastSequence())
                    && fold.function(fold.boot().ordinal(), device.address()) == null) {
                PlacementRules.missing(fold, device);
            }
        }
    }
}
