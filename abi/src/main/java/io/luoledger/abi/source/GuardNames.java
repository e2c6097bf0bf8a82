package io.luoledger.abi.source;

import io.luoledger.abi.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the kernel's constants are for, by the names that they have or had in its sources. Of a constant that isn't
 * among them the words of its name tell, and those of its value: what LUO hands over is either an FLB or a file.
 */
final class GuardNames {
    /** What a constant guards. */
    record Meaning(Layer layer, String kind) {}

    private record Known(Pattern name, Layer layer, String kind) {}

    private static final List<Known> KNOWN = List.of(
            known("KHO_(FDT_|ROOT_|ABI_)?(COMPATIBLE|VERSION)", Layer.KHO_ROOT, "kho"),
            known("(KHO_(FDT_)?|PROP_)(PRESERVED_)?MEM(ORY)?_MAP(_PROP)?(_NAME)?", Layer.KHO_MEMORY_MAP, "kho"),
            known("(KHO_(FDT_)?|PROP_)SUB_?(TREE|FDT|NODE)_SIZE(_PROP)?(_NAME)?", Layer.KHO_SIZE, "kho"),
            known("(KHO_(FDT_)?|PROP_)SUB_?(TREE|FDT|NODE)(_DATA)?(_PROP)?(_NAME)?", Layer.KHO_DATA, "kho"),
            known("KHO_(KEXEC_)?METADATA_VERSION", Layer.KEXEC_METADATA, "kexec-metadata"),
            known("KHO_(KEXEC_)?METADATA_(NODE|ENTRY|FDT)(_NAME)?", Layer.KHO_NODE, "kexec-metadata"),
            known("LUO_(FDT_|ABI_)?(COMPATIBLE|VERSION)", Layer.LUO, "luo"),
            known("LUO_(FDT_)?(SESSIONS?|FLBS?)_COMPATIBLE", Layer.LUO_PART, "luo"),
            known("LUO_(FDT_)?KHO_(ENTRY|NODE)(_NAME)?", Layer.LUO_NODE, "luo"),
            known("LUO_FDT_(?!.*_COMPATIBLE$).+", Layer.LUO_NAME, "luo"),
            known("RESERVE_MEM_KHO_NODE_COMPATIBLE", Layer.OTHER, "memblock"));

    private static final Pattern CLIENT_NODE = Pattern.compile("(.+)_KHO_(FDT|NODE|ENTRY|SUB_?TREE)(_NAME)?");
    /** What strings look like that nobody would define for anything else, whatever they are called. */
    private static final List<Known> VALUES = List.of(
            known("kho-v\\d+", Layer.KHO_ROOT, "kho"),
            known("luo-v\\d+", Layer.LUO, "luo"),
            known("luo-(session|flb)s?-v\\d+", Layer.LUO_PART, "luo"));

    private static final Pattern VERSIONED = Pattern.compile("([a-z][a-z0-9_.,-]*)[-_]v\\d+");
    /** A name or an id, not a message or a format. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_.,:/@+-]*");

    private static final Pattern GUARD = Pattern.compile("(.+)_(COMPATIBLE|(FH|FLB)_NAME|FLB(_.*)?_VERSION)");
    /** Words that say what a constant is, not what it is of. */
    private static final Set<String> GENERIC = Set.of(
            "COMPATIBLE",
            "COMPAT",
            "NAME",
            "VERSION",
            "STRING",
            "STR",
            "ID",
            "ABI",
            "LUO",
            "KHO",
            "FDT",
            "NODE",
            "METADATA");

    private static final Set<String> CARRIERS = Set.of("FH", "FLB");

    private GuardNames() {}

    private static Known known(String name, Layer layer, String kind) {
        return new Known(Pattern.compile(name), layer, kind);
    }

    /** What a constant of this name is for; empty when it isn't a guard. */
    static Optional<Meaning> of(String constant) {
        return of(constant, "");
    }

    /** @param value what the constant stands for, where it is known */
    static Optional<Meaning> of(String constant, String value) {
        for (Known known : KNOWN) {
            if (known.name().matcher(constant).matches()) {
                return Optional.of(new Meaning(known.layer(), known.kind()));
            }
        }
        Matcher node = CLIENT_NODE.matcher(constant);
        if (node.matches()) {
            return Optional.of(
                    new Meaning(Layer.KHO_NODE, kind(List.of(node.group(1).split("_")))));
        }
        return GUARD.matcher(constant).matches() || constant.matches("KHO_.+_VERSION")
                ? Optional.of(new Meaning(layer(constant, value), kind(stem(constant))))
                : ofValue(constant, value);
    }

    /**
     * What a string of a header of preserved state is for. Such a header has no strings but those that both kernels have to
     * agree on, so one of a name that tells nothing is one, too.
     */
    static Optional<Meaning> ofString(String constant, String value) {
        return of(constant, value).or(() -> {
            List<String> stem = stem(constant);
            return stem.isEmpty() || !PLAIN.matcher(value).matches()
                    ? Optional.empty()
                    : Optional.of(new Meaning(Layer.OTHER, kind(stem)));
        });
    }

    /** A constant of another name is a guard when its value is a name with a version. */
    private static Optional<Meaning> ofValue(String constant, String value) {
        for (Known known : VALUES) {
            if (known.name().matcher(value).matches()) {
                return Optional.of(new Meaning(known.layer(), known.kind()));
            }
        }
        Matcher versioned = VERSIONED.matcher(value);
        if (!versioned.matches()) {
            return Optional.empty();
        }
        List<String> stem = stem(constant);
        return Optional.of(
                new Meaning(layer(constant, value), kind(stem.isEmpty() ? words(versioned.group(1)) : stem)));
    }

    private static Layer layer(String constant, String value) {
        Set<String> words = Set.copyOf(words(constant));
        Set<String> said = Set.copyOf(words(value.toUpperCase(Locale.ROOT)));
        if (words.contains("FLB")) {
            return words.contains("VERSION") ? Layer.FLB_VERSION : Layer.FLB;
        }
        if (words.contains("FH") || words.contains("LUO")) {
            return Layer.HANDLER;
        }
        if (words.contains("KHO") && words.contains("VERSION")) {
            return Layer.CLIENT_VERSION;
        }
        if (words.contains("KHO") || words.contains("FDT") || words.contains("NODE") || words.contains("VERSION")) {
            return Layer.OTHER;
        }
        return said.contains("FLB") ? Layer.FLB : Layer.HANDLER;
    }

    /** The words of a constant that say what it is of. */
    static List<String> stem(String constant) {
        List<String> own =
                words(constant).stream().filter(word -> !GENERIC.contains(word)).toList();
        List<String> bare =
                own.stream().filter(word -> !CARRIERS.contains(word)).toList();
        return bare.isEmpty() ? own : bare;
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String word : name.split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static String kind(List<String> words) {
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).collect(Collectors.joining("-"));
    }
}
