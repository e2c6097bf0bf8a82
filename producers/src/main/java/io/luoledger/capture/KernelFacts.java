package io.luoledger.capture;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the probes need to know of a kernel.
 *
 * @param functions the functions that can be traced, or empty when nobody can tell
 * @param staticEvents whether a static event ({@code system:name}) is there
 */
public record KernelFacts(Optional<Set<String>> functions, Predicate<String> staticEvents) {
    /** Of a kernel that can't be asked: everything may be there. */
    public static KernelFacts unknown() {
        return new KernelFacts(Optional.empty(), event -> true);
    }

    /** Of a kernel whose list of symbols ({@code /proc/kallsyms}) was brought along: its static events nobody knows. */
    public static KernelFacts ofSymbols(List<String> kallsyms, ProbeSet set) {
        return new KernelFacts(Optional.of(ofKallsyms(kallsyms, set.functions())), event -> true);
    }

    /** Whether it is known that the kernel has none of the Live Update Orchestrator's functions. */
    public boolean lacksLiveUpdate() {
        return functions.isPresent()
                && functions.get().stream()
                        .noneMatch(function -> function.startsWith("luo_") || function.startsWith("liveupdate_"));
    }

    boolean has(String function) {
        return functions.map(known -> known.contains(function)).orElse(true);
    }

    /** Lines of {@code available_filter_functions}: {@code name} or {@code name [module]}. */
    static Set<String> ofFilterFunctions(List<String> lines, Set<String> wanted) {
        Set<String> found = new HashSet<>();
        for (String line : lines) {
            String name = word(line, 0);
            if (wanted.contains(name)) {
                found.add(name);
            }
        }
        return found;
    }

    /** Lines of {@code /proc/kallsyms}: {@code address type name [module]}; only code counts. */
    static Set<String> ofKallsyms(List<String> lines, Set<String> wanted) {
        Set<String> found = new HashSet<>();
        for (String line : lines) {
            String name = word(line, 2);
            if (wanted.contains(name) && word(line, 1).equalsIgnoreCase("t")) {
                found.add(name);
            }
        }
        return found;
    }

    private static String word(String line, int number) {
        String[] words = line.strip().split("\\s+", number + 2);
        return words.length > number ? words[number] : "";
    }
}
