package io.luoledger.simulator.script;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.pci.NativeDriver;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciDriver;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciHardware;
import io.luoledger.simulator.pci.PciModel;
import io.luoledger.simulator.pci.PciModel.Ability;
import io.luoledger.simulator.pci.PciParts;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.pci.PciWire;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The ops about what happens to a machine's PCI hardware. Where the running kernel isn't told, only the next one finds out: put such
 * an op last in its stage, and it happens during the kexec.
 */
final class MachineOps {
    private final String script;
    private final Seat seat;
    private final Targets targets;

    /** How a function is named. */
    interface Targets {
        /** The hardware at a path or an address, or with a label. ENODEV. */
        PciFunction function(Op op, String where);

        /** The running kernel's device there. ENODEV. */
        PciDevice device(Op op, String where);
    }

    MachineOps(String script, Seat seat, Targets targets) {
        this.script = script;
        this.seat = seat;
        this.targets = targets;
    }

    private UserProcess process() {
        return seat.process();
    }

    private PciSubsystem pci() {
        return process().kernel().devices().pci();
    }

    private PciHardware hardware() {
        return pci().hardware();
    }

    /** Runs the op; false when it is none of these. */
    boolean perform(Op op, Map<String, Object> out) {
        List<String> args = op.arguments();
        switch (op.name()) {
            case "lose" -> hardware().unplug(plugged(targets.function(op, args.getFirst())));
            case "replace" -> replace(op);
            case "move" -> move(plugged(targets.function(op, args.getFirst())));
            case "plug" -> plug(op);
            case "hot_add" -> hotAdd(part(op, args.getFirst()), out);
            case "bridge_reset" -> hardware().resetBridge(bridge(op));
            case "bridge_lost" -> bridge(op).buses(0, 0, 0);
            case "probe_order" -> turnAround();
            case "sysfs_reset" ->
                out.put(
                        "method",
                        pci().reset(targets.device(op, args.getFirst())).word());
            case "master_off" -> targets.function(op, args.getFirst()).clear(PciFunction.COMMAND_MASTER);
            case "steal" -> steal(targets.device(op, args.getFirst()), out);
            default -> {
                return false;
            }
        }
        return true;
    }

    private PciModel part(Op op, String name) {
        return PciParts.find(name)
                .orElseThrow(() -> new OpScript.SyntaxException(
                        script,
                        op.line(),
                        op.name() + ": unknown part \"" + name + "\", expected one of "
                                + String.join(" ", PciParts.names())));
    }

    /** The function, as far as somebody could pull it out now. ENODEV. */
    private static PciFunction plugged(PciFunction function) {
        if (function.wire().at(function.devfn()) != function) {
            throw new SysError("ENODEV");
        }
        return function;
    }

    /** Another part where this one was; names stay with what was taken out. */
    private void replace(Op op) {
        PciFunction old = plugged(targets.function(op, op.arguments().getFirst()));
        PciModel part = part(op, op.arguments().get(1));
        hardware().unplug(old);
        old.wire().plug(old.devfn(), part);
    }

    /** Into a slot while nobody is told. EBUSY where something is plugged in already. */
    private void plug(Op op) {
        PciFunction port = targets.function(op, op.arguments().getFirst());
        if (!port.bridge()) {
            throw new SysError("ENODEV");
        }
        if (!port.slot().functions().isEmpty()) {
            throw new SysError("EBUSY");
        }
        port.slot().plug(0, part(op, op.arguments().get(1)));
    }

    /** Into the first free slot. ENOSPC without one. */
    private void move(PciFunction function) {
        PciWire slot = freeSlot();
        hardware().unplug(function);
        seat.labels().moved(function, slot.plug(0, function.model()));
    }

    private void hotAdd(PciModel part, Map<String, Object> out) {
        PciWire slot = freeSlot();
        PciFunction added = slot.plug(0, part);
        pci().hotAdded(slot);
        pci().of(added).ifPresent(device -> out.put("bdf", device.address().toString()));
    }

    /** The first hot-plug slot with nothing in it. */
    private PciWire freeSlot() {
        for (PciFunction function : hardware().functions()) {
            PciWire below = function.below();
            if (below != null
                    && function.model().can(Ability.HOTPLUG)
                    && below.functions().isEmpty()) {
                return below;
            }
        }
        throw new SysError("ENOSPC");
    }

    /** The function itself when it is a bridge, else the one above it. */
    private PciFunction bridge(Op op) {
        PciFunction function = targets.function(op, op.arguments().getFirst());
        PciFunction above = function.bridge() ? function : function.wire().bridge();
        if (above == null) {
            throw new SysError("ENODEV");
        }
        return above;
    }

    /** Kernels come by the hierarchies the other way round. */
    private void turnAround() {
        var order = new ArrayList<>(hardware().hosts());
        Collections.reverse(order);
        hardware().probeOrder(order);
    }

    /** The driver that a device would have by itself takes it, whoever has it. */
    private void steal(PciDevice device, Map<String, Object> out) {
        String driver = NativeDriver.ordinary().stream()
                .filter(each -> each.matches(device.model()))
                .map(PciDriver::name)
                .findFirst()
                .orElseThrow(() -> new SysError("ENODEV"));
        process().devices().bindByOverride(device, driver);
        out.put("driver", device.driverName() == null ? "" : device.driverName());
    }
}
