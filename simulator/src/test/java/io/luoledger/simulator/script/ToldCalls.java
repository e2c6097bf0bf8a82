package io.luoledger.simulator.script;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.scenario.Scenario;
import io.luoledger.simulator.script.OpScript.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The calls of a scenario's script in the words of recordings: names of sessions for handles, addresses for labels and for files of
 * devices (a file's variable begins with its device's label).
 */
final class ToldCalls {
    /**
     * One call.
     *
     * @param words what was called, and on what
     */
    record Call(int kernel, String words, ResultLine.OpResult result) {}

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, PciFunction> labels = new HashMap<>();
    private final Map<String, PciAddress> labelledAt = new HashMap<>();
    private final Map<String, PciAddress> lastSeen = new HashMap<>();
    private final Map<String, String> sessions = new HashMap<>();
    private final ScriptedHost host;

    private ToldCalls(Scenario scenario) {
        List<KernelProfile> kernels = scenario.kernels().stream()
                .map(kernel -> KernelProfiles.find(kernel).orElseThrow())
                .toList();
        this.host = new ScriptedHost(Journal.unread(), kernels, scenario.script(), new Dice(1), this::add);
    }

    static List<Call> of(Scenario scenario) {
        ToldCalls told = new ToldCalls(scenario);
        while (told.host.step()) {
            // goes on by itself
        }
        return told.calls;
    }

    private void add(int stage, ResultLine.OpResult result) {
        Op op = result.op();
        List<String> args = op.arguments();
        if (op.name().equals("label")) {
            labelledAt.put(args.getFirst(), PciAddress.parse(args.get(1)));
            lastSeen.put(args.getFirst(), PciAddress.parse(args.get(1)));
            labels.put(args.getFirst(), device(args.get(1)).orElseThrow().function());
        } else if (op.name().equals("create") || op.name().equals("retrieve_session")) {
            sessions.put(args.get(1), args.getFirst());
        }
        calls.add(new Call(stage, words(op, this::session, this::subject), result));
    }

    private String session(String handle) {
        return sessions.getOrDefault(handle, handle);
    }

    private String subject(String word) {
        String label = word.replaceFirst("^[@~]", "").replaceFirst("\\..*", "");
        if (word.startsWith("~")) {
            return Objects.requireNonNull(labelledAt.get(label)).toString();
        }
        PciFunction function = labels.get(label);
        if (function == null) {
            return word;
        }
        Kernel kernel = host.kernel();
        if (kernel != null) {
            // what was just removed is told by where it was
            devices(kernel).of(function).ifPresent(device -> lastSeen.put(label, device.address()));
        }
        return Objects.requireNonNull(lastSeen.get(label)).toString();
    }

    private Optional<PciDevice> device(String address) {
        Kernel kernel = host.kernel();
        return kernel == null ? Optional.empty() : devices(kernel).at(PciAddress.parse(address));
    }

    private static PciSubsystem devices(Kernel kernel) {
        return kernel.devices().pci();
    }

    /** How a variable or a place is told. */
    @FunctionalInterface
    interface Naming {
        String of(String word);
    }

    /** An op with what it is about, and without what only the script knows. */
    static String words(Op op, Naming session, Naming subject) {
        List<String> args = op.arguments();
        String about = switch (op.name()) {
            case "create", "retrieve_session" -> args.getFirst();
            case "finish" -> session.of(args.getFirst());
            case "close" -> session.of(args.getFirst());
            case "preserve" -> session.of(args.getFirst()) + " " + Long.decode(args.get(2));
            case "retrieve" -> session.of(args.getFirst()) + " " + Long.decode(args.get(1));
            case "bind", "sysfs_bind", "numvfs", "irq" ->
                subject.of(args.getFirst()) + " " + String.join(" ", args.subList(1, args.size()));
            case "unbind", "probe", "remove", "device", "info", "config", "bind_iommufd", "attach", "power" ->
                subject.of(args.getFirst());
            case "cdev" -> subject.of(args.get(1));
            case "group_device" -> subject.of(args.get(2));
            default -> "";
        };
        return (op.name() + " " + about).strip();
    }
}
