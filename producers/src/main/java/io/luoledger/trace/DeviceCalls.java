package io.luoledger.trace;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.DeviceBody.DeviceRemoved;
import io.luoledger.event.DeviceBody.DeviceReset;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.trace.KernelFunctions.Operation;
import io.luoledger.trace.TraceLine.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of the PCI core and of VFIO mean: opens, resets, drivers, functions that come and go (the series "PCI:
 * liveupdate" and "vfio/pci: Base Live Update support", v1 to v9). An address is told by probes only; it is known from
 * then on by the pointers that the calls pass on.
 */
final class DeviceCalls {
    private static final long VFIO_GROUP_GET_DEVICE_FD = 0x3b6a;
    private static final String BUSY = "EBUSY";

    /** What a PCI function reads as where there is none: the text doesn't tell the ids. */
    private static final int UNKNOWN_ID = 0xffff;

    private enum Kind {
        OPEN,
        OPEN_BY_GROUP,
        RESET,
        PROBE
    }

    /** A call on a device that begins here and is told when it returns. */
    private static final class Running {
        private final Kind kind;
        private final Call call;
        private final EventQueue.Place place;
        private @Nullable Long file;
        private @Nullable String driver;
        /** Whether the call asked the kernel if the device came preserved, and the answer. */
        private @Nullable Boolean incoming;

        private @Nullable Long told;
        private @Nullable Result result;

        private Running(Kind kind, Call call, EventQueue.Place place) {
            this.kind = kind;
            this.call = call;
            this.place = place;
        }
    }

    private final EventQueue queue;
    private final DevicePointers pointers;
    /** Per task, what has returned before its address was told: the line behind it may tell. */
    private final Map<Integer, Running> late = new HashMap<>();

    DeviceCalls(EventQueue queue, DevicePointers pointers) {
        this.queue = queue;
        this.pointers = pointers;
    }

    /** Whether the call means something here. */
    boolean entered(Call call) {
        goesOn(call.task);
        Arguments arguments = call.arguments;
        switch (call.function) {
            case "vfio_device_fops_cdev_open" -> {
                Running open = begin(call, Kind.OPEN);
                open.file = arguments.number("file", "filep");
            }
            case "vfio_group_fops_unl_ioctl" -> {
                Long command = arguments.number("cmd");
                if (command != null && command == VFIO_GROUP_GET_DEVICE_FD) {
                    begin(call, Kind.OPEN_BY_GROUP);
                }
            }
            case "vfio_device_cdev_open", "__vfio_device_fops_cdev_open", "vfio_device_liveupdate_cdev_open" ->
                opening(call);
            case "pci_try_reset_function",
                    "__pci_reset_function_locked",
                    "pci_reset_function",
                    "vfio_pci_core_try_reset" -> resetting(call);
            case "pci_device_probe" -> begin(call, Kind.PROBE);
            case "vfio_pci_probe" -> probing(call);
            case "vfio_pci_remove" -> {
                PciAddress address = pointers.function(arguments.number("pdev"));
                if (address != null) {
                    add(call, new DriverBound(address, null, Result.success()));
                }
            }
            case "pci_liveupdate_setup_device" -> {
                PciAddress address = address(arguments);
                if (address != null) {
                    add(call, enumerated(address));
                }
            }
            case "pci_liveupdate_cleanup_device" -> {
                PciAddress address = pointers.forgetFunction(arguments.number("dev"));
                if (address != null) {
                    add(call, new DeviceRemoved(address, Result.success()));
                }
            }
            case "vfio_pci_core_enable", "vfio_pci_core_disable", "vfio_df_ioctl_bind_iommufd" -> {
                // frames that pointers are told apart by
            }
            default -> {
                return told(call, call.arguments, null);
            }
        }
        told(call, call.arguments, null);
        return true;
    }

    private static DeviceEnumerated enumerated(PciAddress address) {
        return new DeviceEnumerated(
                address,
                new PciIdentity(List.of(), null, UNKNOWN_ID, UNKNOWN_ID),
                null,
                null,
                null,
                false,
                null,
                Result.success());
    }

    private void add(Call call, Body body) {
        queue.add(call.nanos, Side.NONE, body);
    }

    private Running begin(Call call, Kind kind) {
        Running running = new Running(kind, call, queue.take(call.nanos));
        call.work = running;
        return running;
    }

    /** The open has found its device; where that is may be told later. */
    private void opening(Call call) {
        Long device = call.arguments.number("device");
        for (Call frame = call.parent; frame != null && device != null; frame = frame.parent) {
            if (frame.work instanceof Running running && running.file != null) {
                pointers.fileIsOf(running.file, device);
            }
        }
        found(call, pointers.device(device));
    }

    /** One reset of a device is one event, however many functions it goes through. */
    private void resetting(Call call) {
        Running outer = around(call, Kind.RESET);
        PciAddress address = pointers.function(call.arguments.number("dev"));
        if (address == null) {
            address = pointers.device(call.arguments.number("vdev"));
        }
        if (outer == null) {
            begin(call, Kind.RESET);
            call.device = address;
        } else if (outer.call.device == null) {
            outer.call.device = address;
        }
    }

    private void probing(Call call) {
        Running outer = around(call, Kind.PROBE);
        Running probe = outer == null ? begin(call, Kind.PROBE) : outer;
        probe.driver = "vfio-pci";
        if (probe.call.device == null) {
            probe.call.device = pointers.function(call.arguments.number("pdev"));
        }
    }

    private static @Nullable Running around(Call call, Kind kind) {
        for (Call frame = call.parent; frame != null; frame = frame.parent) {
            if (frame.work instanceof Running running && running.kind == kind) {
                return running;
            }
        }
        return null;
    }

    /** A probe told more of a call. */
    void probed(Call call, Arguments arguments, @Nullable Long ret) {
        told(call, arguments, ret);
        if (call.work instanceof Running running) {
            if (ret != null) {
                running.told = ret;
            }
            if (running.result != null) {
                // it had returned before its address was told
                settle(running, running.result);
            }
        }
    }

    /** What a line tells of where a device is; false when it tells nothing. */
    private boolean told(Call call, Arguments arguments, @Nullable Long ret) {
        if (KernelFunctions.isCore(call.function)) {
            // live update's own functions know files, not devices
            return false;
        }
        if (ret != null && asksWhetherIncoming(call.function)) {
            boolean yes = (ret & 0xff) != 0;
            for (Call frame = call.parent; frame != null; frame = frame.parent) {
                if (frame.work instanceof Running running) {
                    running.incoming = yes;
                    break;
                }
            }
        }
        PciAddress address = address(arguments);
        boolean toldHere = address != null;
        if (address == null && isOfOneDevice(call.function)) {
            address = pointers.function(call.arguments.number("dev"));
        }
        if (address == null) {
            return false;
        }
        pointers.functionIs(call.arguments.number("dev", "pdev"), address);
        Call parent = call.parent;
        if (parent != null) {
            pointers.deviceIs(parent.arguments.number("vdev", "device"), parent.function, address);
        }
        found(call, address);
        return toldHere;
    }

    /** Called for the device itself, never for the bridges on its way. */
    private static boolean isOfOneDevice(String function) {
        return asksWhetherIncoming(function)
                || function.equals("pci_liveupdate_preserve")
                || function.equals("pci_liveupdate_outgoing_preserve");
    }

    private static boolean asksWhetherIncoming(String function) {
        return function.equals("pci_liveupdate_is_incoming") || function.equals("pci_liveupdate_incoming_is_preserved");
    }

    /** The device that the calls around this one are about. */
    private void found(Call call, @Nullable PciAddress address) {
        if (address == null) {
            return;
        }
        for (Call frame = call; frame != null; frame = frame.parent) {
            boolean ofDevice = frame.work instanceof Running;
            // a device comes before its bridges
            if (frame.device == null && (ofDevice || isOfFile(frame))) {
                frame.device = address;
            }
            if (frame.work instanceof Running running && running.file != null) {
                pointers.fileIs(running.file, address);
            }
        }
    }

    private static boolean isOfFile(Call frame) {
        return frame.attempt != null
                && frame.work instanceof CallbackCalls.Running callback
                && (callback.operation() == Operation.PRESERVE || callback.operation() == Operation.RETRIEVE);
    }

    private static @Nullable PciAddress address(Arguments arguments) {
        Long bus = arguments.number("bus");
        Long devfn = arguments.number("devfn");
        if (bus == null || devfn == null || bus < 0 || bus > 0xff || devfn < 0 || devfn > 0xff) {
            return null;
        }
        Long segment = arguments.number("segment", "domain");
        return PciAddress.of(segment == null ? 0 : (int) (long) segment, (int) (long) bus, (int) (long) devfn);
    }

    /** It has returned, or its end is not in the text. */
    void ended(Call call) {
        goesOn(call.task);
        if (!(call.work instanceof Running running) || running.result != null) {
            return;
        }
        Long value = call.ret != null ? call.ret : running.told;
        Result result;
        if (value != null) {
            result = Result.ofReturn(value);
        } else if (running.kind == Kind.RESET) {
            result = Result.success();
        } else if (running.kind == Kind.OPEN_BY_GROUP && running.incoming != null) {
            // nothing else refuses it behind this question
            result = running.incoming ? Result.refused(BUSY) : Result.success();
        } else {
            queue.giveUp(running.place);
            return;
        }
        if (call.device != null || !waitsForProbe(call, running)) {
            settle(running, result);
        } else {
            running.result = result;
            late.put(call.task, running);
        }
    }

    private static boolean waitsForProbe(Call call, Running running) {
        return call.form == Form.GRAPH && (running.kind == Kind.RESET || running.kind == Kind.PROBE);
    }

    /** The task does something else: the probe that could have told the address of its last call didn't come. */
    private void goesOn(int task) {
        Running last = late.remove(task);
        if (last != null) {
            queue.giveUp(last.place);
        }
    }

    /** The text ends. */
    void end() {
        late.values().forEach(running -> queue.giveUp(running.place));
        late.clear();
    }

    private void settle(Running running, Result result) {
        PciAddress address = running.call.device;
        switch (running.kind) {
            case OPEN -> queue.settle(running.place, Side.NONE, new DeviceOpened(address, null, result));
            case OPEN_BY_GROUP -> queue.settle(running.place, Side.NONE, new DeviceOpened(address, "group", result));
            case RESET -> {
                if (address == null) {
                    queue.giveUp(running.place);
                } else {
                    queue.settle(running.place, Side.NONE, new DeviceReset(address, null, result));
                }
            }
            case PROBE -> {
                // a driver that the text doesn't name would look like none
                if (address == null || (running.driver == null && result.ok())) {
                    queue.giveUp(running.place);
                } else {
                    queue.settle(running.place, Side.NONE, new DriverBound(address, running.driver, result));
                }
            }
        }
    }
}
