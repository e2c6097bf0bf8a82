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
import io.luoledger.finding.FindingKind;

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
            case DeviceRemoved removed -> {
                if (removed.result().ok()) {
                    removed(turn, removed.address());
                }
            }
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
        if (identity.path().isEmpty()) {
            foundAgain(turn, address);
            return;
        }
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

    /** Something is at the address, and the source doesn't tell which function: nothing to compare. */
    private static void foundAgain(Turn turn, PciAddress address) {
        if (turn.get(DeviceState.key(turn.host(), turn.boot().incoming(), address)) instanceof DeviceState promised
                && promised.placement() == Placement.MISSING) {
            turn.put(promised.placed(Placement.UNKNOWN, null, turn.sequence()));
        }
    }

    /** Nothing is at the address: that is where a promised function is missing, unless it was found elsewhere. */
    private static void removed(Turn turn, PciAddress address) {
        if (turn.get(FunctionState.key(turn.host(), turn.boot().ordinal(), address)) instanceof FunctionState known) {
            turn.forget(known);
        }
        if (!(turn.get(DeviceState.key(turn.host(), turn.boot().incoming(), address))
                instanceof DeviceState promised)) {
            return;
        }
        switch (promised.placement()) {
            case UNKNOWN, STABLE -> {
                turn.put(promised.placed(Placement.MISSING, null, turn.sequence()));
                turn.raise(
                        FindingCatalogue.DEVICE_MISSING,
                        turn.number(promised.generation()),
                        promised.subject(),
                        promised.identity() == null
                                ? "a function"
                                : promised.identity().toString(),
                        "no function",
                        promised.firstSequence());
            }
            case MOVED, REPARENTED, MISSING, REPLACED, WRONG_DEVICE -> {
                // what became of the promised function is known already
            }
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
        if (promised.placement() == Placement.WRONG_DEVICE) {
            // what the file itself said weighs more
            return;
        }
        if (is.equals(was)) {
            turn.put(promised.placed(Placement.STABLE, promised.address(), turn.sequence()));
            return;
        }
        // the function itself was seen elsewhere before: this is one like it
        boolean elsewhere = promised.placement() == Placement.MOVED;
        boolean sameFunction = !elsewhere
                && is.vendor() == was.vendor()
                && is.device() == was.device()
                && !is.path().isEmpty()
                && !was.path().isEmpty()
                && is.path().getLast().equals(was.path().getLast());
        Placement placement = sameFunction ? Placement.REPARENTED : Placement.REPLACED;
        if (placement == promised.placement()) {
            return;
        }
        turn.put(promised.placed(placement, null, turn.sequence()));
        turn.raise(
                sameFunction ? FindingCatalogue.DEVICE_REPARENTED : FindingCatalogue.DEVICE_REPLACED,
                turn.number(promised.generation()),
                promised.subject(),
                was.toString(),
                is.toString(),
                promised.firstSequence());
    }

    private static void moved(Turn turn, IdentityState was, PciAddress now) {
        if (!(turn.get(DeviceState.key(turn.host(), was.generation(), was.address())) instanceof DeviceState device)) {
            return;
        }
        switch (device.placement()) {
            case MOVED, REPLACED, WRONG_DEVICE -> turn.put(device.placed(device.placement(), now, turn.sequence()));
            case REPARENTED -> {
                // what looked like it at the old address is another one of its kind
                turn.put(device.placed(Placement.REPLACED, now, turn.sequence()));
                raiseMoved(turn, FindingCatalogue.DEVICE_REPLACED, device, now);
            }
            case STABLE, MISSING, UNKNOWN -> {
                turn.put(device.placed(Placement.MOVED, now, turn.sequence()));
                raiseMoved(turn, FindingCatalogue.DEVICE_MOVED, device, now);
            }
        }
    }

    private static void raiseMoved(Turn turn, FindingKind kind, DeviceState device, PciAddress now) {
        turn.raise(
                kind,
                turn.number(device.generation()),
                device.subject(),
                device.address().toString(),
                now.toString(),
                device.firstSequence());
    }
}
