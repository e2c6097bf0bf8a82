package io.luoledger.recorded;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.PciAddress;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.pci.PciListing;
import io.luoledger.simulator.pci.PciParts;
import io.luoledger.simulator.pci.PciPlatform;
import io.luoledger.simulator.pci.ResetMethod;
import io.luoledger.simulator.script.RecordedSteps;
import io.luoledger.simulator.script.RecordedSteps.Step;
import io.luoledger.simulator.script.ResultLine.OpResult;
import io.luoledger.simulator.script.ScriptRunner;
import io.luoledger.text.InputText;
import io.luoledger.text.JsonLines;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the calls that a program recorded on real kernels ({@code *.results.jsonl}) on simulated ones, and compares what they give. */
public final class RecordedRun {
    private static final String STEPS =
            "a step a line: {\"kernel\", \"step\", \"object\", \"errname\", ...} (*.results.jsonl)";
    private static final String ROWS =
            "a PCI function a line: {\"kernel\", \"when\", \"bdf\", \"parent\", ...} (*.topology.jsonl)";
    private static final List<String> FIELDS = List.of(
            "token",
            "driver_now",
            "driver",
            "path",
            "vendor",
            "device",
            "class",
            "flags",
            "num_regions",
            "num_irqs",
            "irq_index",
            "enable",
            "which",
            "command",
            "note");
    private static final int SHORT_CONFIGURATION_BYTES = 256;

    private final List<Step> steps;
    private final PciPlatform platform;
    private final List<String> plugged;

    private RecordedRun(List<Step> steps, PciPlatform platform, List<String> plugged) {
        this.steps = steps;
        this.platform = platform;
        this.plugged = plugged;
    }

    /** A recording on the machine that the caller gives. */
    public static RecordedRun on(PciPlatform platform, String results) {
        return new RecordedRun(steps(results), platform, List.of());
    }

    /** A recording on the machine that its first kernel showed when it booted; what showed up later was plugged in. */
    public static RecordedRun onListed(String topology, String results) {
        List<Listed> rows = rows(topology);
        int kernel = rows.getFirst().kernel();
        String boot = rows.getFirst().when();
        List<PciListing.Row> first = new ArrayList<>();
        Map<PciAddress, PciListing.Row> later = new LinkedHashMap<>();
        Set<PciAddress> known = new HashSet<>();
        for (Listed row : rows) {
            if (row.kernel() == kernel && row.when().equals(boot)) {
                first.add(row.row());
                known.add(row.row().address());
            } else if (row.kernel() == kernel && row.row().physical() == null) {
                later.putIfAbsent(row.row().address(), row.row());
            }
        }
        List<String> plugged = new ArrayList<>();
        later.forEach((address, row) -> {
            if (!known.contains(address)
                    && !row.parent().startsWith("pci")
                    && known.contains(PciAddress.parse(row.parent()))) {
                plugged.add("hotplug " + row.parent() + " " + part(topology, row));
            }
        });
        try {
            return new RecordedRun(steps(results), PciListing.platform(topology, first), plugged);
        } catch (IllegalArgumentException e) {
            throw new UnreadableInputException(topology + ": " + e.getMessage(), e);
        }
    }

    private static String part(String topology, PciListing.Row row) {
        return PciParts.named(row.vendor(), row.device())
                .orElseThrow(() -> new UnreadableInputException(
                        topology + ": " + row.address() + " was plugged in, and no part that is known is "
                                + String.format("%04x:%04x", row.vendor(), row.device())));
    }

    /**
     * One recorded step beside what was made of it.
     *
     * @param name the kernel, counted from 1, the step and its object
     * @param result what it gave; null when the kernel died in it, or it was never reached
     */
    public record Compared(String name, @Nullable String result, boolean reached, List<String> differences) {
        public Compared {
            differences = List.copyOf(differences);
        }

        public boolean agrees() {
            return reached && differences.isEmpty();
        }

        /** "EBUSY  DIFFERS: recorded OK". */
        public String found() {
            if (!reached) {
                return "never reached";
            }
            return (result == null ? "the kernel died" : result)
                    + (differences.isEmpty() ? "" : "  DIFFERS: " + String.join("; ", differences));
        }
    }

    /**
     * All of them, in the order of the recording.
     *
     * @param remarks of the program itself, which no call stands for
     * @param unknown steps that a call should stand for and none is known
     */
    public record Comparison(List<Compared> steps, List<String> remarks, List<String> unknown) {
        public Comparison {
            steps = List.copyOf(steps);
            remarks = List.copyOf(remarks);
            unknown = List.copyOf(unknown);
        }

        public boolean agrees() {
            return unknown.isEmpty() && steps.stream().allMatch(Compared::agrees);
        }

        /** For people, a line a step. */
        public void print(Consumer<String> out) {
            List<Compared> reached = steps.stream().filter(Compared::reached).toList();
            reached.forEach(step -> out.accept(step.name() + " -> " + step.found()));
            if (steps.size() > reached.size()) {
                out.accept(steps.size() - reached.size() + " more steps were never reached");
            }
            remarks.forEach(out);
            unknown.forEach(step -> out.accept(step + ": no call stands for this step"));
            out.accept(reached.size() + " steps, "
                    + reached.stream().filter(Compared::agrees).count() + " as recorded"
                    + (unknown.isEmpty() ? "" : "; not compared: " + unknown.size() + " that no call stands for"));
        }
    }

