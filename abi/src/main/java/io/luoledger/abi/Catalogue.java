package io.luoledger.abi;

import io.luoledger.abi.source.Descriptors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The known kernels: one frozen descriptor each, shipped with the program. A descriptor is read when it is asked for.
 * That of a posted series is the kernel that it was posted on with the series on top; its {@code source} names that base,
 * {@code assumed} what was taken from it without being told, {@code incomplete} what nobody told. Besides them stand
 * groups of trees that were posted and are on no known kernel's way yet: their file holds what they add.
 */
public final class Catalogue {
    /**
     * Posted trees that are about one thing.
     *
     * @param name in one word
     * @param title for people
     * @param trees names of the trees, older layouts first where their order is known
     */
    public record Group(String name, String title, List<String> trees) {}

    /** @param base the kernel below it; null where the descriptor is whole */
    private record Entry(
            String name, @Nullable String base, @Nullable String group) {}

    private static final String ROOT = "/io/luoledger/abi/catalogue/";
    private static final Pattern RELEASE = Pattern.compile("v?(\\d+\\.\\d+)([.-].*)?");
    private static final Pattern GROUP = Pattern.compile("\\[(\\S+)] (.+)");
    private static final Pattern TREE = Pattern.compile("(\\S+)(?: on (\\S+))?");
    private static final Map<String, AbiDescriptor> READ = new ConcurrentHashMap<>();
    private static final Map<String, String> TITLES = new LinkedHashMap<>();
    private static final Map<String, Entry> ENTRIES = index();

    private Catalogue() {}

    private static Map<String, Entry> index() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        String group = null;
        for (String line : new String(resource("index.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList()) {
            Matcher heading = GROUP.matcher(line);
            Matcher tree = TREE.matcher(line);
            if (heading.matches()) {
                group = heading.group(1);
                TITLES.put(group, heading.group(2));
            } else if (tree.matches()) {
                entries.put(tree.group(1), new Entry(tree.group(1), tree.group(2), group));
            } else {
                throw new IllegalStateException("the catalogue's index: " + line);
            }
        }
        return entries;
    }

    /** Names of the known kernels: releases first, oldest first, then development trees and posted series. */
    public static List<String> names() {
        return names(entry -> entry.group() == null);
    }

    /** The trees that were posted besides. */
    public static List<Group> groups() {
        return TITLES.keySet().stream()
                .map(name ->
                        new Group(name, String.valueOf(TITLES.get(name)), names(entry -> name.equals(entry.group()))))
                .toList();
    }

    /** Names of all that is there: of the known kernels, and of the posted trees. */
    public static List<String> all() {
        return List.copyOf(ENTRIES.keySet());
    }

    private static List<String> names(Predicate<Entry> which) {
        return ENTRIES.values().stream().filter(which).map(Entry::name).toList();
    }

    /** The kernel or tree of this name; "v7.3", "7.3.4" and "7.3.4-amd64" are 7.3. */
    public static Optional<AbiDescriptor> find(String name) {
        return namesOf(name).stream()
                .map(ENTRIES::get)
                .flatMap(Stream::ofNullable)
                .findFirst()
                .map(Catalogue::read);
    }

    /** What a kernel that calls itself so may be known as, the closest first: "7.3.4-amd64" as itself and as 7.3. */
    public static List<String> namesOf(String name) {
        Matcher release = RELEASE.matcher(name);
        return release.matches() && !release.group(1).equals(name) ? List.of(name, release.group(1)) : List.of(name);
    }

    private static AbiDescriptor read(Entry entry) {
        AbiDescriptor known = READ.get(entry.name());
        if (known != null) {
            return known;
        }
        AbiDescriptor own = Descriptors.fromJson(resource(entry.name() + ".json"), "catalogue " + entry.name(), null)
                .getFirst();
        AbiDescriptor whole =
                entry.base() == null ? own : onTop(find(entry.base()).orElseThrow(), own);
        READ.put(entry.name(), whole);
        return whole;
    }

    /** What a tree adds replaces what its base calls so, and what guards the same kind in the same layer. */
    private static AbiDescriptor onTop(AbiDescriptor base, AbiDescriptor posted) {
        List<StructLayout> structs = onTop(base.structs(), posted.structs(), StructLayout::name);
        List<Guard> guards = new ArrayList<>(base.guards().stream()
                .filter(guard -> posted.guards().stream()
                        .noneMatch(own ->
                                own.layer() == guard.layer() && own.kind().equals(guard.kind())))
                .toList());
        guards.addAll(posted.guards());
        return posted.withStructs(structs)
                .with()
                .guards(guards)
                .constants(onTop(base.constants(), posted.constants(), Constant::name))
                .build();
    }

    private static <T> List<T> onTop(List<T> base, List<T> posted, Function<T, String> name) {
        Map<String, T> all = new LinkedHashMap<>();
        base.forEach(one -> all.put(name.apply(one), one));
        posted.forEach(one -> all.put(name.apply(one), one));
        return List.copyOf(all.values());
    }

    private static byte[] resource(String name) {
        try (InputStream in = Catalogue.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("the catalogue lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
