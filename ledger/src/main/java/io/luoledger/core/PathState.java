package io.luoledger.core;

import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the outgoing kernel had what hangs at the end of a path: the way from a function's identity to its address.
 *
 * @param generation of what that kernel hands over
 * @param path device.function numbers from the root bus
 * @param address where the function at its end was
 * @param below preserved functions at its end or below it
 */
public record PathState(
        String host,
        long generation,
        int segment,
        @Nullable Integer rootBus,
        List<Integer> path,
        PciAddress address,
        long below)
        implements Entity {
    public PathState {
        path = List.copyOf(path);
    }

    static PathState of(String host, long generation, PciAddress address, PciIdentity identity) {
        return new PathState(host, generation, address.segment(), identity.rootBus(), identity.path(), address, 0);
    }

    PathState below(long newBelow) {
        return new PathState(host, generation, segment, rootBus, path, address, newBelow);
    }

    @Override
    public EntityKind kind() {
        return EntityKind.PATH;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, segment, rootBus, path);
    }

    static EntityKey key(String host, long generation, int segment, @Nullable Integer rootBus, List<Integer> path) {
        return EntityKey.path(host, generation, text(path), String.valueOf(rootBus), segment);
    }

    /** This path under every segment. */
    static Scope anySegment(String host, long generation, PciIdentity identity) {
        return EntityKey.prefix(
                EntityKind.PATH, host, generation, text(identity.path()), String.valueOf(identity.rootBus()));
    }

    private static String text(List<Integer> path) {
        return path.stream().map("%02x"::formatted).collect(Collectors.joining("/"));
    }
}
