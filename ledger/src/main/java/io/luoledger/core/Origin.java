package io.luoledger.core;

import io.luoledger.event.PciIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which function of the outgoing kernel a function of the incoming one is, told by its way from the root with vendor and
 * device. The number of a segment is no part of that: a controller with a segment of its own gets the next free number.
 * Where functions alike sat at the end of the same way in several segments, the host bridges tell the segments apart, or
 * nobody does.
 *
 * @param candidates where the outgoing kernel had what it may be: empty when it had nothing like it
 * @param byHierarchy whether there was one like it in more than one segment
 */
record Origin(List<PathState> candidates, boolean byHierarchy) {
    /** On every platform the host bridge, or what stands for it, is the first function of its root bus. */
    private static final List<Integer> HOST_BRIDGE = List.of(0);

    Origin {
        candidates = List.copyOf(candidates);
    }

    static Origin of(HostFold fold, FunctionState now) {
        List<PathState> alike = fold.paths(fold.boot().incoming(), now.identity()).stream()
                .filter(path -> sameKind(before(fold, path), now.identity()))
                .toList();
        return alike.size() < 2 ? new Origin(alike, false) : new Origin(inItsHierarchy(fold, now, alike), true);
    }

    /** Whether it tells of functions that were enumerated before it which segment they are in. */
    static boolean tellsHierarchy(FunctionState now) {
        return now.identity().path().equals(HOST_BRIDGE);
    }

    /** Whether the outgoing kernel had nothing like it. */
    boolean fresh() {
        return candidates.isEmpty();
    }

    /** Where the outgoing kernel had it; null when it is new, or when nobody can tell. */
    @Nullable
    PathState certain() {
        return candidates.size() == 1 ? candidates.getFirst() : null;
    }

    boolean mayBe(DeviceState device) {
        return candidates.stream().anyMatch(path -> path.address().equals(device.address()));
    }

    static boolean sameKind(@Nullable PciIdentity one, PciIdentity other) {
        return one != null && one.vendor() == other.vendor() && one.device() == other.device();
    }

    private static List<PathState> inItsHierarchy(HostFold fold, FunctionState now, List<PathState> alike) {
        PciIdentity host = hostNow(fold, now);
        if (host == null) {
            return alike;
        }
        List<PathState> fitting = alike.stream()
                .filter(path -> {
                    PciIdentity then = hostBefore(fold, path);
                    return then == null || sameKind(then, host);
                })
                .toList();
        int segment = now.address().segment();
        if (!Topology.dynamic(segment)) {
            // host bridges alike: the firmware's numbers outlive the kexec
            for (PathState path : fitting) {
                if (path.segment() == segment) {
                    return List.of(path);
                }
            }
        }
        return fitting.isEmpty() ? alike : fitting;
    }

    private static @Nullable PciIdentity hostNow(HostFold fold, FunctionState now) {
        FunctionState host =
                Topology.bridgeNow(fold, now.address().segment(), now.identity().rootBus(), HOST_BRIDGE);
        return host == null ? null : host.identity();
    }

    private static @Nullable PciIdentity hostBefore(HostFold fold, PathState path) {
        PathState host = fold.path(path.generation(), path.segment(), path.rootBus(), HOST_BRIDGE);
        return host == null ? null : before(fold, host);
    }

    /** What the outgoing kernel had at the end of this path, at the last. */
    private static @Nullable PciIdentity before(HostFold fold, PathState path) {
        DeviceState promised = Topology.promised(fold, path.address());
        if (promised != null
                && promised.identity() != null
                && promised.identity().path().equals(path.path())) {
            return promised.identity();
        }
        FunctionState function = fold.function(path.generation() - 1, path.address());
        return function != null && function.identity().path().equals(path.path()) ? function.identity() : null;
    }
}
