package io.luoledger.experiment.bdf;

import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciParts;
import io.luoledger.simulator.pci.PciSubsystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A host as one kernel knows it, drawn as a tree: each function below what the kernel sees it below. A preserved function has a letter:
 * {@code =A} where it was, {@code >A} elsewhere; {@code !A} is another function where it was.
 */
final class TreeText {
    private static final String STEP = "  ";

    private final PciSubsystem kernel;
    private final List<Promise> promises;
    private final Map<String, List<PciDevice>> below = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();

    private TreeText(PciSubsystem kernel, List<Promise> promises) {
        this.kernel = kernel;
        this.promises = promises;
        kernel.devices()
                .forEach(device -> below.computeIfAbsent(device.parentName(), fresh -> new ArrayList<>())
                        .add(device));
    }

    /** A line for each function, and one for each preserved function that the kernel hasn't found. */
    static List<String> of(PciSubsystem kernel, List<Promise> promises) {
        TreeText text = new TreeText(kernel, promises);
        text.below.keySet().stream().filter(parent -> parent.startsWith("pci")).forEach(root -> {
            text.lines.add(root.substring("pci".length()));
            text.tree(root, STEP);
        });
        promises.stream()
                .filter(promise -> promise.in(kernel).isEmpty())
                .forEach(promise -> text.lines.add(promise.letter() + " isn't found"));
        return List.copyOf(text.lines);
    }

    private void tree(String parent, String indent) {
        for (PciDevice device : below.getOrDefault(parent, List.of())) {
            lines.add(indent + line(device));
            tree(device.address().toString(), indent + STEP);
        }
    }

    private String line(PciDevice device) {
        PciFunction function = device.function();
        StringBuilder line = new StringBuilder(device.address().bdfText()).append(' ');
        line.append(
                device.virtualFunction()
                        ? "virtual function"
                        : PciParts.named(device.model().vendor(), device.model().device())
                                .orElse(device.model().id()));
        if (function.bridge()) {
            line.append(
                    function.secondary() == 0
                            ? " [no numbers]"
                            : String.format(" [%02x-%02x]", function.secondary(), function.subordinate()));
        }
        for (Promise promise : promises) {
            note(promise, device, line);
        }
        return line.toString();
    }

    private void note(Promise promise, PciDevice device, StringBuilder line) {
        boolean same = promise.in(kernel).filter(found -> found == device).isPresent();
        boolean there = promise.address().equals(device.address());
        boolean left = !same && device.function() == promise.hardware();
        if (same) {
            line.append(there ? " =" : " >").append(promise.letter());
        } else if (there) {
            line.append(left ? " (left over)" : " !" + promise.letter());
        }
    }
}