    /** Runs it. */
    public Comparison run(List<KernelProfile> kernels) {
        boolean[] done = new boolean[1];
        boolean rescans = steps.stream().anyMatch(step -> step.step().startsWith("sysfs_rescan"));
        RecordedSteps.Plan plan = RecordedSteps.plan("recorded", null, steps, step -> {
            boolean here = !done[0] && (!rescans || step.step().startsWith("sysfs_rescan"));
            done[0] |= here;
            return here ? plugged : List.of();
        });
        Map<Integer, Step> left = new TreeMap<>(plan.steps());
        List<Compared> compared = new ArrayList<>();
        new ScriptRunner(Journal.unread(), kernels, "b00", platform).run(List.of(plan.script()), line -> {
            for (OpResult result : line.ops()) {
                Step step = left.remove(result.op().line());
                if (step != null) {
                    compared.add(new Compared(name(step), result.result(), true, differences(step, result)));
                }
            }
        });
        left.values().forEach(step -> compared.add(new Compared(name(step), null, false, List.of())));
        return new Comparison(
                compared,
                plan.remarks().stream()
                        .map(step -> name(step) + ": not compared, " + remark(step))
                        .toList(),
                plan.unknown().stream()
                        .map(step -> "%" + step.kernel() + " " + step.step())
                        .toList());
    }

    private static String name(Step step) {
        return ("%" + step.kernel() + " " + step.step() + " " + step.object()).strip();
    }

    private static String remark(Step step) {
        return step.step().startsWith("run")
                ? "a program whose calls weren't recorded, it ended with " + step.errname()
                : "a remark: " + step.fields().getOrDefault("note", "");
    }

    private static List<String> differences(Step step, OpResult result) {
        List<String> differences = new ArrayList<>();
        if (!RecordedSteps.agrees(step, result)) {
            differences.add("recorded " + step.errname());
        }
        differences.addAll(RecordedSteps.differences(step, result));
        return differences;
    }

    private static List<Step> steps(String file) {
        List<Step> steps = new ArrayList<>();
        JsonLines.forEach(InputText.of(file), STEPS, row -> {
            Map<String, String> fields = new HashMap<>();
            for (String field : FIELDS) {
                String value = text(row, field);
                if (value != null) {
                    fields.put(field, value);
                }
            }
            String object = row.text("object");
            steps.add(new Step(
                    row.needNumber("kernel", 10),
                    row.need("step"),
                    object == null ? "" : object,
                    row.need("errname"),
                    fields));
        });
        return steps;
    }

    private static @Nullable String text(JsonLines.Row row, String field) {
        String text = row.text(field);
        if (text != null || !row.has(field)) {
            return text;
        }
        try {
            Integer number = row.number(field, 10);
            return number == null ? "" : number.toString();
        } catch (UnreadableInputException notANumber) {
            return null;
        }
    }

    private record Listed(int kernel, String when, PciListing.Row row) {}

    private static List<Listed> rows(String file) {
        List<Listed> rows = new ArrayList<>();
        JsonLines.forEach(InputText.of(file), ROWS, row -> {
            String when = row.text("when");
            rows.add(new Listed(row.needNumber("kernel", 10), when == null ? "" : when, listed(row)));
        });
        return rows;
    }

    private static PciListing.Row listed(JsonLines.Row row) {
        PciAddress address = address(row, row.need("bdf"));
        Integer secondary = row.number("secondary", 10);
        BridgeBuses buses = secondary == null
                ? null
                : new BridgeBuses(row.needNumber("primary", 10), secondary, row.needNumber("subordinate", 10));
        Set<ResetMethod> resets = EnumSet.noneOf(ResetMethod.class);
        String methods = row.text("reset_method");
        for (ResetMethod method : ResetMethod.values()) {
            if (methods != null
                    && List.of(methods.split(" ")).contains(method.name().toLowerCase(Locale.ROOT))) {
                resets.add(method);
            }
        }
        String physical = row.text("physfn");
        return new PciListing.Row(
                address,
                row.need("parent"),
                row.needNumber("vendor", 16),
                row.needNumber("device", 16),
                orZero(row.number("class", 16)),
                buses,
                orZero(row.number("cfg_bytes", 10)) > SHORT_CONFIGURATION_BYTES,
                resets,
                atLeastZero(row, "acs_ctrl"),
                atLeastZero(row, "ari_cap"),
                orZero(row.number("sriov_totalvfs", 10)),
                orZero(row.number("command", 16)),
                physical == null ? null : address(row, physical));
    }

    private static PciAddress address(JsonLines.Row row, String text) {
        try {
            return PciAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw row.unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private static boolean atLeastZero(JsonLines.Row row, String field) {
        Integer number = row.number(field, 10);
        return number != null && number >= 0;
    }
}
