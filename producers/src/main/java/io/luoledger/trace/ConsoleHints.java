package io.luoledger.trace;

import io.luoledger.trace.KernelFunctions.Operation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the console adds to a trace that names no FLBs and no handlers: the n-th line about an FLB belongs to the n-th
 * callback of that kind, as long as subsystem and callback share a word of their names.
 */
final class ConsoleHints {
    private static final Map<String, Operation> VERBS = Map.of(
            "found", Operation.RETRIEVE,
            "preserve", Operation.PRESERVE,
            "unpreserve", Operation.UNPRESERVE,
            "finish", Operation.FINISH);

    private final Map<Operation, Deque<ConsoleBoot.FlbLine>> lines = new EnumMap<>(Operation.class);
    private final List<ConsoleBoot.HandlerLine> handlers;
    private final Deque<ConsoleReport> warnings = new ArrayDeque<>();

    ConsoleHints(@Nullable ConsoleBoot console) {
        handlers = console == null ? List.of() : console.handlers;
        if (console == null) {
            return;
        }
        for (ConsoleBoot.FlbLine line : console.flbs) {
            Operation operation = VERBS.get(line.verb());
            if (operation != null) {
                lines.computeIfAbsent(operation, key -> new ArrayDeque<>()).add(line);
            }
        }
        ConsoleReport death = console.death();
        console.reports.stream()
                .filter(report -> report.isAboutLiveUpdate() && !report.equals(death) && !report.fatal())
                .forEach(warnings::add);
    }

    /** The name of the FLB that this callback is about, or null. */
    @Nullable
    String flb(Operation operation, String function) {
        Deque<ConsoleBoot.FlbLine> left = lines.get(operation);
        if (left == null || left.isEmpty() || !related(left.getFirst().module(), function)) {
            return null;
        }
        return left.removeFirst().flb();
    }

    /** The one handler that the subsystem of this FLB callback says it has tied its FLBs to, or null. */
    @Nullable
    String handler(String function) {
        Set<String> found = new HashSet<>();
        for (ConsoleBoot.HandlerLine line : handlers) {
            if (related(line.module(), function)) {
                found.add(line.handler());
            }
        }
        return found.size() == 1 ? found.iterator().next() : null;
    }

    /** The next warning, if this call is what it was printed in. */
    @Nullable
    ConsoleReport warningIn(Call call) {
        ConsoleReport next = warnings.peekFirst();
        if (next == null || !call.function.equals(next.place())) {
            return null;
        }
        for (String frame : next.frames()) {
            if (KernelFunctions.startsUserCall(frame) && call.within(frame) == null) {
                return null;
            }
        }
        return warnings.removeFirst();
    }

    /** Warnings that no call of the trace could be told to belong to. */
    List<ConsoleReport> warningsLeft() {
        return List.copyOf(warnings);
    }

    private static boolean related(String module, String function) {
        Set<String> words = new HashSet<>(List.of(module.split("[^A-Za-z0-9]+")));
        for (String word : function.split("_")) {
            if (words.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
