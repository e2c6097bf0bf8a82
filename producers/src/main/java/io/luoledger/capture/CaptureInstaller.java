package io.luoledger.capture;

import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at one host's tracefs, and does a plan there. Everything is checked before the first write; when a write fails
 * all the same, what was done before it is undone. Trouble comes as an {@link UnreadableInputException}.
 */
public final class CaptureInstaller {
    /** Where symbols are looked up when tracefs has no list of functions. */
    @FunctionalInterface
    public interface Symbols {
        /** Lines in the form of {@code /proc/kallsyms}, or nothing when there are none. */
        Optional<List<String>> lines() throws IOException;
    }

    private static final String FILTER_FUNCTIONS = "available_filter_functions";
    private static final String NEEDS_ROOT = "needs root (or CAP_DAC_OVERRIDE and CAP_SYS_ADMIN)";

    private final Tracefs tracefs;

    public CaptureInstaller(Tracefs tracefs) {
        this.tracefs = tracefs;
    }

    /** What this kernel has of the set. */
    public KernelFacts inspect(ProbeSet set, Symbols symbols) {
        requireTracefs();
        try {
            Set<String> wanted = set.functions();
            Optional<Set<String>> functions =
                    tracefs.lines(FILTER_FUNCTIONS).map(lines -> KernelFacts.ofFilterFunctions(lines, wanted));
            if (functions.isEmpty()) {
                functions = symbols.lines().map(lines -> KernelFacts.ofKallsyms(lines, wanted));
            }
            if (functions.isEmpty()) {
                throw trouble("neither " + FILTER_FUNCTIONS + " nor a list of symbols can be read", "");
            }
            KernelFacts facts = new KernelFacts(functions, this::hasEvent);
            if (facts.lacksLiveUpdate()) {
                throw trouble(
                        "this kernel has none of the Live Update Orchestrator's functions",
                        ", expected a kernel with CONFIG_LIVEUPDATE and CONFIG_DYNAMIC_FTRACE");
            }
            requireFprobes();
            return facts;
        } catch (IOException e) {
            throw trouble(reason(e), "", e);
        }
    }

    /** Whether a capture, or a part of one, is set up. */
    public boolean installed() {
        return tracefs.exists(CapturePlan.INSTANCE)
                || !CapturePlan.namesIn(listed()).isEmpty();
    }

    /** Sets a capture up. Throws, with nothing changed, when there is one, or when this process may not. */
    public void install(CapturePlan plan) {
        requireWritable();
        if (tracefs.exists(CapturePlan.INSTANCE)) {
            throw trouble(
                    "there is a trace instance " + CapturePlan.INSTANCE + " already",
                    ", expected none; `luo-ledger capture --remove` takes it away");
        }
        List<String> foreign = CapturePlan.namesIn(listed());
        if (!foreign.isEmpty()) {
            throw trouble(
                    "there are dynamic events in the group " + CapturePlan.GROUP + " already (" + foreign.size()
                            + ", the first is " + foreign.getFirst() + ")",
                    ", expected none; `luo-ledger capture --remove` takes away those that are its own");
        }
        Deque<Step> done = new ArrayDeque<>();
        for (Step step : plan.steps()) {
            try {
                tracefs.apply(step);
                done.push(step);
            } catch (IOException e) {
                throw undone(step, e, undo(done));
            }
        }
    }

    /** The plan that takes away what is set up, of this set; its steps are empty when nothing is. */
    public CapturePlan removal(ProbeSet set) {
        requireTracefs();
        return CapturePlan.removal(set, tracefs.exists(CapturePlan.INSTANCE), listed());
    }

    /** Does a removal. Goes on over what fails, and tells all of it at the end. */
    public void remove(CapturePlan removal) {
        requireWritable();
        List<String> failed = new ArrayList<>();
        for (Step step : removal.steps()) {
            try {
                tracefs.apply(step);
            } catch (IOException e) {
                failed.add(step.asShell(tracefs.root()) + " (" + reason(e) + ")");
            }
        }
        if (!failed.isEmpty()) {
            throw new UnreadableInputException(tracefs.root() + ": " + failed.size() + " of "
                    + removal.steps().size() + " steps failed, the others are done: " + String.join("; ", failed)
                    + "; expected nobody to read or record them: close readers of the instance and try again");
        }
    }

