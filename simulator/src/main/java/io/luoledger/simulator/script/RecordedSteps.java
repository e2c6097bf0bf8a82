package io.luoledger.simulator.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    public record Plan(OpScript script, Map<Integer, Step> steps, List<Step> told, List<Step> unknown) {}

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
            "class", "class");

    private static final String IOMMUFD = "iommu";
    private static final String SPACE = "space";
    private static final String PRESERVE = "preserve_";
    private static final String RETRIEVE = "retrieve";

    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, Step> byLine = new LinkedHashMap<>();
    private final List<Step> told = new ArrayList<>();
    private final List<Step> unknown = new ArrayList<>();
    private final Map<String, String> sessionOfObject = new HashMap<>();
    private final Map<String, String> sessionOfWhat = new HashMap<>();
    private int lines;
    private KernelSeen seen = new KernelSeen();

    /** What the program had in one kernel. */
    private static final class KernelSeen {
        private final Set<String> created = new LinkedHashSet<>();
        private final Set<String> retrieved = new LinkedHashSet<>();
        private final Map<String, List<String>> filesOf = new HashMap<>();
        private final Map<String, String> retrievedFileOf = new HashMap<>();
        private final Map<String, Set<String>> tokens = new HashMap<>();
        private final Set<String> variables = new LinkedHashSet<>();
        private @Nullable String current;
        private boolean opened;
        private boolean iommufd;
        private @Nullable String groupUse;
        private final List<String> copies = new ArrayList<>();
        private int files;
    }

    private RecordedSteps() {}

    /**
     * Maps them.
     *
     * @param machine name of the machine as scripts know it, or null when the caller gives it
     */
    public static Plan plan(String name, @Nullable String machine, List<Step> steps, Meanwhile meanwhile) {
        RecordedSteps mapping = new RecordedSteps();
        if (machine != null) {
            mapping.line("machine " + machine);
        }
        int kernel = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.kernel() != kernel) {
                kernel = step.kernel();
                mapping.seen = new KernelSeen();
                mapping.line("%" + kernel);
            }
            meanwhile.before(step).forEach(mapping::line);
            boolean refused = i + 1 < steps.size() && steps.get(i + 1).step().equals("reboot_kexec_refused");
            mapping.map(step, refused ? steps.get(i + 1) : step);
        }
        return new Plan(OpScript.parse(name, mapping.text.toString()), mapping.byLine, mapping.told, mapping.unknown);
    }

    /** What a program writes down of a call that didn't return while it waited: its own patience, or how it ended in the end. */
    private static final Set<String> WAITED = Set.of("OK", "ETIMEDOUT", "EINTR", Section.BLOCKED);

    /** Whether a call ended as it was recorded. */
    public static boolean agrees(Step step, ResultLine.OpResult result) {
        return step.errname().equals(result.result())
                || (Section.BLOCKED.equals(result.result()) && WAITED.contains(step.errname()));
    }

    /** What else a step recorded of its answer that the call answered otherwise. Command registers are left to themselves. */
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

    private void line(String op) {
        text.append(op).append('\n');
        lines++;
    }

    private void op(Step step, String... words) {
        line(String.join(" ", words));
        byLine.put(lines, step);
    }

    /** A variable that can be named before it is bound: until then it is no descriptor. */
    private String variable(String name) {
        if (seen.variables.add(name)) {
            line("mkfd " + name + " fd:-1");
        }
        return name;
    }

    private void map(Step step, Step outcome) {
        String name = step.step();
        Matcher group = GROUP_STEP.matcher(name);
        Matcher open = OPEN_CDEV.matcher(name);
        Matcher numvfs = NUMVFS.matcher(name);
        if (MARKS.contains(name)) {
            told.add(step);
        } else if (name.startsWith("reboot_kexec")) {
            op(outcome, "reboot");
        } else if (name.startsWith("open_dev_liveupdate")) {
            openLiveUpdate(step);
        } else if (name.equals("create_session")) {
            op(step, "create", step.object(), "out." + step.object());
            if (step.ok()) {
                seen.created.add(step.object());
                seen.current = seen.tokens.isEmpty() && seen.current != null ? seen.current : step.object();
            }
        } else if (name.equals("retrieve_session")) {
            op(step, "retrieve_session", step.object(), "in." + step.object());
            if (step.ok()) {
                seen.retrieved.add(step.object());
            }
        } else if (name.startsWith(PRESERVE)) {
            preserve(step, name.substring(PRESERVE.length()));
        } else if (name.equals(RETRIEVE) || name.startsWith(RETRIEVE + "_")) {
            retrieve(step, name.substring(RETRIEVE.length()).replaceFirst("^_", ""));
        } else if (name.equals("finish") || name.startsWith("finish_")) {
            op(step, "finish", handle(step.object(), !seen.retrieved.contains(step.object())));
        } else if (name.startsWith("close_session")) {
            closeSession(step);
        } else if (group.matches()) {
            group(step, group.group("prefix"), group.group("what"));
        } else if (open.matches()) {
            open(step, open.group("prefix"), open.group("suffix"));
        } else if (numvfs.matches()) {
            op(step, "numvfs", step.object(), numvfs.group("count"));
        } else {
            sysfsOrFile(step, name);
        }
    }

    /** The runner opens the device by itself: that open is undone, so that the program's own is seen. */
    private void openLiveUpdate(Step step) {
        if (!seen.opened) {
            line("closedev");
            seen.opened = true;
        }
        op(step, "opendev");
    }

    private static String handle(String session, boolean outgoing) {
        return (outgoing ? "out." : "in.") + session;
    }

    private void closeSession(Step step) {
        String session = step.object();
        boolean outgoing = seen.created.contains(session)
                && (step.step().contains("unpreserve") || !seen.retrieved.contains(session));
        op(step, "close", handle(session, outgoing));
        if (outgoing) {
            seen.created.remove(session);
            seen.tokens.remove(session);
            if (session.equals(seen.current)) {
                seen.current = null;
            }
        }
    }

    // ---- sessions' files

    /**
     * Which session a file was preserved in, the recording doesn't say. It is the one named after what is preserved; else the current
     * one: the last created, but of several made in a row the first, until a token comes again.
     */
    private String sessionFor(String what, String token) {
        for (String session : seen.created) {
            if (session.endsWith("-" + what)) {
                return session;
            }
        }
        String current = seen.current;
        if (current == null) {
            current =
                    seen.created.isEmpty() ? "none" : List.copyOf(seen.created).getLast();
            seen.current = current;
        }
        if (what.endsWith("other_session") || token.isEmpty()) {
            return current;
        }
        Set<String> used = seen.tokens.getOrDefault(current, Set.of());
        List<String> created = List.copyOf(seen.created);
        int at = created.indexOf(current);
        if (used.contains(token) && !what.contains("same_token") && at + 1 < created.size()) {
            current = created.get(at + 1);
            seen.current = current;
        }
        return current;
    }

    private void preserve(Step step, String what) {
        String token = step.fields().getOrDefault("token", "0");
        String handle;
        if (what.contains("incoming_session")) {
            handle = handle(
                    seen.retrieved.isEmpty()
                            ? "none"
                            : List.copyOf(seen.retrieved).getLast(),
                    false);
        } else {
            String session = sessionFor(what, token);
            handle = handle(session, true);
            if (step.ok()) {
                seen.tokens
                        .computeIfAbsent(session, fresh -> new LinkedHashSet<>())
                        .add(token);
                sessionOfObject.put(step.object(), session);
                sessionOfWhat.put(what, session);
            }
        }
        op(step, "preserve", handle, fileToPreserve(step, what), token);
    }

    private String fileToPreserve(Step step, String what) {
        String object = step.object();
        if (what.startsWith("memfd") || object.equals("memfd")) {
            line("mkfd memfd memfd_text:hello");
            return "memfd";
        }
        if (object.equals("eventfd")) {
            return "eventfd";
        }
        if (object.equals("/dev/null")) {
            return "devnull";
        }
        if (object.startsWith("fd ")) {
            return "fd:" + object.substring(3).strip();
        }
        if (what.contains("group_device") || object.equals("group") || object.equals("container")) {
            String use = seen.groupUse == null ? "legacy" : seen.groupUse;
            return variable(
                    use + (object.equals("group") ? ".group" : object.equals("container") ? ".container" : ".device"));
        }
        if (object.equals("iommufd")) {
            return variable(IOMMUFD);
        }
        if (what.contains("dup")) {
            String copy = "dup." + object;
            line("dup " + mainFile(object) + " " + copy);
            seen.copies.add(copy);
            return copy;
        }
        if (what.contains("retrieved") || what.contains("incoming_session")) {
            return variable("got." + object);
        }
        return what.contains("second_file") ? lastFile(object) : mainFile(object);
    }

    private void retrieve(Step step, String what) {
        String token = step.fields().getOrDefault("token", "0");
        if (what.contains("outgoing_session")) {
            op(step, "retrieve", handle(sessionFor(what, ""), true), token, "got." + step.object());
            return;
        }
        String session = sessionOfWhat.get(what);
        if (session == null || !seen.retrieved.contains(session)) {
            session = sessionOfObject.get(step.object());
        }
        if (session == null || !seen.retrieved.contains(session)) {
            session = seen.retrieved.isEmpty()
                    ? "none"
                    : List.copyOf(seen.retrieved).getLast();
        }
        if (seen.retrievedFileOf.containsKey(step.object())) {
            // the same file once more: the program let go of the second descriptor
            String again = variable("again." + step.object());
            op(step, "retrieve", handle(session, false), token, again);
            line("closefd " + again);
            return;
        }
        String file = step.object().equals("memfd") ? "memfd" : variable("got." + step.object());
        op(step, "retrieve", handle(session, false), token, file);
        if (step.ok()) {
            seen.retrievedFileOf.put(step.object(), file);
            files(step.object()).remove(file);
            files(step.object()).add(file);
        }
    }

    // ---- device files

    private List<String> files(String device) {
        return seen.filesOf.computeIfAbsent(device, fresh -> new ArrayList<>());
    }

    private String mainFile(String device) {
        List<String> files = files(device);
        return files.isEmpty() ? variable("none." + device) : files.getFirst();
    }

    private String lastFile(String device) {
        List<String> files = files(device);
        return files.isEmpty() ? variable("none." + device) : files.getLast();
    }

    /**
     * An open that begins a new use of the device ("end_open_cdev"), or says so, came after the program had closed what it had open of
     * it.
     */
    private void open(Step step, @Nullable String prefix, @Nullable String suffix) {
        endGroupUse();
        boolean fresh = (prefix != null && suffix == null) || (suffix != null && suffix.startsWith("after_close"));
        if (fresh) {
            files(step.object()).forEach(file -> line("closefd " + file));
            seen.copies.forEach(file -> line("closefd " + file));
            seen.copies.clear();
            files(step.object()).clear();
            seen.retrievedFileOf.remove(step.object());
        }
        String file = "f" + seen.files++ + "." + step.object();
        op(step, "cdev", file, step.object());
        if (step.ok()) {
            seen.variables.add(file);
            files(step.object()).add(file);
        }
    }

    /** What the program opened the old way to preserve it, it closed before it opened the device's own file. */
    private void endGroupUse() {
        if ("legacy".equals(seen.groupUse)) {
            line("closefd legacy.device");
            closeGroup("legacy");
        }
    }

    private void closeGroup(String use) {
        line("closefd " + use + ".group");
        line("closefd " + use + ".container");
        seen.groupUse = null;
    }

    private void group(Step step, String use, String what) {
        switch (what) {
            case "open_group" -> {
                line("container " + use + ".container");
                String path = step.object();
                op(step, "group", use + ".group", path.substring(path.lastIndexOf('/') + 1));
                seen.groupUse = use;
                seen.variables.addAll(List.of(use + ".group", use + ".container"));
            }
            case "group_set_container" -> op(step, "set_container", use + ".group", use + ".container");
            case "container_set_iommu" -> op(step, "set_iommu", use + ".container", "vfio_type1v2_iommu");
            default -> {
                op(step, "group_device", use + ".device", use + ".group", step.object());
                seen.variables.add(use + ".device");
                if (!step.ok()) {
                    // refused: the program gave group and container up
                    closeGroup(use);
                }
            }
        }
    }

    private void sysfsOrFile(Step step, String name) {
        String object = step.object();
        if (name.equals("bind")) {
            String driver = step.fields().getOrDefault("driver_now", "");
            op(step, "bind", object, driver.isEmpty() ? "vfio-pci" : driver);
        } else if (name.startsWith("unbind")) {
            op(step, "unbind", object);
        } else if (name.startsWith("drivers_probe")) {
            op(step, "probe", object);
        } else if (name.startsWith("sysfs_bind")) {
            op(step, "sysfs_bind", object, step.fields().getOrDefault("driver", "-"));
        } else if (name.startsWith("sysfs_remove")) {
            op(step, "remove", object);
        } else if (name.startsWith("sysfs_rescan")) {
            op(step, "rescan");
        } else if (name.equals("table_entry_now") || name.equals("real_device_now") || name.contains("driver_at_")) {
            op(step, "device", object);
        } else {
            onFile(step, name);
        }
    }

    private void onFile(Step step, String name) {
        String object = step.object();
        if (name.contains("get_info")) {
            op(step, "info", lastFile(object));
        } else if (name.contains("config")) {
            op(step, "config", lastFile(object));
        } else if (name.endsWith("ioas_alloc")) {
            iommufd();
            op(step, "ioas", IOMMUFD, SPACE);
        } else if (name.endsWith("bind_iommufd")) {
            iommufd();
            op(step, "bind_iommufd", lastFile(object), IOMMUFD);
        } else if (name.endsWith("attach_ioas")) {
            op(step, "attach", lastFile(object), SPACE);
        } else if (step.fields().containsKey("irq_index")) {
            boolean on = step.fields().getOrDefault("enable", "1").equals("1");
            op(step, "irq", lastFile(object), step.fields().getOrDefault("irq_index", "2"), on ? "on" : "off");
        } else if (name.matches("(\\w+_)?d3hot(_\\w+)?") || name.matches("(\\w+_)?d3(_\\w+)?")) {
            op(step, "power", lastFile(object), "D3hot");
        } else if (name.matches("(\\w+_)?d0(_\\w+)?")) {
            op(step, "power", lastFile(object), "D0");
        } else if (name.equals("memfd_data")) {
            op(step, "bytes", "memfd", "0", "5");
        } else {
            unknown.add(step);
        }
    }

    private void iommufd() {
        if (!seen.iommufd) {
            line("iommufd " + IOMMUFD);
            seen.iommufd = true;
            seen.variables.add(IOMMUFD);
        }
    }
}
