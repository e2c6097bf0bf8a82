package io.luoledger.simulator.script;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.UserDevices;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciParts;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.script.OpScript.Op;
import io.luoledger.simulator.vfio.Iommufd;
import io.luoledger.simulator.vfio.VfioContainer;
import io.luoledger.simulator.vfio.VfioDevice;
import io.luoledger.simulator.vfio.VfioFile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ops about PCI functions, VFIO and iommufd. */
final class DeviceOps {
    private static final String NONE = "-";
    private static final String ONCE_LABELLED = "~";
    private static final String PATH = "/";
    private static final int DEFAULT_MAP_SPACE = 1;

    private final String script;
    private final Seat seat;
    private final Variables variables;
    private final MachineOps machine;

    /** The section's variables. */
    interface Variables {
        /** The descriptor of a variable that must be bound. */
        int bound(String name);

        void bind(String name, int number);

        /** The number that a variable holds, or the number that the text is. */
        long value(Op op, String text);
    }

    DeviceOps(String script, Seat seat, Variables variables) {
        this.script = script;
        this.seat = seat;
        this.variables = variables;
        this.machine = new MachineOps(script, seat, new MachineOps.Targets() {
            @Override
            public PciFunction function(Op op, String where) {
                return DeviceOps.this.function(op, where);
            }

            @Override
            public PciDevice device(Op op, String where) {
                return DeviceOps.this.device(op, where);
            }
        });
    }

    private UserProcess process() {
        return seat.process();
    }

    private UserDevices calls() {
        return process().devices();
    }

    private PciSubsystem pci() {
        return process().kernel().devices().pci();
    }

    /** The function at an address, or where the hardware of a label is now. ENODEV. */
    private PciDevice device(Op op, String where) {
        return find(op, where).orElseThrow(() -> new SysError("ENODEV"));
    }

    private java.util.Optional<PciDevice> find(Op op, String where) {
        if (where.startsWith("@")) {
            return pci().of(label(where).function());
        }
        if (where.startsWith(ONCE_LABELLED)) {
            return pci().at(label(where).address());
        }
        if (where.startsWith(PATH)) {
            return pci().of(path(op, where));
        }
        return pci().at(address(op, where));
    }

    private PciFunction function(Op op, String where) {
        if (where.startsWith("@")) {
            return label(where).function();
        }
        return where.startsWith(PATH) ? path(op, where) : device(op, where).function();
    }

    private Labels.Label label(String where) {
        Labels.Label label = seat.labels().get(script, where.substring(1));
        if (label == null) {
            // it would have been given in a stage that a death cut short
            throw new SysError("ENODEV");
        }
        return label;
    }

    private PciFunction path(Op op, String where) {
        try {
            return pci().hardware().at(where.substring(1));
        } catch (NoSuchElementException e) {
            throw new SysError("ENODEV");
        } catch (IllegalArgumentException e) {
            throw new OpScript.SyntaxException(script, op.line(), op.name() + ": " + e.getMessage());
        }
    }

    private PciAddress address(Op op, String text) {
        try {
            return PciAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new OpScript.SyntaxException(
                    script,
                    op.line(),
                    op.name() + ": not a PCI address: \"" + text
                            + "\", expected ssss:bb:dd.f, /dd.f/dd.f, @LABEL or ~LABEL");
        }
    }

    private long number(Op op, int index) {
        return variables.value(op, op.arguments().get(index));
    }

    private int fd(Op op, int index) {
        return variables.bound(op.arguments().get(index));
    }

    /** Runs the op; false when it is none of these. */
    boolean perform(Op op, Map<String, Object> out) {
        return sysfs(op, out) || opens(op, out) || onDevice(op, out) || onContext(op, out) || machine.perform(op, out);
    }

