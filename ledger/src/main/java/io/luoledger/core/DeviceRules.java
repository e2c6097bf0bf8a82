package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
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

    static void apply(HostFold fold, DeviceBody body) {
        if (!body.result().ok()) {
            return;
        }
        switch (body) {
            case DeviceEnumerated enumerated -> {
                EnumerationRules.enumerated(fold, enumerated);
                DeviceLifeRules.bound(fold, enumerated.address(), enumerated.driver());
            }
            case DeviceRemoved removed -> EnumerationRules.removed(fold, removed.address());
            case DriverBound bound -> DeviceLifeRules.bound(fold, bound.address(), bound.driver());
            case DeviceOpened opened -> DeviceLifeRules.opened(fold, opened.address());
            case DeviceReset reset -> DeviceLifeRules.reset(fold, reset.address());
            case DmaProgress progress -> DeviceLifeRules.dma(fold, progress);
        }
    }

    /**
     * The device of a file that was preserved.
     *
     * @param byFile whether the file is known
     */
    static void preserved(HostFold fold, PciAddress address, boolean byFile) {
        long generation = fold.boot().outgoing();
        DeviceState before = fold.device(generation, address);
        boolean again = before != null && before.status() == DeviceStatus.PRESERVED;
        if (!again) {
            fold.put(fold.buses(fold.boot().ordinal()).holding(1));
        }
        DeviceState device = DeviceState.preserved(fold.host(), generation, address, byFile, fold.sequence());
        fold.put(device);
        FunctionState function = fold.function(fold.boot().ordinal(), address);
        if (function != null) {
            BusRules.known(fold, device, function, !again);
        }
        BusRules.risks(fold, address);
    }

    /** The device goes with its file. */
    static void follow(HostFold fold, FileState file) {
        DeviceState device = file.device() == null ? null : fold.device(file.generation(), file.device());
        if (device == null) {
            return;
        }
        DeviceStatus to = DeviceStatus.of(file.status());
        if (to == DeviceStatus.UNPRESERVED && device.status() == DeviceStatus.PRESERVED) {
            fold.put(fold.buses(fold.boot().ordinal()).holding(-1));
            BusRules.below(fold, device, -1);
        }
        DeviceState moved = device.following(file, fold.sequence());
        fold.put(moved);
        DeviceLifeRules.settled(fold, device, to);
        if (to == DeviceStatus.RETRIEVED) {
            retrieved(fold, moved);
        }
    }

    /** What a retrieve by address gave. */
    private static void retrieved(HostFold fold, DeviceState device) {
        switch (device.placement()) {
            case REPLACED -> wrong(fold, device, "retrieved what sits at its address now");
            case STABLE, MISSING, UNKNOWN -> {
                if (device.missedAt() != 0) {
                    fold.put(device.returned(fold.sequence()));
                    fold.raise(
                            FindingCatalogue.DEVICE_RETURNED,
                            fold.number(device.generation()),
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
    static void identified(HostFold fold, FileIdentified body) {
        if (!body.result().ok() || body.session() == null || body.token() == null) {
            return;
        }
        FileState file = fold.file(fold.boot().incoming(), body.session().name(), body.token());
        if (file == null || file.device() == null) {
            return;
        }
        DeviceState device = fold.device(file.generation(), file.device());
        if (device != null && device.placement() != Placement.WRONG_DEVICE && differs(device.identity(), body)) {
            wrong(fold, device, "the retrieved file is %04x:%04x".formatted(body.vendor(), body.deviceId()));
        }
    }

    private static boolean differs(@Nullable PciIdentity preserved, FileIdentified body) {
        return preserved != null && (preserved.vendor() != body.vendor() || preserved.device() != body.deviceId());
    }

    private static void wrong(HostFold fold, DeviceState device, String found) {
        fold.put(device.placed(Placement.WRONG_DEVICE, device.foundAt(), fold.sequence()));
        FunctionState there = fold.function(fold.boot().ordinal(), device.address());
        fold.raise(
                FindingCatalogue.WRONG_DEVICE,
                fold.number(device.generation()),
                device.subject(),
                String.valueOf(device.identity()),
                found,
                device.firstSequence(),
                there == null ? fold.sequence() : there.sequence());
    }
}
