package io.luoledger.core;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.PciAddress;
import io.luoledger.finding.FindingKind;
import org.jspecify.annotations.Nullable;

/** What must not happen to a function between its preserve and its finish (sections 6 and 7 of the kernel's behaviour). */
final class DeviceLifeRules {
    private DeviceLifeRules() {}

    /** Opening it is refused with EBUSY until it is finished. */
    static void opened(HostFold fold, @Nullable PciAddress address) {
        if (address == null) {
            return;
        }
        DeviceState device = received(fold, address);
        if (device != null && !finished(device)) {
            raise(
                    fold,
                    FindingCatalogue.DEVICE_OPENED,
                    device,
                    "EBUSY until it is finished",
                    "opened" + at(device, address) + " in state " + device.status());
        }
    }

    /** Only the driver that its file comes from may have it. */
    static void bound(HostFold fold, PciAddress address, @Nullable String driver) {
        if (driver == null || driver.startsWith("vfio")) {
            return;
        }
        DeviceState device = received(fold, address);
        if (device == null || finished(device)) {
            device = held(fold, address);
        }
        if (device != null) {
            raise(
                    fold,
                    FindingCatalogue.DEVICE_PROBED,
                    device,
                    "no driver but the one that preserved it",
                    driver + at(device, address));
        }
    }

    /** A reset belongs to the freeze, and to the enabling after the retrieve. */
    static void reset(HostFold fold, PciAddress address) {
        FunctionState function = fold.function(fold.boot().ordinal(), address);
        if (function != null && function.bridge() != null) {
            fold.put(fold.buses(fold.boot().ordinal())
                    .withReset(
                            new BusState.BridgeNote(address, function.identity().path(), fold.sequence())));
        }
        DeviceState incoming = received(fold, address);
        if (incoming != null && incoming.status() == DeviceStatus.PROMISED) {
            raise(fold, FindingCatalogue.DEVICE_RESET, incoming, "no reset before it is retrieved", "reset");
            return;
        }
        DeviceState outgoing = held(fold, address);
        UpdateState update = outgoing == null ? null : fold.update(outgoing.generation());
        if (outgoing != null
                && !outgoing.frozen()
                && update != null
                && update.stage() != UpdateState.Stage.HANDED_OVER) {
            raise(fold, FindingCatalogue.DEVICE_RESET, outgoing, "no reset before the freeze", "reset");
        }
    }

    /** What was in flight when it was preserved goes on, or the promise of it is broken. */
    static void dma(HostFold fold, DmaProgress progress) {
        DeviceState device = received(fold, progress.address());
        if (device == null || finished(device)) {
            device = held(fold, progress.address());
        }
        if (device == null) {
            return;
        }
        if (progress.stopped() && device.dma() == DmaStatus.FLOWING) {
            raise(fold, FindingCatalogue.DMA_GAP, device, "DMA that goes on", "stopped", device.dmaSequence());
        }
        fold.put(device.dma(progress.stopped() ? DmaStatus.STOPPED : DmaStatus.FLOWING, fold.sequence()));
    }

    /** DMA that was in flight and wasn't seen again by the time that the device was finished. */
    static void settled(HostFold fold, DeviceState device, DeviceStatus to) {
        UpdateState update = to == DeviceStatus.FINISHED ? fold.update(device.generation()) : null;
        if (update != null
                && device.dma() == DmaStatus.FLOWING
                && device.dmaSequence() < update.progress().incomingSequence()) {
            raise(
                    fold,
                    FindingCatalogue.DMA_GAP,
                    device,
                    "DMA that goes on",
                    "not seen in the incoming kernel",
                    device.dmaSequence());
        }
    }

    /** The promised function that the running kernel has at this address. */
    private static @Nullable DeviceState received(HostFold fold, PciAddress address) {
        long generation = fold.boot().incoming();
        FunctionState function = fold.function(fold.boot().ordinal(), address);
        if (function != null) {
            PathState was = Origin.of(fold, function).certain();
            DeviceState moved = was == null ? null : fold.device(generation, was.address());
            if (moved != null) {
                return moved.byFile() ? moved : null;
            }
        }
        DeviceState device = fold.device(generation, address);
        return device != null
                        && device.byFile()
                        && (device.placement() == Placement.UNKNOWN || device.placement() == Placement.REPARENTED)
                ? device
                : null;
    }

    /** The function at this address if the running kernel is to hand it over. */
    private static @Nullable DeviceState held(HostFold fold, PciAddress address) {
        DeviceState device = fold.device(fold.boot().outgoing(), address);
        return device != null && device.byFile() && device.status() == DeviceStatus.PRESERVED ? device : null;
    }

    private static boolean finished(DeviceState device) {
        return switch (device.status()) {
            case PROMISED, RETRIEVED, RETRIEVE_FAILED -> false;
            case PRESERVED, FINISHED, UNPRESERVED, LEAKED, LOST -> true;
        };
    }

    private static String at(DeviceState device, PciAddress address) {
        return device.address().equals(address) ? "" : " at " + address;
    }

    private static void raise(
            HostFold fold, FindingKind kind, DeviceState device, String expected, String found, long... evidence) {
        long[] all = new long[evidence.length + 1];
        all[0] = device.firstSequence();
        System.arraycopy(evidence, 0, all, 1, evidence.length);
        fold.raise(kind, fold.number(device.generation()), device.subject(), expected, found, all);
    }
}