    /** Names in the capture's group that the set doesn't know: left alone, whoever made them. */
    public Set<String> foreignEvents(ProbeSet set) {
        Set<String> names = new HashSet<>(CapturePlan.namesIn(listed()));
        set.probes().forEach(probe -> names.remove(probe.name()));
        return names;
    }

    private List<String> undo(Deque<Step> done) {
        List<String> stuck = new ArrayList<>();
        // as they were done, the last one first; but an event can't go while the instance records it
        List<Step> undoing = new ArrayList<>();
        for (Step step : done) {
            CapturePlan.undo(step).ifPresent(undoing::add);
        }
        undoing.sort((left, right) ->
                Boolean.compare(right instanceof Step.RemoveInstance, left instanceof Step.RemoveInstance));
        for (Step step : undoing) {
            try {
                tracefs.apply(step);
            } catch (IOException e) {
                stuck.add(step.asShell(tracefs.root()));
            }
        }
        return stuck;
    }

    private UnreadableInputException undone(Step step, IOException cause, List<String> stuck) {
        String what = "'" + step.asShell(tracefs.root()) + "' failed: " + reason(cause);
        String hint =
                step instanceof Step.Write write && write.path().equals(CapturePlan.DYNAMIC_EVENTS) && write.append()
                        ? "; the kernel's reason stands in " + tracefs.root()
                                + "/error_log; --without NAME leaves a probe out that this kernel doesn't take"
                        : "";
        String state = stuck.isEmpty()
                ? "; what was done before it is undone"
                : "; and this is still to be undone: " + String.join("; ", stuck);
        return new UnreadableInputException(what + state + hint, cause);
    }

    private void requireTracefs() {
        if (!tracefs.exists(".")) {
            throw trouble(
                    "no such directory",
                    ", expected a mounted tracefs: `mount -t tracefs nodev /sys/kernel/tracing`, or --tracefs DIR");
        }
        if (!tracefs.exists(CapturePlan.DYNAMIC_EVENTS) || !tracefs.exists("instances")) {
            throw trouble(
                    "no dynamic_events and instances in it that this user can see",
                    ", expected a mounted tracefs of a kernel with CONFIG_FPROBE_EVENTS, and root to look into it");
        }
    }

    private void requireFprobes() throws IOException {
        Optional<List<String>> help = tracefs.lines("README");
        if (help.isPresent() && help.get().stream().noneMatch(line -> line.contains("f[:["))) {
            throw trouble("this kernel has no fprobe events", ", expected CONFIG_FPROBE_EVENTS (from Linux 6.5 on)");
        }
    }

    private void requireWritable() {
        requireTracefs();
        if (!tracefs.writable(CapturePlan.DYNAMIC_EVENTS) || !tracefs.writable("instances")) {
            throw trouble("permission denied: setting probes up or removing them " + NEEDS_ROOT, "");
        }
    }

    private boolean hasEvent(String event) {
        // a kernel without a list of events is asked by writing
        return !tracefs.exists("events")
                || tracefs.exists("events/" + event.toLowerCase(Locale.ROOT).replace(':', '/'));
    }

    private List<String> listed() {
        try {
            return tracefs.lines(CapturePlan.DYNAMIC_EVENTS).orElse(List.of());
        } catch (IOException e) {
            throw trouble(reason(e), "", e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied: this " + NEEDS_ROOT;
        }
        String reason = e instanceof FileSystemException files && files.getReason() != null
                ? files.getReason()
                : String.valueOf(e.getMessage());
        // what a kernel in lockdown answers even to root
        return reason.equals("Operation not permitted") ? reason + " (is the kernel in lockdown?)" : reason;
    }

    private UnreadableInputException trouble(String what, String expected) {
        return new UnreadableInputException(tracefs.root() + ": " + what + expected + "; nothing was changed");
    }

    private UnreadableInputException trouble(String what, String expected, IOException cause) {
        return new UnreadableInputException(tracefs.root() + ": " + what + expected + "; nothing was changed", cause);
    }
}
