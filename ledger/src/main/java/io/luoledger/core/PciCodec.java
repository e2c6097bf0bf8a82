package io.luoledger.core;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The PCI part of {@link StateCodec}. */
final class PciCodec {
    private PciCodec() {}

    static void write(StateWriter out, DeviceState device) {
        out.number(device.generation());
        address(out, device.address());
        out.flag(device.identity() != null);
        if (device.identity() != null) {
            identity(out, device.identity());
        }
        out.flag(device.byFile())
                .flag(device.frozen())
                .flag(device.virtual())
                .number(device.bridges().size());
        for (BridgeHop hop : device.bridges()) {
            address(out, hop.address());
            out.number(hop.secondary()).number(hop.subordinate()).number(hop.sequence());
        }
        out.flag(device.incoming()).name(device.status()).name(device.placement());
        maybeAddress(out, device.foundAt());
        out.number(device.missedAt())
                .name(device.dma())
                .number(device.dmaSequence())
                .number(device.firstSequence())
                .number(device.lastSequence());
    }

    static DeviceState device(StateReader in, String host) {
        return new DeviceState(
                host,
                in.number(),
                address(in),
                in.flag() ? identity(in) : null,
                in.flag(),
                in.flag(),
                in.flag(),
                hops(in),
                in.flag(),
                in.name(DeviceStatus.class),
                in.name(Placement.class),
                maybeAddress(in),
                in.number(),
                in.name(DmaStatus.class),
                in.number(),
                in.number(),
                in.number());
    }

    private static List<BridgeHop> hops(StateReader in) {
        List<BridgeHop> hops = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            hops.add(new BridgeHop(address(in), (int) in.number(), (int) in.number(), in.number()));
        }
        return hops;
    }

    static void write(StateWriter out, FunctionState function) {
        out.number(function.generation());
        address(out, function.address());
        identity(out, function.identity());
        BridgeBuses bridge = function.bridge();
        out.flag(bridge != null);
        if (bridge != null) {
            out.number(bridge.primary()).number(bridge.secondary()).number(bridge.subordinate());
        }
        out.flag(function.port())
                .flag(function.virtual())
                .flag(function.added())
                .maybe(longOf(function.acsControl()))
                .flag(function.ariForwarding() != null)
                .flag(Boolean.TRUE.equals(function.ariForwarding()));
        VirtualOf virtual = function.virtualOf();
        out.flag(virtual != null);
        if (virtual != null) {
            address(out, virtual.physical());
            out.maybe(longOf(virtual.number()));
        }
        out.number(function.sequence());
    }

    static FunctionState function(StateReader in, String host) {
        return new FunctionState(
                host,
                in.number(),
                address(in),
                identity(in),
                in.flag() ? new BridgeBuses((int) in.number(), (int) in.number(), (int) in.number()) : null,
                in.flag(),
                in.flag(),
                in.flag(),
                intOf(in.maybeNumber()),
                known(in.flag(), in.flag()),
                in.flag() ? new VirtualOf(address(in), intOf(in.maybeNumber())) : null,
                in.number());
    }

    private static @Nullable Boolean known(boolean known, boolean value) {
        return known ? (Boolean) value : null;
    }

    static void write(StateWriter out, PathState path) {
        out.number(path.generation()).number(path.segment()).maybe(longOf(path.rootBus()));
        numbers(out, path.path());
        address(out, path.address());
        out.number(path.below());
    }

    static PathState path(StateReader in, String host) {
        return new PathState(
                host, in.number(), (int) in.number(), intOf(in.maybeNumber()), numbers(in), address(in), in.number());
    }

    static void write(StateWriter out, BusState buses) {
        out.number(buses.generation())
                .number(buses.functions())
                .flag(buses.settled())
                .number(buses.odd().size());
        for (BusState.OddBridge odd : buses.odd()) {
            address(out, odd.address());
            out.text(odd.found()).number(odd.sequence());
        }
        out.number(buses.oddTold());
        notes(out, buses.added());
        notes(out, buses.reset());
        out.number(buses.held());
    }

    private static void notes(StateWriter out, List<BusState.BridgeNote> notes) {
        out.number(notes.size());
        for (BusState.BridgeNote note : notes) {
            address(out, note.address());
            numbers(out, note.path());
            out.number(note.sequence());
        }
    }

    private static List<BusState.BridgeNote> notes(StateReader in) {
        List<BusState.BridgeNote> notes = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            notes.add(new BusState.BridgeNote(address(in), numbers(in), in.number()));
        }
        return notes;
    }

    static BusState buses(StateReader in, String host) {
        long generation = in.number();
        long functions = in.number();
        boolean settled = in.flag();
        List<BusState.OddBridge> odd = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            odd.add(new BusState.OddBridge(address(in), in.text(), in.number()));
        }
        return new BusState(
                host, generation, functions, settled, odd, (int) in.number(), notes(in), notes(in), in.number());
    }

    private static void address(StateWriter out, PciAddress address) {
        out.number(address.segment()).number(address.bdf());
    }

    private static PciAddress address(StateReader in) {
        return new PciAddress((int) in.number(), (int) in.number());
    }

    static void maybeAddress(StateWriter out, @Nullable PciAddress address) {
        out.flag(address != null);
        if (address != null) {
            address(out, address);
        }
    }

    static @Nullable PciAddress maybeAddress(StateReader in) {
        return in.flag() ? address(in) : null;
    }

    private static void identity(StateWriter out, PciIdentity identity) {
        numbers(out, identity.path());
        out.maybe(longOf(identity.rootBus())).number(identity.vendor()).number(identity.device());
    }

    private static PciIdentity identity(StateReader in) {
        return new PciIdentity(numbers(in), intOf(in.maybeNumber()), (int) in.number(), (int) in.number());
    }

    private static void numbers(StateWriter out, List<Integer> numbers) {
        out.number(numbers.size());
        numbers.forEach(out::number);
    }

    private static List<Integer> numbers(StateReader in) {
        List<Integer> numbers = new ArrayList<>();
        for (long i = in.number(); i > 0; i--) {
            numbers.add((int) in.number());
        }
        return numbers;
    }

    private static @Nullable Long longOf(@Nullable Integer number) {
        return number == null ? null : Long.valueOf(number);
    }

    private static @Nullable Integer intOf(@Nullable Long number) {
        return number == null ? null : (Integer) number.intValue();
    }
}
