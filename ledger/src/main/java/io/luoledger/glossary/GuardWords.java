package io.luoledger.glossary;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiHistory;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The known kernels' own words: compatible strings and their macros, names of FLBs and nodes, preserved structs. They are
 * apart from the {@link Glossary} because every descriptor is read for them.
 */
public final class GuardWords {
    private static final String STRING = "string of known kernels";
    private static final String MACRO = "macro of known kernels";
    private static final String STRUCT = "preserved struct";

    /** A guard, and a kernel that has it. */
    private record Use(String kernel, Guard guard, Set<String> structs) {
        static Stream<Use> of(AbiDescriptor kernel) {
            return kernel.guards().stream()
                    .map(guard -> new Use(
                            kernel.release(),
                            guard,
                            kernel.structs().stream()
                                    .filter(layout -> guard.name().equals(layout.guard()) && !layout.isTree())
                                    .map(StructLayout::name)
                                    .collect(Collectors.toCollection(TreeSet::new))));
        }

        /** Words of the guard's values: a number alone tells nothing. */
        Stream<String> strings() {
            return Stream.concat(guard.writes().stream(), guard.reads().stream())
                    .filter(value -> !value.matches("\\d+"))
                    .distinct();
        }
    }

    private GuardWords() {}

    public static List<Word> all() {
        List<Use> uses = uses().toList();
        return Stream.of(
                        words(uses, STRING, Use::strings),
                        words(uses, MACRO, use -> Stream.of(use.guard().name())),
                        AbiHistory.structs().stream().map(GuardWords::struct))
                .flatMap(words -> words)
                .toList();
    }

    private static Stream<Use> uses() {
        return Catalogue.all().stream()
                .map(name -> Catalogue.find(name).orElseThrow())
                .flatMap(Use::of);
    }

    private static Stream<Word> words(List<Use> uses, String of, Function<Use, Stream<String>> words) {
        return uses.stream()
                .flatMap(words)
                .distinct()
                .flatMap(word -> senses(
                        word,
                        of,
                        uses.stream()
                                .filter(use -> words.apply(use).anyMatch(word::equals))
                                .toList()));
    }

    /** One for each layer that compares it: "pci" was a name with a version and is one without. */
    private static Stream<Word> senses(String word, String of, List<Use> uses) {
        return uses.stream()
                .map(use -> use.guard().layer())
                .distinct()
                .map(layer -> sense(
                        word,
                        of,
                        layer,
                        uses.stream()
                                .filter(use -> use.guard().layer() == layer)
                                .toList()));
    }

    private static Word sense(String word, String of, Layer layer, List<Use> uses) {
        Word rule = Glossary.word(layer);
        String guards = uses.stream()
                .map(use -> use.guard().name() + " "
                        + String.join(" or ", use.guard().writes()))
                .distinct()
                .collect(Collectors.joining(", "));
        Set<String> structs =
                uses.stream().flatMap(use -> use.structs().stream()).collect(Collectors.toCollection(TreeSet::new));
        String kernels = uses.stream().map(Use::kernel).distinct().collect(Collectors.joining(", "));
        return new Word(
                word,
                of,
                guards + ", in " + kernels + ". "
                        + (structs.isEmpty() ? "" : "Guards " + String.join(", ", structs) + ". ")
                        + rule.meaning(),
                rule.remedy());
    }

    private static Word struct(String name) {
        String kernels = AbiHistory.of(name).stream()
                .flatMap(step -> step.releases().stream())
                .collect(Collectors.joining(", "));
        return new Word(
                name,
                STRUCT,
                "Bytes that one kernel leaves for the next, in " + kernels + ".",
                "`luo-ledger abi explain " + name
                        + "` shows its layout, its guard, and what a change of it would break.");
    }
}
