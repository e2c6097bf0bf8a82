package io.luoledger.abi.source;

import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.SourceLine;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which guard each struct of the headers lies under. In this order: the one that the comment above it names; of the
 * guards that its header defines the one that is called as it is; the one of the structs that embed it or lead to it,
 * also in other headers; of the header's guards the one that stands nearest, which is a guess and told as such.
 */
final class GuardOwners {
    private record Placed(Guard guard, SourceLine place) {}

    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]{5,}");
    /** Words in the names of structs that say nothing of what they are of. */
    private static final Set<String> GENERIC = Set.of("luo", "kho", "abi", "ser");
    /** Fewer letters in common are chance. */
    private static final int ENOUGH_LETTERS = 3;

    /** A name that begins with all of a guard's stands before every one that only has some letters of it. */
    private static final int WHOLE = 1000;

    private final List<Placed> guards = new ArrayList<>();
    private final Map<String, List<CLexer.Comment>> comments;
    private final Map<String, Integer> firstStructs = new HashMap<>();
    private final List<String> guesses = new ArrayList<>();

    GuardOwners(List<CLexer.Comment> comments) {
        this.comments = comments.stream().collect(Collectors.groupingBy(CLexer.Comment::file));
    }

    void add(Guard guard, CToken at) {
        if (guard.layer().guardsBytes()) {
            guards.add(new Placed(guard, at.sourceLine()));
        }
    }

    /** Guards that were only guessed, in words. */
    List<String> guesses() {
        return guesses;
    }

    /**
     * Guards by struct; a struct that nothing guards isn't in it.
     *
     * @param inside what stands in a struct itself: it guards what no string does
     */
    Map<String, Guard> of(List<StructLayout> structs, Map<String, SourceLine> places, Map<String, Guard> inside) {
        places.values().forEach(place -> firstStructs.merge(place.file(), place.line(), Math::min));
        Map<String, Guard> found = new LinkedHashMap<>();
        for (StructLayout struct : structs) {
            SourceLine place = place(struct, places);
            above(place)
                    .or(() -> inside(struct.name(), place.file(), inside))
                    .or(() -> named(struct.name(), place.file()))
                    .or(() -> mentioned(place.file()))
                    .ifPresent(guard -> found.put(struct.name(), guard));
        }
        addUsed(structs, found);
        for (StructLayout struct : structs) {
            if (!found.containsKey(struct.name())) {
                SourceLine place = place(struct, places);
                nearest(place)
                        .map(guard -> guessed(struct.name(), place, guard))
                        .ifPresent(guard -> found.put(struct.name(), guard));
            }
        }
        addUsed(structs, found);
        return found;
    }

    /** A string that is called as the struct is covers it, whatever stands at its head. */
    private Optional<Guard> inside(String struct, String file, Map<String, Guard> inside) {
        return of(file).anyMatch(one -> likeness(one.guard(), struct) > 0)
                ? Optional.empty()
                : Optional.ofNullable(inside.get(struct));
    }

    private static SourceLine place(StructLayout struct, Map<String, SourceLine> places) {
        return places.getOrDefault(struct.name(), new SourceLine("", 0));
    }

    /** Kind of what a constant is of; empty when its header guards nothing. */
    Optional<String> kindOf(String constant, SourceLine place) {
        return named(constant, place.file()).or(() -> nearest(place)).map(Guard::kind);
    }

    private Guard guessed(String struct, SourceLine place, Guard guard) {
        guesses.add("%s:%d: %s lies under %s, the nearest guard: nothing names it"
                .formatted(place.file(), place.line(), struct, guard.name()));
        return guard;
    }

    private Optional<Guard> above(SourceLine struct) {
        return comments.getOrDefault(struct.file(), List.of()).stream()
                .filter(comment -> comment.endLine() < struct.line() && struct.line() - comment.endLine() <= 2)
                .max(Comparator.comparingInt(CLexer.Comment::endLine))
                .flatMap(comment -> inText(comment.text()));
    }

    /** What the comments of a header without guards name. */
    private Optional<Guard> mentioned(String file) {
        if (of(file).findAny().isPresent()) {
            return Optional.empty();
        }
        return comments.getOrDefault(file, List.of()).stream()
                .flatMap(comment -> inText(comment.text()).stream())
                .findFirst();
    }

    private Optional<Guard> inText(String text) {
        Matcher matcher = CONSTANT.matcher(text);
        while (matcher.find()) {
            for (Placed one : guards) {
                if (one.guard().name().equals(matcher.group())) {
                    return Optional.of(one.guard());
                }
            }
        }
        return Optional.empty();
    }

    /** The guard of the header that is called as the struct or constant is; its only one whatever that is called. */
    private Optional<Guard> named(String name, String file) {
        List<Guard> own = of(file).map(Placed::guard).toList();
        Set<String> kinds = own.stream().map(Guard::kind).collect(Collectors.toSet());
        int best = own.stream().mapToInt(guard -> likeness(guard, name)).max().orElse(0);
        List<Guard> likest =
                own.stream().filter(guard -> likeness(guard, name) == best).toList();
        boolean clear = likest.stream().map(Guard::kind).distinct().count() == 1;
        if (kinds.size() == 1 || (best > 0 && clear)) {
            return inner(own, likest.getFirst().kind())
                    .or(() -> likest.stream().min(Comparator.comparing(Guard::layer)));
        }
        return Optional.empty();
    }

    /** A version inside the data covers it more closely than the name under which it is found. */
    private static Optional<Guard> inner(List<Guard> own, String kind) {
        return own.stream()
                .filter(guard ->
                        guard.layer() == Layer.FLB_VERSION && guard.kind().equals(kind))
                .findFirst();
    }

    private static int likeness(Guard guard, String name) {
        List<String> words =
                Stream.of(name.toLowerCase(Locale.ROOT).split("_+")).toList();
        String letters = words.stream().filter(word -> !GENERIC.contains(word)).collect(Collectors.joining());
        String constant = String.join("", GuardNames.stem(guard.name())).toLowerCase(Locale.ROOT);
        if (constant.isEmpty()) {
            // the guard of a whole layer: LUO_ABI_COMPATIBLE is that of luo_file_ser
            String layer = guard.name().toLowerCase(Locale.ROOT).split("_", 2)[0];
            return words.getFirst().equals(layer) ? ENOUGH_LETTERS : 0;
        }
        String value = guard.value()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[-_]?v?\\d+$", "")
                .replaceAll("[^a-z0-9]", "");
        return Math.max(likeness(constant, letters), likeness(value, letters));
    }

    private static int likeness(String guard, String name) {
        int common = 0;
        while (common < guard.length() && common < name.length() && guard.charAt(common) == name.charAt(common)) {
            common++;
        }
        if (common < ENOUGH_LETTERS) {
            return 0;
        }
        return common == guard.length() ? WHOLE + common : common;
    }

    private Stream<Placed> of(String file) {
        return guards.stream().filter(one -> one.place().file().equals(file));
    }

    /** Guards of what embeds a struct or leads to it, where all of it lies under the same one. */
    static void addUsed(List<StructLayout> structs, Map<String, Guard> found) {
        Map<String, Set<String>> users = new HashMap<>();
        for (StructLayout user : structs) {
            user.fields().stream()
                    .flatMap(field ->
                            Stream.of(Optional.ofNullable(field.embeds()), Optional.ofNullable(field.pointsTo())))
                    .flatMap(Optional::stream)
                    .filter(used -> !used.equals(user.name()))
                    .forEach(used -> users.computeIfAbsent(used, one -> new LinkedHashSet<>())
                            .add(user.name()));
        }
        boolean more = true;
        while (more) {
            more = false;
            for (StructLayout struct : structs) {
                Set<Guard> around = users.getOrDefault(struct.name(), Set.of()).stream()
                        .flatMap(user -> Optional.ofNullable(found.get(user)).stream())
                        .collect(Collectors.toSet());
                if (around.size() == 1 && !found.containsKey(struct.name())) {
                    found.put(struct.name(), around.iterator().next());
                    more = true;
                }
            }
        }
    }

    /** Headers that define their guards above the structs have them above all, those that close with them below. */
    private Optional<Guard> nearest(SourceLine struct) {
        Optional<Guard> before = of(struct.file())
                .filter(one -> one.place().line() <= struct.line())
                .max(Comparator.comparingInt(one -> one.place().line()))
                .map(Placed::guard);
        Optional<Guard> after = of(struct.file())
                .filter(one -> one.place().line() > struct.line())
                .min(Comparator.comparingInt(one -> one.place().line()))
                .map(Placed::guard);
        int firstStruct = firstStructs.getOrDefault(struct.file(), struct.line());
        boolean closing = of(struct.file()).noneMatch(one -> one.place().line() <= firstStruct);
        return closing ? after.or(() -> before) : before.or(() -> after);
    }
}
