package io.luoledger.simulator.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The steps that a program recorded on real kernels ({@code *.results.jsonl}), as calls of the language: one mapping from the names of
 * steps to ops. The recording leaves out what the program closed on its way; where a later step shows that it must have, the mapping
 * closes it (said at each place). What a call gives plays no part, but for which file of a device the program went on with.
 */
public final class RecordedSteps {
    /**
     * One recorded step.
     *
     * @param kernel counted from 1
     * @param step its name
     * @param object a device's address, a session's name, a path; may be empty
     * @param errname what it gave: OK or an errno's name
     * @param fields what else was recorded, by name
     */
    public record Step(int kernel, String step, String object, String errname, Map<String, String> fields) {
        public Step {
            fields = Map.copyOf(fields);
        }

        boolean ok() {
            return errname.equals("OK");
        }
    }

    /**
     * The calls.
     *
     * @param script to be run with one kernel per stage
     * @param steps the step that the op on a line stands for; ops that the mapping added stand for none
     * @param told steps that are no calls: marks of the program's own
     * @param unknown steps that no op stands for
     */
    public record Plan(OpScript script, Map<Integer, Step> steps, List<Step> told, List<Step> unknown) {
        /** Those of the told ones that say more than where the program is. */
        public List<Step> remarks() {
            return told.stream()
                    .filter(step -> REMARK.matcher(step.step()).matches())
                    .toList();
        }
    }

    /** Something that happened to the machine between steps, and wasn't recorded as one. */
    @FunctionalInterface
    public interface Meanwhile {
        /** Ops that come right before this step. */
        List<String> before(Step step);
    }

    private static final Pattern OPEN_CDEV = Pattern.compile("(?:(?<prefix>\\w+?)_)?open_cdev(?:_(?<suffix>\\w+))?");
    private static final Pattern GROUP_STEP = Pattern.compile(
            "(?<prefix>\\w+?)_(?<what>open_group|group_set_container|container_set_iommu|group_get_device_fd)");
    private static final Pattern NUMVFS = Pattern.compile("sriov_numvfs_(?<count>\\d+)(?:_\\w+)?");
    private static final Set<String> MARKS = Set.of("init_start", "end", "kexec_file_load", "reboot_kexec_refused");
    /** What the program wrote down for people, and other programs that it ran, whose calls nobody recorded. */
    private static final Pattern REMARK = Pattern.compile("(note|run)(_\\w+)?");

    private static final String AFTER_CLOSE = "after_session_close";
    /** What steps record beyond their errno, and what the ops call it. */
    private static final Map<String, String> ANSWERS = Map.of(
            "driver_now", "driver",
            "driver", "driver",
            "path", "path",
            "vendor", "vendor",
            "device", "device",
            "flags", "flags",
            "num_regions", "num_regions",
            "num_irqs", "num_irqs",
            "class", "class",
            "command", "command");

    /** What a program writes down of a call that didn't return while it waited: its own patience, or how it ended in the end. */
    private static final Set<String> WAITED = Set.of("OK", "EINPROGRESS", "ETIMEDOUT", "EINTR", Section.BLOCKED);

    private static final String PRESERVE = "preserve_";
    private static final String RETRIEVE = "retrieve";

    private final RecordedScript script = new RecordedScript();
    private final RecordedSessions.Preserved preserved = new RecordedSessions.Preserved();
    private final List<Step> told = new ArrayList<>();
    private final List<Step> unknown = new ArrayList<>();
    /** Devices that a driver is being taken off, by a call that hadn't returned when its step was written down. */
    private final Set<String> hanging = new HashSet<>();

    private RecordedFiles files = new RecordedFiles(script);
    private RecordedSessions sessions = new RecordedSessions(script, files, preserved);
    private boolean opened;

    private RecordedSteps() {}

