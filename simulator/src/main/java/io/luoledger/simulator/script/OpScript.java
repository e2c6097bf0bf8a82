package io.luoledger.simulator.script;

import io.luoledger.simulator.pci.PciMachines;
import io.luoledger.simulator.pci.PciPlan;
import io.luoledger.simulator.pci.PciPlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A script of calls: a section of ops for each stage, that is for each kernel in turn.
 *
 * @param name the script's id
 * @param machine name or description of the machine whose PCI devices the script needs; null when it needs none
 * @param stages ops by stage, from 1
 */
public record OpScript(String name, @Nullable String machine, Map<Integer, List<Op>> stages) {
    private static final int MAX_STAGE = 99;
    private static final String MACHINE = "machine";
    private static final String DESCRIBED = "described";
    private static final Pattern WORDS = Pattern.compile("\\s+");

    public OpScript {
        stages = java.util.Collections.unmodifiableMap(new TreeMap<>(stages));
    }

    /**
     * One call.
     *
     * @param line of the script, from 1
     */
    public record Op(String name, List<String> arguments, int line) {
        public Op {
            arguments = List.copyOf(arguments);
        }
    }

    /** A line that isn't an op of the language. The message says where and what was expected. */
    public static final class SyntaxException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SyntaxException(String script, int line, String problem) {
            super(script + ": line " + line + ": " + problem);
        }
    }

    /** Reads a script. Throws {@link SyntaxException}. */
    public static OpScript parse(String name, String text) {
        Map<Integer, List<Op>> stages = new TreeMap<>();
        String machine = null;
        StringBuilder described = null;
        int stage = 0;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String content = line.strip();
            if (described != null && content.startsWith("%")) {
                machine = described(name, number, described.toString());
                described = null;
            }
            if (described != null) {
                described.append(line).append('\n');
                continue;
            }
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            if (content.startsWith("%")) {
                stage = stage(name, number, content);
                stages.computeIfAbsent(stage, fresh -> new ArrayList<>());
                continue;
            }
            if (stage == 0 && content.equals(MACHINE)) {
                described = new StringBuilder();
                continue;
            }
            if (stage == 0 && content.startsWith(MACHINE + " ")) {
                machine = machine(
                        name, number, content.substring(MACHINE.length()).strip());
                continue;
            }
            if (stage == 0) {
                throw new SyntaxException(name, number, "\"" + content + "\" before the first stage, expected %1");
            }
            List<String> words = List.of(WORDS.split(content));
            Op op = new Op(words.getFirst(), words.subList(1, words.size()), number);
            Language.check(name, op);
            stages.computeIfAbsent(stage, fresh -> new ArrayList<>()).add(op);
        }
        return new OpScript(name, machine, stages);
    }

    private static String machine(String script, int line, String machine) {
        if (!PciMachines.names().contains(machine)) {
            throw new SyntaxException(
                    script,
                    line,
                    "unknown machine \"" + machine + "\", expected one of " + String.join(" ", PciMachines.names()));
        }
        return machine;
    }

    /** The lines between machine and the first stage. */
    private static String described(String script, int line, String plan) {
        try {
            PciPlan.read(DESCRIBED, plan);
            return plan;
        } catch (PciPlan.SyntaxException wrong) {
            throw new SyntaxException(script, line, "the machine described above: its " + wrong.getMessage());
        }
    }

    /** A new machine with the PCI devices that the script needs, or null. */
    public @Nullable PciPlatform platform() {
        return machine == null ? null : PciMachines.named(machine).orElseGet(() -> PciPlan.read(DESCRIBED, machine));
    }

    private static int stage(String name, int line, String content) {
        try {
            int stage = Integer.parseInt(content.substring(1));
            if (stage >= 1 && stage <= MAX_STAGE) {
                return stage;
            }
        } catch (NumberFormatException ignored) {
            // said below
        }
        throw new SyntaxException(name, line, "not a stage: \"" + content + "\", expected %1, %2, ...");
    }

    /** The last stage that has a section. */
    public int lastStage() {
        return stages.isEmpty()
                ? 0
                : stages.keySet().stream().max(Integer::compare).get();
    }
}