    private boolean sysfs(Op op, Map<String, Object> out) {
        List<String> args = op.arguments();
        switch (op.name()) {
            case "label" -> {
                PciDevice device = device(op, args.get(1));
                seat.labels().put(script, args.getFirst(), device.function(), device.address());
            }
            case "bind" -> {
                PciDevice device = device(op, args.getFirst());
                calls().bindByOverride(device, args.get(1));
                out.put("driver", driver(device));
            }
            case "unbind" -> calls().unbind(device(op, args.getFirst()));
            case "sysfs_bind" -> calls().bind(device(op, args.getFirst()), args.get(1));
            case "probe" -> {
                PciDevice device = device(op, args.getFirst());
                calls().probe(device);
                out.put("driver", driver(device));
            }
            case "override" ->
                device(op, args.getFirst()).driverOverride(args.get(1).equals(NONE) ? null : args.get(1));
            case "remove" -> calls().remove(device(op, args.getFirst()));
            case "rescan" -> calls().rescan();
            case "numvfs" -> calls().virtualFunctions(device(op, args.getFirst()), (int) number(op, 1));
            case "hotplug" -> hotplug(op);
            case "unplug" -> unplug(op);
            case "device" -> describe(find(op, args.getFirst()), out);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String driver(PciDevice device) {
        String name = device.driverName();
        return name == null ? "" : name;
    }

    private void hotplug(Op op) {
        PciDevice port = device(op, op.arguments().getFirst());
        PciFunction function = port.function();
        if (!function.bridge()) {
            throw new SysError("ENODEV");
        }
        String part = op.arguments().get(1);
        function.slot()
                .plug(
                        0,
                        PciParts.find(part)
                                .orElseThrow(() -> new OpScript.SyntaxException(
                                        script,
                                        op.line(),
                                        "hotplug: unknown part \"" + part + "\", expected one of "
                                                + String.join(" ", PciParts.names()))));
        pci().hotAdded(function.slot());
    }

    private void unplug(Op op) {
        PciFunction function = device(op, op.arguments().getFirst()).function();
        pci().hotRemoved(function);
        pci().hardware().unplug(function);
    }

    private void describe(java.util.Optional<PciDevice> found, Map<String, Object> out) {
        out.put("present", found.isPresent());
        found.ifPresent(device -> {
            out.put("bdf", device.address().toString());
            out.put("vendor", String.format("0x%04x", device.model().vendor()));
            out.put("device", String.format("0x%04x", device.model().device()));
            out.put("class", String.format("0x%06x", device.model().classCode()));
            out.put("path", path(device));
            out.put("driver", driver(device));
            out.put("group", device.group() == null ? -1 : device.group());
            out.put("incoming", pci().incoming(device));
            out.put("command", String.format("0x%04x", device.function().command()));
            out.put("power", device.function().power().name());
        });
    }

    /** Bus and device.function of every step from the root. */
    private static String path(PciDevice device) {
        PciDevice above = device.upstream();
        return (above == null ? "" : path(above) + "/") + device.address().bdfText();
    }

    private boolean opens(Op op, Map<String, Object> out) {
        List<String> args = op.arguments();
        switch (op.name()) {
            case "cdev" -> {
                PciDevice device = device(op, args.get(1));
                open(op, calls().openDevice(device), out);
                VfioDevice opened = process().kernel().devices().vfio().of(device);
                out.put("path", opened == null ? "" : opened.path());
            }
            case "iommufd" -> open(op, calls().openIommufd(), out);
            case "container" -> open(op, calls().openContainer(), out);
            case "group" -> open(op, calls().openGroup(group(op, args.get(1))), out);
            case "group_device" ->
                open(op, calls().groupDevice(fd(op, 1), device(op, args.get(2)), token(args, 3)), out);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void open(Op op, int number, Map<String, Object> out) {
        variables.bind(op.arguments().getFirst(), number);
        out.put("fd_ok", true);
    }

    private static @Nullable String token(List<String> args, int index) {
        return args.size() > index ? args.get(index) : null;
    }

    /** A group by its number, or by a device in it. */
    private int group(Op op, String text) {
        if (text.startsWith("@") || text.startsWith(ONCE_LABELLED) || text.startsWith(PATH) || text.contains(":")) {
            Integer group = device(op, text).group();
            if (group == null) {
                throw new SysError("ENOENT");
            }
            return group;
        }
        return (int) Language.number(script, op, text);
    }

    private boolean onDevice(Op op, Map<String, Object> out) {
        List<String> args = op.arguments();
        switch (op.name()) {
            case "bind_iommufd" -> calls().bindIommufd(fd(op, 0), fd(op, 1), token(args, 2));
            case "attach" -> calls().attach(fd(op, 0), space(op, op.arguments().get(1)));
            case "info" -> {
                VfioFile.DeviceInfo info = calls().info(fd(op, 0));
                out.put("flags", String.format("0x%x", info.flags()));
                out.put("num_regions", info.regions());
                out.put("num_irqs", info.interrupts());
            }
            case "config" -> {
                VfioFile.Config config = calls().config(fd(op, 0));
                out.put("vendor", String.format("0x%04x", config.vendor()));
                out.put("device", String.format("0x%04x", config.device()));
                out.put("command", String.format("0x%04x", config.command()));
            }
            case "command" -> calls().command(fd(op, 0), (int) number(op, 1));
            case "irq" -> calls().interrupts(fd(op, 0), (int) number(op, 1), onOff(op, args.get(2)));
            case "power" -> calls().power(fd(op, 0), power(op, args.get(1)));
            case "reset" -> calls().reset(fd(op, 0));
            case "dma" -> calls().dma(fd(op, 0), number(op, 1), number(op, 2));
            case "ranges" ->
                out.put(
                        "ranges",
                        Iommufd.RANGES.stream()
                                .map(range -> String.format("0x%x-0x%x", range.first(), range.last()))
                                .collect(Collectors.joining(" ")));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean onOff(Op op, String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new OpScript.SyntaxException(
                        script, op.line(), op.name() + ": \"" + text + "\", expected on or off");
        };
    }

    private PciFunction.Power power(Op op, String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "D0" -> PciFunction.Power.D0;
            case "D3HOT" -> PciFunction.Power.D3HOT;
            default ->
                throw new OpScript.SyntaxException(
                        script, op.line(), op.name() + ": \"" + text + "\", expected D0 or D3hot");
        };
    }

    private boolean onContext(Op op, Map<String, Object> out) {
        List<String> args = op.arguments();
        switch (op.name()) {
            case "ioas" -> {
                int number = calls().allocateSpace(fd(op, 0));
                out.put("ioas", number);
                if (args.size() > 1) {
                    variables.bind(args.get(1), number);
                }
            }
            case "map" ->
                calls().map(
                                fd(op, 0),
                                space(op),
                                number(op, 2),
                                number(op, 3),
                                fd(op, 4),
                                args.size() > 5 ? number(op, 5) : 0);
            case "unmap" -> calls().unmap(fd(op, 0), space(op), number(op, 2), number(op, 3));
            case "set_container" -> calls().setContainer(fd(op, 0), fd(op, 1));
            case "set_iommu" ->
                calls().translate(
                                fd(op, 0),
                                VfioContainer.Translation.named(args.get(1))
                                        .orElseThrow(
                                                () -> new OpScript.SyntaxException(
                                                        script,
                                                        op.line(),
                                                        "set_iommu: \"" + args.get(1)
                                                                + "\", expected vfio_type1_iommu, vfio_type1v2_iommu or vfio_noiommu_iommu")));
            case "tables" -> tables(out);
            default -> {
                return false;
            }
        }
        return true;
    }

    private int space(Op op) {
        String text = op.arguments().get(1);
        return text.equals(NONE) ? DEFAULT_MAP_SPACE : space(op, text);
    }

    /** An address space by its number, or by the variable that holds it. */
    private int space(Op op, String text) {
        return Character.isDigit(text.charAt(0)) ? (int) Language.number(script, op, text) : variables.bound(text);
    }

    private void tables(Map<String, Object> out) {
        MemoryRows.of(process().kernel(), out);
    }
}
