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

/**
 * What happens to preserved PCI functions: the promise is made by address, so what the incoming kernel enumerates is
 * compared with what the outgoing one had there.
 */
final class DeviceRules {
    private DeviceRules() {}

    static void apply(Turn turn, DeviceBody body) {
        switch (body) {
            case DeviceEnumerated enumerated -> {
                if (enumerated.result().ok()) {
                    enumerated(turn, enumerated.address(), enumerated.identity());
                }
            }
            case DeviceRemoved removed -> {}
            case DriverBound bound -> {}
            case DeviceOpened opened -> {}
            case DeviceReset reset -> {}
            case DmaProgress progress -> {}
        }
    }

    /** The device of a file that was preserved. */
    static void preserved(Turn turn, PciAddress address) {
        long generation = turn.boot().outgoing();
        FunctionState function = (FunctionState)
                turn.get(FunctionState.key(turn.host(), turn.boot().ordinal(), address));
        PciIdentity identity = function == null ? null : function.identity();
        turn.put(new DeviceState(
                turn.host(),
                generation,
                address,
                identity,
                false,
                DeviceStatus.PRESERVED,
                Placement.UNKNOWN,
                null,
                turn.sequence(),
                turn.sequence()));
        if (identity != null) {
            turn.put(new IdentityState(turn.host(), generation, address.segment(), identity, address));
        }
    }

    /** The device goes with its file. */
    static void follow(Turn turn, FileState file) {
        if (file.device() != null
                && turn.get(DeviceState.key(turn.host(), file.generation(), file.device()))
                        instanceof DeviceState device) {
            turn.put(device.to(DeviceStatus.of(file.status()), device.incoming(), turn.sequence()));
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
                && device.identity() != null
                && (device.identity().vendor() != body.vendor()
                        || device.identity().device() != body.deviceId())) {
            turn.put(device.placed(Placement.WRONG_DEVICE, null, turn.sequence()));
            turn.raise(
                    FindingCatalogue.DEVICE_REPLACED,
                    turn.number(device.generation()),
                    device.subject(),
                    "%04x:%04x"
                            .formatted(
                                    device.identity().vendor(),
                                    device.identity().device()),
                    "the retrieved file is %04x:%04x".formatted(body.vendor(), body.deviceId()),
                    device.firstSequence());
        }
    }

    private static void enumerated(Turn turn, PciAddress address, PciIdentity identity) {
        turn.put(new FunctionState(turn.host(), turn.boot().ordinal(), address, identity, turn.sequence()));
        learn(turn, address, identity);
        DeviceState here =
                (DeviceState) turn.get(DeviceState.key(turn.host(), turn.boot().incoming(), address));
        if (here != null && here.identity() != null) {
            compare(turn, here, here.identity(), identity);
        }
        IdentityState was = (IdentityState)
                turn.get(IdentityState.key(turn.host(), turn.boot().incoming(), address.segment(), identity));
        if (was != null && !was.address().equals(address)) {
            moved(turn, was, address);
        }
    }

    /** A function that was preserved before its enumeration was told. */
    private static void learn(Turn turn, PciAddress address, PciIdentity identity) {
        long generation = turn.boot().outgoing();
        if (turn.get(DeviceState.key(turn.host(), generation, address)) instanceof DeviceState device
                && device.identity() == null) {
            turn.put(device.known(identity, turn.sequence()));
            turn.put(new IdentityState(turn.host(), generation, address.segment(), identity, address));
        }
    }

    private static void compare(Turn turn, DeviceState promised, PciIdentity was, PciIdentity is) {
        if (is.equals(was)) {
            turn.put(promised.placed(Placement.STABLE, promised.address(), turn.sequence()));
            return;
        }
        boolean sameFunction = is.vendor() == was.vendor()
                && is.device() == was.device()
                && !is.path().isEmpty()
                && !was.path().isEmpty()
                && is.path().getLast().equals(was.path().getLast());
        turn.put(promised.placed(sameFunction ? Placement.REPARENTED : Placement.REPLACED, null, turn.sequence()));
        turn.raise(
                sameFunction ? FindingCatalogue.DEVICE_REPARENTED : FindingCatalogue.DEVICE_REPLACED,
                turn.number(promised.generation()),
                promised.subject(),
                was.toString(),
                is.toString(),
                promised.firstSequence());
    }

    private static void moved(Turn turn, IdentityState was, PciAddress now) {
        if (turn.get(DeviceState.key(turn.host(), was.generation(), was.address())) instanceof DeviceState device) {
            boolean replaced = device.placement() == Placement.REPLACED;
            turn.put(device.placed(replaced ? Placement.REPLACED : Placement.MOVED, now, turn.sequence()));
            if (!replaced) {
                turn.raise(
                        FindingCatalogue.DEVICE_MOVED,
                        turn.number(device.generation()),
                        device.subject(),
                        was.address().toString(),
                        now.toString(),
                        device.firstSequence());
            }
        }
    }
}
