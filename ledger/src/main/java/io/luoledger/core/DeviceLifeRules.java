package io.luoledger.core;

import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.PciAddress;
import io.luoledger.finding.FindingKind;
import org.jspecify.annotations.Nullable;

/** What must not happen to a function between its preserve and its finish (sections 6 and 7 of the kernel's behaviour). */
final class DeviceLifeRules {
    private DeviceLifeRules() {}

    /** Opening it is refused with EBUSY until it is finished. */
    static void opened(Turn turn, @Nullable PciAddress address) {
        if (address == null) {
            return;
        }
        DeviceState device = received(turn, address);
        if (device != null && !finished(device)) {
            raise(
                    turn,
                    FindingCatalogue.DEVICE_OPENED,
                    device,
                    "EBUSY until it is finished",
                    "opened" + at(device, address) + " in state " + device.status());
        }
    }

    /** Only the driver that its file comes from may have it. */
    static void bound(Turn turn, PciAddress address, @Nullable String driver) {
        if (driver == null || driver.startsWith("vfio")) {
            return;
        }
        DeviceState device = received(turn, address);
        if (device == null || finished(device)) {
            device = held(turn, address);
        }
        if (device != null) {
            raise(
                    turn,
                    FindingCatalogue.DEVICE_PROBED,
                    device,
                    "no driver but the one that preserved it",
                    driver + at(device, address));
        }
    }

    /** A reset belongs to the freeze, and to the enabling after the retrieve. */
    static void reset(Turn turn, PciAddress address) {
        FunctionState function = BusRules.function(turn, turn.boot().ordinal(), address);
        if (function != null && function.bridge() != null) {
            turn.put(BusRules.buses(turn, turn.boot().ordinal())
                    .withReset(
                            new BusState.BridgeNote(address, function.identity().path(), turn.sequence())));
        }
        DeviceState incoming = received(turn, address);
        if (incoming != null && incoming.status() == DeviceStatus.PROMISED) {
            raise(turn, FindingCatalogue.DEVICE_RESET, incoming, "no reset before it is retrieved", "reset");
            return;
        }
        DeviceState outgoing = held(turn, address);
        UpdateState update = outgoing == null ? null : turn.update(outgoing.generation());
        if (outgoing != null
                && !outgoing.frozen()
                && update != null
                && update.stage() != UpdateState.Stage.HANDED_OVER) {
            raise(turn, FindingCatalogue.DEVICE_RESET, outgoing, "no reset before the freeze", "reset");
        }
    }

    /** What was in flight when it was preserved goes on, or the promise of it is broken. */
    static void dma(Turn turn, DmaProgress progress) {
        DeviceState device = received(turn, progress.address());
        if (device == null || finished(device)) {
            device = held(turn, progress.address());
        }
        if (device == null) {
            return;
        }
        if (progress.stopped() && device.dma() == DmaStatus.FLOWING) {
            raise(turn, FindingCatalogue.DMA_GAP, device, "DMA that goes on", "stopped", device.dmaSequence());
        }
        turn.put(device.dma(progress.stopped() ? DmaStatus.STOPPED : DmaStatus.FLOWING, turn.sequence()));
    }

    /** DMA that was in flight and wasn't seen again by the time that the device was finished. */
    static void settled(Turn turn, DeviceState device, DeviceStatus to) {
        UpdateState update = to == DeviceStatus.FINISHED ? turn.update(device.generation()) : null;
        if (update != null
                && device.dma() == DmaStatus.FLOWING
                && device.dmaSequence() < update.progress().incomingSequence()) {
            raise(
                    turn,
                    FindingCatalogue.DMA_GAP,
                    device,
                    "DMA that goes on",
                    "not seen in the incoming kernel",
                    device.dmaSequence());
        }
    }

    /** The promised function that the running kernel has at this address. */
    private static @Nullable DeviceState received(Turn turn, PciAddress address) {
        long generation = turn.boot().incoming();
        FunctionState function = BusRules.function(turn, turn.boot().ordinal(), address);
        if (function != null) {
            PathState was = Origin.of(turn, function).certain();
            DeviceState moved = was == null ? null : device(turn, generation, was.address());
            if (moved != null) {
                return moved.byFile() ? moved : null;
            }
        }
        DeviceState device = device(turn, generation, address);
        return device != null
                        && device.byFile()
                        && (device.placement() == Placement.UNKNOWN || device.placement() == Placement.REPARENTED)
                ? device
                : null;
    }

    /** The function at this address if the running kernel is to hand it over. */
    private static @Nullable DeviceState held(Turn turn, PciAddress address) {
        DeviceState device = device(turn, turn.boot().outgoing(), address);
        return device != null && device.byFile() && device.status() == DeviceStatus.PRESERVED ? device : null;
    }

    private static @Nullable DeviceState device(Turn turn, long generation, PciAddress address) {
        return (DeviceState) turn.get(DeviceState.key(turn.host(), generation, address));
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
            Turn turn, FindingKind kind, DeviceState device, String expected, String found, long... evidence) {
        long[] all = new long[evidence.length + 1];
        all[0] = device.firstSequence();
        System.arraycopy(evidence, 0, all, 1, evidence.length);
        turn.raise(kind, turn.number(device.generation()), device.subject(), expected, found, all);
    }
}
