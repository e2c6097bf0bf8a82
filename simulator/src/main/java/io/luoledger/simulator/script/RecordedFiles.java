package io.luoledger.simulator.script;

import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.script.RecordedSteps.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of devices that a recorded program had open in one kernel: its opens, and its calls on them. */
final class RecordedFiles {
    private static final String IOMMUFD = "iommu";
    private static final String SPACE = "space";
    private static final String UNSAFE = "noiommu-";
    private static final String COMMAND = "command";

    private final RecordedScript script;
    private final Map<String, List<String>> filesOf = new HashMap<>();
    private final Map<String, String> retrievedFileOf = new HashMap<>();
    private final List<String> copies = new ArrayList<>();
    private boolean context;
    private boolean isolated = true;
    private @Nullable String groupUse;
    private int opened;

    RecordedFiles(RecordedScript script) {
        this.script = script;
    }

    /** The variable of the program's iommufd. */
    String iommufdVariable() {
        return script.variable(IOMMUFD);
    }

    /** The variable of a group, container or device opened the old way. */
    String old(String what) {
        return script.variable((groupUse == null ? "legacy" : groupUse) + "." + what);
    }

    /** A second descriptor of the device's file. */
    String copy(String device) {
        String copy = "dup." + device;
        script.line("dup " + mainFile(device) + " " + copy);
        copies.add(copy);
        return copy;
    }

    /** Whether the file was retrieved before. */
    boolean retrieved(String device) {
        return retrievedFileOf.containsKey(device);
    }

    /** The file was retrieved: it is the one that the program goes on with. */
    void retrieved(String device, String file) {
        retrievedFileOf.put(device, file);
        files(device).remove(file);
        files(device).add(file);
    }

    List<String> files(String device) {
        return filesOf.computeIfAbsent(device, fresh -> new ArrayList<>());
    }

    String mainFile(String device) {
        List<String> files = files(device);
        return files.isEmpty() ? script.variable("none." + device) : files.getFirst();
    }

    String lastFile(String device) {
        List<String> files = files(device);
        return files.isEmpty() ? script.variable("none." + device) : files.getLast();
    }

    /**
     * An open that begins a new use of the device ("end_open_cdev"), or says so, came after the program had closed what it had open of
     * it.
     */
    void open(Step step, @Nullable String prefix, @Nullable String suffix) {
        endGroupUse();
        boolean fresh = (prefix != null && suffix == null) || (suffix != null && suffix.startsWith("after_close"));
        if (fresh) {
            close(step.object());
        }
        String file = "f" + opened++ + "." + step.object();
        script.op(step, "cdev", file, step.object());
        if (step.ok()) {
            script.bound(file);
            files(step.object()).add(file);
        }
    }

    /** The program closed what it had open of the device. */
    void close(String device) {
        files(device).forEach(file -> script.line("closefd " + file));
        copies.forEach(file -> script.line("closefd " + file));
        copies.clear();
        files(device).clear();
        retrievedFileOf.remove(device);
    }

    /** What the program opened the old way to preserve it, it closed before it opened the device's own file. */
    private void endGroupUse() {
        if ("legacy".equals(groupUse)) {
            script.line("closefd legacy.device");
            closeGroup("legacy");
        }
    }

    private void closeGroup(String use) {
        script.line("closefd " + use + ".group");
        script.line("closefd " + use + ".container");
        groupUse = null;
    }

    void group(Step step, String use, String what) {
        switch (what) {
            case "open_group" -> {
                script.line("container " + use + ".container");
                String path = step.object();
                isolated = !path.contains(UNSAFE);
                script.op(step, "group", use + ".group", path.replaceFirst(".*/(" + UNSAFE + ")?", ""));
                groupUse = use;
                script.bound(use + ".group", use + ".container");
            }
            case "group_set_container" -> script.op(step, "set_container", use + ".group", use + ".container");
            case "container_set_iommu" ->
                script.op(
                        step, "set_iommu", use + ".container", isolated ? "vfio_type1v2_iommu" : "vfio_noiommu_iommu");
            default -> {
                script.op(step, "group_device", use + ".device", use + ".group", step.object());
                script.bound(use + ".device");
                if (!step.ok()) {
                    // refused: the program gave group and container up
                    closeGroup(use);
                }
            }
        }
    }

    /** A call on a file that is open; false when the step's name is none of these. */
    boolean onFile(Step step, String name) {
        String object = step.object();
        if (name.contains("get_info")) {
            script.op(step, "info", lastFile(object));
        } else if (name.contains("config")) {
            config(step);
        } else if (name.endsWith("ioas_alloc")) {
            iommufd();
            script.op(step, "ioas", IOMMUFD, SPACE);
        } else if (name.endsWith("bind_iommufd")) {
            iommufd();
            script.op(step, "bind_iommufd", lastFile(object), IOMMUFD);
        } else if (name.endsWith("attach_ioas")) {
            script.op(step, "attach", lastFile(object), SPACE);
        } else if (step.fields().containsKey("irq_index")) {
            boolean on = step.fields().getOrDefault("enable", "1").equals("1");
            script.op(step, "irq", lastFile(object), step.fields().getOrDefault("irq_index", "2"), on ? "on" : "off");
        } else if (name.matches("(?i)(\\w+_)?d3(hot)?(_\\w+)?")) {
            script.op(step, "power", lastFile(object), "D3hot");
        } else if (name.matches("(?i)(\\w+_)?d0(_\\w+)?")) {
            script.op(step, "power", lastFile(object), "D0");
        } else if (name.equals("memfd_data")) {
            script.op(step, "bytes", "memfd", "0", "5");
        } else {
            return false;
        }
        return true;
    }

    /** Bus mastering is off under vfio-pci until user space switches it on: a program that then sees it on wrote the register. */
    private void config(Step step) {
        String command = step.fields().get(COMMAND);
        if (command != null && (Integer.decode(command) & PciFunction.COMMAND_MASTER) != 0) {
            script.line(COMMAND + " " + lastFile(step.object()) + " " + command);
        }
        script.op(step, "config", lastFile(step.object()));
    }

    private void iommufd() {
        if (!context) {
            script.line("iommufd " + IOMMUFD);
            context = true;
            script.bound(IOMMUFD);
        }
    }
}
