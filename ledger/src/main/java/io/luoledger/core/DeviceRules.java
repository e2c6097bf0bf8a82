package io.luoledger.core;

import io.luoledger.event.DeviceBody;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.DeviceBody.DeviceRemoved;
import io.luoledger.event.DeviceBody.DeviceReset;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.FileBody.FileIdentified;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import org.jspecify.annotations.Nullable;

/** What happens to preserved PCI functions with their files; the rest is with placement, buses and device life. */
final class DeviceRules {
    private DeviceRules() {}

    static void apply(Turn turn, DeviceBody body) {
        if (!body.result().ok()) {
            return;
        }
        switch (body) {
            case DeviceEnumerated enumerated -> {
                PlacementRules.enumerated(turn, enumerated);
                DeviceLifeRules.bound(turn, enumerated.address(), enumerated.driver());
            }
            case DeviceRemoved removed -> PlacementRules.removed(turn, removed.address());
            case DriverBound bound -> DeviceLifeRules.bound(turn, bound.address(), bound.driver());
            case DeviceOpened opened -> DeviceLifeRules.opened(turn, opened.address());
            case DeviceReset reset -> DeviceLifeRules.reset(turn, reset.address());
            case DmaProgress progress -> DeviceLifeRules.dma(turn, progress);
        }
    }

    /**
     * The device of a file that was preserved.
     *
     * @param byFile whether the file is known
     */
    static void preserved(Turn turn, PciAddress address, boolean byFile) {
        long generation = turn.boot().outgoing();
        boolean again = turn.get(DeviceState.key(turn.host(), generation, address)) instanceof DeviceState before
                && before.status() == DeviceStatus.PRESERVED;
        if (!again) {
            turn.put(BusRules.buses(turn, turn.boot().ordinal()).holding(1));
        }
        DeviceState device = DeviceState.preserved(turn.host(), generation, address, byFile, turn.sequence());
        turn.put(device);
        FunctionState function = BusRules.function(turn, turn.boot().ordinal(), address);
        if (function != null) {
            known(turn, device, function, !again);
        }
        BusRules.risks(turn, address);
    }

    /** The device with what its enumeration tells of it, whichever of the two came first. */
    static void known(Turn turn, DeviceState device, FunctionState function, boolean count) {
        DeviceState known = device.known(
                function.identity(),
                function.virtual(),
                BusRules.hops(turn, device.address().segment(), function.identity()),
                turn.sequence());
        turn.put(known);
        if (count) {
            BusRules.below(turn, known, 1);
        }
        BusRules.risks(turn, known, function);
    }

    /** The device goes with its file. */
    static void follow(Turn turn, FileState file) {
        if (file.device() == null
                || !(turn.get(DeviceState.key(turn.host(), file.generation(), file.device()))
                        instanceof DeviceState device)) {
            return;
        }
        DeviceStatus to = DeviceStatus.of(file.status());
        if (to == DeviceStatus.UNPRESERVED && device.status() == DeviceStatus.PRESERVED) {
            turn.put(BusRules.buses(turn, turn.boot().ordinal()).holding(-1));
            BusRules.below(turn, device, -1);
        }
        DeviceState moved = device.to(to, device.incoming(), turn.sequence());
        turn.put(file.status() == FileStatus.FROZEN ? moved.frozen(turn.sequence()) : moved);
        DeviceLifeRules.settled(turn, device, to);
        if (to == DeviceStatus.RETRIEVED) {
            retrieved(turn, moved);
        }
    }

    /** What a retrieve by address gave. */
    private static void retrieved(Turn turn, DeviceState device) {
        switch (device.placement()) {
            case REPLACED -> wrong(turn, device, "retrieved what sits at its address now");
            case STABLE, MISSING, UNKNOWN -> {
                if (device.missedAt() != 0) {
                    turn.put(device.returned(turn.sequence()));
                    turn.raise(
                            FindingCatalogue.DEVICE_RETURNED,
                            turn.number(device.generation()),
                            device.subject(),
                            "no function",
                            "turned up, and was retrieved",
                            device.missedAt());
                }
            }
            case MOVED, REPARENTED, WRONG_DEVICE -> {
                // said already
            }
        }
    }

    /** What a retrieved file says of itself, against what was preserved. */
    static void identified(Turn turn, FileIdentified body) {
        if (!body.result().ok() || body.session() == null || body.token() == null) {
            return;
        }
        FileState file = turn.file(turn.boot().incoming(), body.session().name(), body.token());
        if (file == null || file.device() == null) {
            return;
        }
        if (turn.get(DeviceState.key(turn.host(), file.generation(), file.device())) instanceof DeviceState device
                && device.placement() != Placement.WRONG_DEVICE
                && differs(device.identity(), body)) {
            wrong(turn, device, "the retrieved file is %04x:%04x".formatted(body.vendor(), body.deviceId()));
        }
    }

    private static boolean differs(@Nullable PciIdentity preserved, FileIdentified body) {
        return preserved != null && (preserved.vendor() != body.vendor() || preserved.device() != body.deviceId());
    }

    private static void wrong(Turn turn, DeviceState device, String found) {
        turn.put(device.placed(Placement.WRONG_DEVICE, device.foundAt(), turn.sequence()));
        FunctionState there = BusRules.function(turn, turn.boot().ordinal(), device.address());
        turn.raise(
                FindingCatalogue.WRONG_DEVICE,
                turn.number(device.generation()),
                device.subject(),
                String.valueOf(device.identity()),
                found,
                device.firstSequence(),
                there == null ? turn.sequence() : there.sequence());
    }
}
