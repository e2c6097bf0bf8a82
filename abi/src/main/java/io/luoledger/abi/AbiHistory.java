package io.luoledger.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One struct over the known kernels: its layout, its guard, who embeds it, when it changed. */
public final class AbiHistory {
    /**
     * Kernels in a row that have the struct with the same bytes.
     *
     * @param guardValue value of its guard there, "none" when it has none
     */
    public record Step(List<String> releases, StructLayout layout, String guardValue) {}

    private static final Pattern VERSION = Pattern.compile("(.*?)(\\d{1,18})");

    private AbiHistory() {}

    /** Steps of a struct, oldest kernel first; empty when no known kernel has it. */
    public static List<Step> of(String struct) {
        List<Step> steps = new ArrayList<>();
        for (String name : Catalogue.names()) {
            AbiDescriptor kernel = Catalogue.find(name).orElseThrow();
            Optional<StructLayout> layout = kernel.struct(struct);
            if (layout.isEmpty()) {
                continue;
            }
            String guard = guardValue(kernel, layout.get());
            Optional<Step> same = steps.stream()
                    .filter(step -> step.guardValue().equals(guard) && sameBytes(step.layout(), layout.get()))
                    .findFirst();
            if (same.isPresent()) {
                same.get().releases().add(name);
            } else {
                steps.add(new Step(new ArrayList<>(List.of(name)), layout.get(), guard));
            }
        }
        return steps;
    }

    /** Names of the structs that the known kernels have, sorted. */
    public static List<String> structs() {
        return Catalogue.names().stream()
                .flatMap(name -> Catalogue.find(name).orElseThrow().structs().stream())
                .filter(layout -> !layout.isTree())
                .map(StructLayout::name)
                .distinct()
                .sorted()
                .toList();
    }

    /** Structs of a kernel that embed this one, however deep, nearest first. */
    public static List<StructLayout> embedders(AbiDescriptor kernel, String struct) {
        List<StructLayout> found = new ArrayList<>();
        List<String> open = new ArrayList<>(List.of(struct));
        for (int i = 0; i < open.size(); i++) {
            String inner = open.get(i);
            kernel.structs().stream()
                    .filter(layout -> !open.contains(layout.name()))
                    .filter(layout -> layout.fields().stream().anyMatch(field -> inner.equals(field.embeds())))
                    .forEach(layout -> {
                        found.add(layout);
                        open.add(layout.name());
                    });
        }
        return found;
    }

    public static String guardValue(AbiDescriptor kernel, StructLayout layout) {
        return kernel.guard(layout.guard())
                .map(guard -> guard.name() + "=" + guard.value())
                .orElse("none");
    }

    /** The value behind a guard's that no known kernel has had: "luo-v6" for "luo-v5". */
    public static String next(Guard guard) {
        Matcher version = VERSION.matcher(guard.value());
        String stem = version.matches() ? version.group(1) : guard.value() + "-v";
        long number = version.matches() ? Long.parseLong(version.group(2)) : 1;
        Set<String> taken = Catalogue.names().stream()
                .flatMap(name -> Catalogue.find(name).orElseThrow().guards().stream())
                .filter(known -> known.name().equals(guard.name()))
                .flatMap(known -> known.writes().stream())
                .collect(Collectors.toSet());
        do {
            number++;
        } while (taken.contains(stem + number));
        return stem + number;
    }

    private static boolean sameBytes(StructLayout one, StructLayout other) {
        return Objects.equals(one.size(), other.size())
                && one.packed() == other.packed()
                && one.fields().stream()
                        .map(AbiHistory::bytes)
                        .toList()
                        .equals(other.fields().stream().map(AbiHistory::bytes).toList());
    }

    private static String bytes(Field field) {
        return field.name() + " " + field.typeText() + " " + field.firstBit();
    }
}