    /**
     * Maps them.
     *
     * @param machine name of the machine as scripts know it, or null when the caller gives it
     */
    public static Plan plan(String name, @Nullable String machine, List<Step> steps, Meanwhile meanwhile) {
        RecordedSteps mapping = new RecordedSteps();
        if (machine != null) {
            mapping.script.line("machine " + machine);
        }
        int kernel = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.kernel() != kernel) {
                kernel = step.kernel();
                mapping.kernel(kernel);
            }
            meanwhile.before(step).forEach(mapping.script::line);
            boolean refused = i + 1 < steps.size() && steps.get(i + 1).step().equals("reboot_kexec_refused");
            mapping.map(step, refused ? steps.get(i + 1) : step);
        }
        return new Plan(
                OpScript.parse(name, mapping.script.text()), mapping.script.steps(), mapping.told, mapping.unknown);
    }

    /** Whether a call ended as it was recorded. */
    public static boolean agrees(Step step, ResultLine.OpResult result) {
        return step.errname().equals(result.result())
                || (Section.BLOCKED.equals(result.result()) && WAITED.contains(step.errname()));
    }

    /** What else a step recorded of its answer that the call answered otherwise. */
    public static List<String> differences(Step step, ResultLine.OpResult result) {
        List<String> differences = new ArrayList<>();
        Map<String, Object> out = result.out();
        ANSWERS.forEach((field, answer) -> {
            String recorded = step.fields().get(field);
            Object got = out.get(answer);
            if (recorded != null && got != null && !recorded.equals(String.valueOf(got))) {
                differences.add(field + " recorded " + recorded + ", got " + got);
            }
        });
        return differences;
    }

    private void kernel(int number) {
        script.kernel(number);
        files = new RecordedFiles(script);
        sessions = new RecordedSessions(script, files, preserved);
        hanging.clear();
        opened = false;
    }

    private void map(Step step, Step outcome) {
        String name = step.step();
        Matcher group = GROUP_STEP.matcher(name);
        Matcher open = OPEN_CDEV.matcher(name);
        Matcher numvfs = NUMVFS.matcher(name);
        if (MARKS.contains(name) || REMARK.matcher(name).matches()) {
            told.add(step);
        } else if (name.startsWith("reboot_kexec")) {
            script.op(outcome, "reboot");
        } else if (name.startsWith("open_dev_liveupdate")) {
            openLiveUpdate(step);
        } else if (name.equals("create_session")) {
            sessions.create(step);
        } else if (name.equals("retrieve_session")) {
            sessions.retrieveSession(step);
        } else if (name.startsWith(PRESERVE)) {
            sessions.preserve(step, name.substring(PRESERVE.length()));
        } else if (name.equals(RETRIEVE) || name.startsWith(RETRIEVE + "_")) {
            sessions.retrieve(step, name.substring(RETRIEVE.length()).replaceFirst("^_", ""));
        } else if (name.equals("finish") || name.startsWith("finish_")) {
            sessions.finish(step);
        } else if (name.startsWith("close_session")) {
            sessions.close(step);
        } else if (group.matches()) {
            files.group(step, group.group("prefix"), group.group("what"));
        } else if (open.matches()) {
            files.open(step, open.group("prefix"), open.group("suffix"));
        } else if (numvfs.matches()) {
            script.op(step, "numvfs", step.object(), numvfs.group("count"));
        } else {
            sysfsOrFile(step, name);
        }
    }

    /** The runner opens the device by itself: that open is undone, so that the program's own is seen. */
    private void openLiveUpdate(Step step) {
        if (!opened) {
            script.line("closedev");
            opened = true;
        }
        script.op(step, "opendev");
    }

    private void sysfsOrFile(Step step, String name) {
        String object = step.object();
        if (name.equals("bind")) {
            String driver = step.fields().getOrDefault("driver_now", "");
            script.op(step, "bind", object, driver.isEmpty() ? "vfio-pci" : driver);
        } else if (name.startsWith("unbind")) {
            unbind(step);
        } else if (name.startsWith("drivers_probe")) {
            script.op(step, "probe", object);
        } else if (name.startsWith("sysfs_bind")) {
            script.op(step, "sysfs_bind", object, step.fields().getOrDefault("driver", "-"));
        } else if (name.startsWith("sysfs_remove")) {
            script.op(step, "remove", object);
        } else if (name.startsWith("sysfs_rescan")) {
            script.op(step, "rescan");
        } else if (name.equals("table_entry_now") || name.equals("real_device_now") || name.contains("driver_at_")) {
            script.op(step, "device", object);
        } else if (!files.onFile(step, name)) {
            afterClose(step);
        }
    }

    private void unbind(Step step) {
        if (step.step().endsWith(AFTER_CLOSE) && hanging.contains(step.object())) {
            afterClose(step);
            return;
        }
        script.op(step, "unbind", step.object());
        if (!step.ok() && WAITED.contains(step.errname())) {
            hanging.add(step.object());
        }
    }

    /** How a device stands once its session is closed: a call that hung is through, if the program had closed its own files, too. */
    private void afterClose(Step step) {
        String object = step.object();
        boolean hung = hanging.contains(object);
        if (!step.step().endsWith(AFTER_CLOSE) || !object.contains(":")) {
            unknown.add(step);
        } else if (hung && !step.ok()) {
            script.op(step, "unbind", object);
        } else if (hung) {
            files.close(object);
            script.op(withoutDriver(step), "device", object);
        } else {
            script.op(step, "device", object);
        }
    }

    private static Step withoutDriver(Step step) {
        Map<String, String> fields = new HashMap<>(step.fields());
        fields.putIfAbsent("driver_now", "");
        return new Step(step.kernel(), step.step(), step.object(), step.errname(), fields);
    }
}
