package io.luoledger.core;

import io.luoledger.event.PciAddress;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of the PCI buses of one boot.
 *
 * @param generation the boot's ordinal
 * @param functions how many functions were told with their path
 * @param settled whether user space is at work, so that what is enumerated now was added while the kernel ran
 * @param odd bridges that a kexec may not leave as they are, the first ones
 * @param oddTold how many of them findings told
 * @param added bridges that came while the kernel ran, the first ones
 * @param reset bridges that were reset, the first ones
 * @param held how many functions are preserved
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false, enableWither = false)
public record BusState(
        String host,
        long generation,
        long functions,
        boolean settled,
        List<OddBridge> odd,
        int oddTold,
        List<BridgeNote> added,
        List<BridgeNote> reset,
        long held)
        implements Entity {
    private static final int MOST = 8;

    /** Something that happened to a bridge. */
    public record BridgeNote(PciAddress address, List<Integer> path, long sequence) {
        public BridgeNote {
            path = List.copyOf(path);
        }
    }

    /** A bridge whose bus numbers aren't right, and what they are. */
    public record OddBridge(PciAddress address, String found, long sequence) {}

    public BusState {
        odd = List.copyOf(odd);
        added = List.copyOf(added);
        reset = List.copyOf(reset);
    }

    static BusState of(String host, long generation) {
        return new BusState(host, generation, 0, false, List.of(), 0, List.of(), List.of(), 0);
    }

    BusState counted() {
        return copy().functions(functions + 1).build();
    }

    BusState behindTheFirstEnumeration() {
        return copy().settled(true).build();
    }

    BusState with(OddBridge one) {
        boolean known = odd.stream().anyMatch(o -> o.address().equals(one.address()));
        return known ? this : copy().odd(plus(odd, one)).build();
    }

    BusState told() {
        return copy().oddTold(odd.size()).build();
    }

    BusState withAdded(BridgeNote one) {
        return copy().added(plus(added, one)).build();
    }

    BusState withReset(BridgeNote one) {
        return copy().reset(plus(reset, one)).build();
    }

    BusState holding(long more) {
        return copy().held(Math.max(0, held + more)).build();
    }

    private BusStateBuilder copy() {
        return BusStateBuilder.builder(this);
    }

    private static <T> List<T> plus(List<T> some, T one) {
        if (some.size() >= MOST) {
            return some;
        }
        List<T> more = new ArrayList<>(some);
        more.add(one);
        return more;
    }

    @Override
    public EntityKind kind() {
        return EntityKind.BUSES;
    }

    @Override
    public EntityKey key() {
        return key(host, generation);
    }

    static EntityKey key(String host, long generation) {
        return EntityKey.of(EntityKind.BUSES, host, generation);
    }
}
