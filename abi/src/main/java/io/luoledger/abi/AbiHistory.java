package io.luoledger.abi;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One struct over the known kernels: its layout, its guard, who embeds it, when it changed. */
public final class AbiHistory {
    /**
     * Kernels in a row that have the struct with the same bytes.
     *
     * @param guardValue value of its guard there, "none" when it has none
     */
    public record Step(List<String> releases, StructLayout layout, String guardValue) {}

    /**
     * Kernels in which a string stands for the same bytes.
     *
     * @param kernels the oldest first
     * @param guard as the first of them has it
     * @param structs what lies under it, by its name
     * @param configuration that the bytes were computed for, where they depend on it
     */
    public record Meaning(
            List<String> kernels, Guard guard, List<StructLayout> structs, Map<String, String> configuration) {
        /** Where its bytes were found, once each. */
        public List<String> sources() {
            return Stream.concat(structs.stream().map(StructLayout::source), Stream.of(guard.source()))
                    .limit(Math.max(1, structs.size()))
                    .distinct()
                    .toList();
        }

        private boolean isSame(Guard other, List<StructLayout> others, Map<String, String> computedFor) {
            return guard.layer() == other.layer()
                    && configuration.equals(computedFor)
                    && bytes(structs).equals(bytes(others));
        }

        private static List<String> bytes(List<StructLayout> structs) {
            return structs.stream()
                    .map(layout -> layout.name() + " " + layout.size() + " " + layout.packed() + " "
                            + layout.fields().stream()
                                    .map(field -> AbiHistory.bytes(field) + " " + field.pointsTo())
                                    .toList())
                    .sorted()
                    .toList();
        }
    }

    /**
     * What a kernel makes of another meaning's bytes.
     *
     * @param from place of the outgoing kernel's meaning, from 0
     */
    public record Between(int from, int to, KindVerdict verdict) {
        /** Whether it was seen, or is what a difference of the layer usually does. */
        public String seenBy() {
            if (verdict.outcome() == Outcome.REFUSED || verdict.outcome() == Outcome.ABSENT) {
                return "the guard";
            }
            return verdict.findings().stream().anyMatch(AbiFinding::isByRule)
                    ? "its layer's rule"
                    : "simulated kernels";
        }
    }

    private static final Pattern VERSION = Pattern.compile("(.*?)(\\d{1,18})");

    private AbiHistory() {}

    /**
     * Steps of a struct, oldest kernel first; empty when nobody has it. What a posted tree has from the kernel below it is that
     * one's.
     */
    public static List<Step> of(String struct) {
        List<String> known = Catalogue.names();
        List<Step> steps = new ArrayList<>();
        for (String name : Catalogue.all()) {
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
                boolean taken = !known.contains(name)
                        && known.contains(same.get().releases().getFirst());
                if (!taken) {
                    same.get().releases().add(name);
                }
            } else {
                steps.add(new Step(new ArrayList<>(List.of(name)), layout.get(), guard));
            }
        }
        return steps;
    }

    /** What a string has meant, in the order of the catalogue; empty when no kernel or posted tree has it. */
    public static List<Meaning> ofString(String string) {
        List<Meaning> meanings = new ArrayList<>();
        for (String name : Catalogue.all()) {
            AbiDescriptor kernel = Catalogue.find(name).orElseThrow();
            for (Guard guard : kernel.guards()) {
                if (guard.writes().contains(string) || guard.reads().contains(string)) {
                    add(meanings, kernel, guard);
                }
            }
        }
        return meanings;
    }

    private static void add(List<Meaning> meanings, AbiDescriptor kernel, Guard guard) {
        List<StructLayout> structs = kernel.structs().stream()
                .filter(layout -> guard.name().equals(layout.guard()))
                .toList();
        boolean depends =
                structs.stream().anyMatch(layout -> !layout.dependsOn().isEmpty());
        Map<String, String> computedFor = depends ? kernel.configuration() : Map.of();
        meanings.stream()
                .filter(meaning -> meaning.isSame(guard, structs, computedFor))
                .findFirst()
                .ifPresentOrElse(
                        meaning -> meaning.kernels().add(kernel.release()),
                        () -> meanings.add(
                                new Meaning(new ArrayList<>(List.of(kernel.release())), guard, structs, computedFor)));
    }

    /**
     * Every ordered pair of meanings in one layer of one architecture that is known to differ: a string that an FLB and a
     * handler have is two strings, and of two trees each of which shows another part nothing is known.
     */
    public static List<Between> pairs(List<Meaning> meanings, AbiGate gate) {
        List<Between> pairs = new ArrayList<>();
        for (int from = 0; from < meanings.size(); from++) {
            for (int to = 0; to < meanings.size(); to++) {
                Meaning here = meanings.get(from);
                Meaning there = meanings.get(to);
                if (from != to && here.guard().layer() == there.guard().layer()) {
                    int first = from;
                    int second = to;
                    between(here, there, gate).ifPresent(kind -> pairs.add(new Between(first, second, kind)));
                }
            }
        }
        return pairs;
    }

    private static Optional<KindVerdict> between(Meaning from, Meaning to, AbiGate gate) {
        AbiDescriptor outgoing = Catalogue.find(from.kernels().getFirst()).orElseThrow();
        AbiDescriptor incoming = Catalogue.find(to.kernels().getFirst()).orElseThrow();
        return outgoing.architecture().equals(incoming.architecture())
                ? gate.check(outgoing, incoming).kinds().stream()
                        .filter(kind -> kind.kind().equals(from.guard().kind()))
                        .filter(kind -> kind.findings().stream().anyMatch(AbiFinding::isError))
                        .findFirst()
                : Optional.empty();
    }

    /** Every string that guards something in a kernel or posted tree. */
    public static List<String> strings() {
        return Catalogue.all().stream()
                .flatMap(name -> Catalogue.find(name).orElseThrow().guards().stream())
                .flatMap(guard -> guard.writes().stream())
                .filter(value -> !value.matches("\\d+"))
                .distinct()
                .sorted()
                .toList();
    }

    /** Names of the structs that the known kernels have, sorted. */
    public static List<String> structs() {
        return Catalogue.all().stream()
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
        Set<String> taken = Catalogue.all().stream()
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
