package io.luoledger.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The changes to tracefs that set a capture up, or take one away. Pure: nothing is written here.
 *
 * @param steps in the order in which they have to be done
 * @param probes how many dynamic events
 * @param missingFunctions functions of the set that this kernel hasn't got: their probes are left out
 * @param missingEvents static events of the set that this kernel hasn't got
 */
public record CapturePlan(List<Step> steps, int probes, Set<String> missingFunctions, Set<String> missingEvents) {
    /** The trace instance that a capture records to: its own, so that nobody else's is touched. */
    public static final String INSTANCE = "instances/luo-ledger";
    /** The group that a capture's dynamic events are in: its own, likewise. */
    public static final String GROUP = "luo_ledger";

    static final String DYNAMIC_EVENTS = "dynamic_events";
    /** A dynamic event as the kernel lists it: {@code type[max]:group/name rest}. */
    private static final Pattern LISTED = Pattern.compile("([a-z])[0-9]*:([^/\\s]+)/(\\S+)(?:\\s.*)?");

    public CapturePlan {
        steps = List.copyOf(steps);
        missingFunctions = new TreeSet<>(missingFunctions);
        missingEvents = new TreeSet<>(missingEvents);
    }

    /**
     * What sets a capture up.
     *
     * @param bufferKib of the instance's ring buffer, for each CPU
     */
    public static CapturePlan install(ProbeSet set, KernelFacts kernel, int bufferKib) {
        List<ProbeSet.Probe> probes = set.probes().stream()
                .filter(probe -> kernel.has(probe.function()))
                .toList();
        List<String> events =
                set.events().stream().filter(kernel.staticEvents()).toList();
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.MakeInstance(INSTANCE));
        steps.add(new Step.Write(INSTANCE + "/tracing_on", "0", false));
        // the clock the importer expects: seconds since this kernel's boot, one clock per CPU
        steps.add(new Step.Write(INSTANCE + "/trace_clock", "local", false));
        steps.add(new Step.Write(INSTANCE + "/buffer_size_kb", Integer.toString(bufferKib), false));
        probes.forEach(probe -> steps.add(new Step.Write(DYNAMIC_EVENTS, probe.definition(GROUP), true)));
        if (!probes.isEmpty()) {
            steps.add(new Step.Write(INSTANCE + "/set_event", GROUP + ":*", true));
        }
        events.forEach(event -> steps.add(new Step.Write(INSTANCE + "/set_event", event, true)));
        steps.add(new Step.Write(INSTANCE + "/tracing_on", "1", false));
        return new CapturePlan(
                steps,
                probes.size(),
                without(
                        set.functions(),
                        probes.stream().map(ProbeSet.Probe::function).collect(Collectors.toSet())),
                without(set.events(), events));
    }

    /**
     * What takes a capture away. The instance goes first: its events can't be removed while they are recorded.
     *
     * @param listed the lines of {@code dynamic_events}
     */
    public static CapturePlan removal(ProbeSet set, boolean hasInstance, List<String> listed) {
        Set<String> ours = set.probes().stream().map(ProbeSet.Probe::name).collect(Collectors.toSet());
        List<String> installed =
                namesIn(listed).stream().filter(ours::contains).toList().reversed();
        List<Step> steps = new ArrayList<>();
        if (hasInstance) {
            steps.add(new Step.RemoveInstance(INSTANCE));
        }
        installed.forEach(name -> steps.add(new Step.Write(DYNAMIC_EVENTS, removalOf(name), true)));
        return new CapturePlan(steps, installed.size(), Set.of(), Set.of());
    }

    /** Names of the dynamic events that are listed in the capture's group, in order. */
    static List<String> namesIn(List<String> listed) {
        return listed.stream()
                .map(line -> LISTED.matcher(line.strip()))
                .filter(Matcher::matches)
                .filter(matcher -> matcher.group(2).equals(GROUP))
                .map(matcher -> matcher.group(3))
                .toList();
    }

    /** What undoes a step, where something has to: files of the instance go with the instance. */
    static Optional<Step> undo(Step step) {
        return switch (step) {
            case Step.MakeInstance make -> Optional.of(new Step.RemoveInstance(make.path()));
            case Step.Write write -> {
                Matcher matcher = LISTED.matcher(write.text());
                yield write.path().equals(DYNAMIC_EVENTS) && matcher.matches()
                        ? Optional.of(new Step.Write(DYNAMIC_EVENTS, removalOf(matcher.group(3)), true))
                        : Optional.empty();
            }
            case Step.RemoveInstance remove -> Optional.empty();
        };
    }

    private static String removalOf(String name) {
        return "-:" + GROUP + "/" + name;
    }

    private static Set<String> without(Collection<String> all, Collection<String> present) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(present);
        return rest;
    }
}
