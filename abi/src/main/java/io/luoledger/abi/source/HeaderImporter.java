package io.luoledger.abi.source;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptor.DocumentedString;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.SourceLine;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.source.CParser.Struct;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A descriptor from the headers of a kernel source tree that hold its preserved-state ABI. */
final class HeaderImporter {
    /** Where those headers are, or were before they came together in the first. */
    private static final List<String> DIRECTORIES = List.of("include/linux/kho/abi", "include/linux/liveupdate/abi");

    /** Where KHO's strings stood before they had a header. */
    private static final List<String> CODE =
            List.of("kernel/liveupdate/kexec_handover.c", "kernel/kexec_handover.c", "mm/memblock.c");

    private static final Pattern STRING =
            Pattern.compile("(?m)^[ \\t]*#[ \\t]*define[ \\t]+(\\w+)[ \\t]+\"([^\"\\n]*)\"");

    /** Operators of which flags, masks and counts are made. */
    private static final Pattern COMPUTED = Pattern.compile("[-|&^~+*/%]|<<|>>");

    private static final Pattern FEATURES = Pattern.compile("supp.*|req.*|(in|ro_?)?compat.*");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\n]{3,63})\"");
    private static final String CPUS = "CONFIG_NR_CPUS";
    private static final Map<String, Integer> PAGES = new LinkedHashMap<>();

    static {
        PAGES.put("4K", 4096);
        PAGES.put("16K", 16384);
        PAGES.put("64K", 65536);
    }

    private final HeaderTree tree;
    private final CMachine machine;
    private final CPreprocessor preprocessor;
    private final Map<String, Guard> guards = new LinkedHashMap<>();
    private final Set<String> incomplete = new LinkedHashSet<>();

    private HeaderImporter(HeaderTree tree, int pageSize, Map<String, String> configuration) {
        this.tree = tree;
        machine = new CMachine(pageSize, cpus(configuration));
        preprocessor = new CPreprocessor(tree, machine, configuration);
    }

    private static @Nullable Integer cpus(Map<String, String> configuration) {
        String told = configuration.get(CPUS);
        if (told == null) {
            return null;
        }
        if (!told.matches("[1-9]\\d{0,5}")) {
            throw new UnreadableInputException(CPUS + "=" + told + ": expected the number of processors, such as 512");
        }
        return Integer.valueOf(told);
    }

    /** @throws UnreadableInputException when the tree has no such headers at all, or one of them isn't C */
    static AbiDescriptor read(HeaderTree tree, String release, int pageSize, Map<String, String> configuration) {
        return new HeaderImporter(tree, pageSize, configuration).read(release);
    }

    private AbiDescriptor read(String release) {
        List<String> headers = DIRECTORIES.stream()
                .flatMap(directory -> tree.list(directory, ".h").stream())
                .toList();
        if (headers.isEmpty()) {
            throw new UnreadableInputException(tree.name() + ": no header in " + DIRECTORIES.getFirst()
                    + "; expected a kernel source tree, 7.0 or newer");
        }
        headers.forEach(preprocessor::header);
        CParser parser = parsed(machine);
        problems(parser);
        GuardOwners owners = new GuardOwners(preprocessor.comments());
        guards(owners);
        parser.variables().forEach((name, value) -> guard(name, name.text().toUpperCase(Locale.ROOT), value, owners));
        guardsInCode();
        List<StructLayout> bare = withDependences(layouts(parser));
        Map<String, SourceLine> places = new LinkedHashMap<>();
        parser.structs().forEach((name, struct) -> places.put(name, struct.at().sourceLine()));
        otherGuarding(bare, parser, owners);
        notInTree(bare);
        dependent(parser);
        Map<String, Guard> magics = magics(bare);
        Map<String, Guard> owned = owners.of(bare, places, magics);
        List<StructLayout> structs =
                bare.stream().map(layout -> guarded(layout, owned)).toList();
        structs.forEach(struct -> inside(struct, magics.get(struct.name()), structs));
        return AbiDescriptorBuilder.builder()
                .release(release)
                .architecture("x86_64")
                .pageSize(machine.pageSize())
                .configuration(
                        machine.cpus() == null
                                ? Map.of()
                                : Map.of(StructLayout.NR_CPUS, machine.cpus().toString()))
                .guards(List.copyOf(guards.values()))
                .structs(structs)
                .constants(constants(owners))
                .documented(documented())
                .hazards(new HeaderHazards(preprocessor, parser, HeaderImporter::isAbi).all())
                .incomplete(List.copyOf(incomplete))
                .assumed(owners.guesses())
                .source("headers of " + tree.name())
                .confidence(Confidence.HIGH)
                .build();
    }

    private CParser parsed(CMachine of) {
        CParser parser = new CParser(preprocessor.output(), of);
        parser.parse();
        return parser;
    }

    /** Structs whose bytes would be others, were the kernel built otherwise. */
    private List<StructLayout> withDependences(List<StructLayout> layouts) {
        Map<String, StructLayout> otherPages = byName(layouts(parsed(machine.withOtherPages())));
        Map<String, StructLayout> moreCpus =
                machine.cpus() == null ? Map.of() : byName(layouts(parsed(machine.withMoreCpus())));
        return layouts.stream()
                .map(layout -> layout.withDependsOn(Stream.of(
                                depends(layout, otherPages, StructLayout.PAGE_SIZE),
                                depends(layout, moreCpus, StructLayout.NR_CPUS))
                        .flatMap(Optional::stream)
                        .toList()))
                .toList();
    }

    private static Optional<String> depends(StructLayout layout, Map<String, StructLayout> others, String option) {
        return Optional.ofNullable(others.get(layout.name()))
                .filter(other -> !other.equals(layout))
                .map(other -> option);
    }

    private static Map<String, StructLayout> byName(List<StructLayout> layouts) {
        return layouts.stream().collect(Collectors.toMap(StructLayout::name, layout -> layout));
    }

    /**
     * What wasn't understood is told; a header that isn't C ends the reading, with the first place in each. Prose begins as a
     * declaration of an unknown type does: where nothing else was understood it is prose.
     */
    private void problems(CParser parser) {
        Set<String> understood = new HashSet<>(parser.understood());
        preprocessor.macros().keySet().forEach(macro -> {
            CToken at = preprocessor.definition(macro);
            if (at != null) {
                understood.add(at.file());
            }
        });
        Map<String, String> unreadable = new LinkedHashMap<>();
        Stream.concat(preprocessor.problems().stream(), parser.problems().stream())
                .forEach(problem -> {
                    if (problem.isUnreadable()) {
                        unreadable.putIfAbsent(problem.file(), problem.text());
                    } else if (isAbi(problem.file()) && !understood.contains(problem.file())) {
                        unreadable.putIfAbsent(
                                problem.file(),
                                problem.text() + "; expected a C header, and nothing of one was understood");
                    } else {
                        incomplete.add(problem.text());
                    }
                });
        if (!unreadable.isEmpty()) {
            throw unreadable(unreadable.values());
        }
    }

    private UnreadableInputException unreadable(Collection<String> problems) {
        return new UnreadableInputException(String.join("\n", problems) + "\n" + tree.name()
                + ": its headers can't be read, so nothing was made of them");
    }

    private void guards(GuardOwners owners) {
        preprocessor.macros().values().forEach(macro -> {
            CToken at = preprocessor.definition(macro.name());
            if (macro.parameters() == null && at != null) {
                guard(at, macro.name(), expanded(List.of(at)), owners);
            }
        });
    }

    /** @param constant the name as a macro's would be written */
    private void guard(CToken at, String constant, List<CToken> body, GuardOwners owners) {
        if (!isAbi(at.file())) {
            return;
        }
        Optional<CToken> value = value(body, at);
        boolean text = body.stream().anyMatch(token -> token.kind() == CToken.Kind.STRING);
        if (value.isEmpty() && text && GuardNames.of(constant).isPresent()) {
            incomplete.add(at.place() + ": the string of " + at.text() + " isn't known: " + CMacros.text(body));
        }
        value.ifPresent(found -> (found.kind() == CToken.Kind.STRING
                        ? GuardNames.ofString(constant, found.text())
                        : GuardNames.of(constant, found.text())
                                .filter(meaning -> meaning.layer().guardsBytes()))
                .ifPresent(meaning -> {
                    Guard guard = Guard.of(at.text(), meaning.layer(), meaning.kind(), found.text(), at.place());
                    guards.put(at.text(), guard);
                    owners.add(guard, at);
                }));
    }

    /** Strings of layers that no header has. */
    private void guardsInCode() {
        Set<Layer> there = guards.values().stream().map(Guard::layer).collect(Collectors.toSet());
        for (String path : CODE) {
            String text = tree.read(path).orElse("");
            Matcher define = STRING.matcher(text);
            while (define.find()) {
                String name = define.group(1);
                long line = text.substring(0, define.start(1)).lines().count();
                GuardNames.of(name, define.group(2))
                        .filter(meaning -> !there.contains(meaning.layer()))
                        .ifPresent(meaning -> guards.putIfAbsent(
                                name,
                                Guard.of(name, meaning.layer(), meaning.kind(), define.group(2), path + ":" + line)));
            }
        }
    }

    private static boolean isAbi(String file) {
        return DIRECTORIES.stream().anyMatch(directory -> file.startsWith(directory + "/"));
    }

    /** As it is where its macros can't be replaced: text that nobody uses may be anything, but it must have an end. */
    private List<CToken> expanded(List<CToken> tokens) {
        try {
            return preprocessor.settled(preprocessor.expand(tokens));
        } catch (CProblem problem) {
            if (problem.isLimit()) {
                throw unreadable(List.of(problem.text()));
            }
            return tokens;
        }
    }

    /** A string, its parts joined, or a number. */
    private static Optional<CToken> value(List<CToken> expanded, CToken at) {
        List<CToken> bare = expanded.stream()
                .filter(token -> !token.is("(") && !token.is(")"))
                .toList();
        if (!bare.isEmpty() && bare.stream().allMatch(token -> token.kind() == CToken.Kind.STRING)) {
            String joined = String.join("", bare.stream().map(CToken::text).toList());
            return Optional.of(new CToken(CToken.Kind.STRING, joined, false, at.file(), at.line(), Set.of()));
        }
        if (bare.size() != 1 || bare.getFirst().kind() != CToken.Kind.NUMBER) {
            return Optional.empty();
        }
        String digits = bare.getFirst().text().replaceAll("[uUlL]+$", "");
        return Optional.of(new CToken(CToken.Kind.NUMBER, digits, false, at.file(), at.line(), Set.of()));
    }

    /**
     * LUO's state without a string that guards it is guarded in another way, never by nothing, and so is what carries it.
     * Feature flags are known as such: no kernel that compares a string takes them, nor the other way round.
     */
    private void otherGuarding(List<StructLayout> structs, CParser parser, GuardOwners owners) {
        boolean known = has(Layer.LUO);
        boolean luo = structs.stream().anyMatch(struct -> struct.name().startsWith("luo_")) || has(Layer.LUO_NODE);
        if ((known || luo) && !has(Layer.KHO_ROOT)) {
            incomplete.add("kho: no string that is known guards its root in this tree");
        }
        if (known || !luo) {
            return;
        }
        for (StructLayout struct : structs) {
            Optional<Field> flags = struct.fields().stream()
                    .filter(field -> isFeatureHeader(field.embeds(), structs))
                    .findFirst();
            if (struct.name().startsWith("luo_") && flags.isPresent()) {
                CToken at = Objects.requireNonNull(parser.structs().get(struct.name()))
                        .at();
                String name = struct.name() + "." + flags.get().name();
                Guard guard = Guard.ofFeatures(name, Layer.LUO, "luo", null, at.place());
                guards.put(name, guard);
                owners.add(guard, at);
                incomplete.add("luo: guarded by feature flags in " + name + ": what they mean isn't compared");
                return;
            }
        }
        incomplete.add("luo: its nodes and structs are there and no string that is known guards them:"
                + " they are guarded in another way");
    }

    /** What stands at the head of a struct, beside the string that its handler goes by: a magic number, feature flags. */
    private void inside(StructLayout struct, @Nullable Guard magic, List<StructLayout> structs) {
        if (magic != null) {
            guards.put(magic.name(), Guard.of(magic.name(), Layer.MAGIC, struct.kind(), magic.value(), magic.source()));
        }
        for (Field field : struct.fields()) {
            String name = struct.name() + "." + field.name();
            if (isFeatureHeader(field.embeds(), structs) && !guards.containsKey(name)) {
                guards.put(name, Guard.ofFeatures(name, Layer.FEATURES, struct.kind(), null, struct.source()));
                incomplete.add(
                        struct.kind() + ": guarded by feature flags in " + name + ": headers don't tell the bits");
            }
        }
    }

    /** Magic numbers by the struct that they stand in. */
    private Map<String, Guard> magics(List<StructLayout> structs) {
        Map<String, Guard> found = new LinkedHashMap<>();
        structs.stream()
                .filter(struct -> struct.field("magic").isPresent())
                .forEach(struct -> magic(struct)
                        .ifPresent(value -> found.put(
                                struct.name(),
                                Guard.of(
                                        struct.name() + ".magic",
                                        Layer.MAGIC,
                                        struct.kind(),
                                        value.text(),
                                        value.place()))));
        return found;
    }

    /** The only magic number of the struct's header. */
    private Optional<CToken> magic(StructLayout struct) {
        String file = SourceLine.parse(struct.source()).map(SourceLine::file).orElse("");
        List<CToken> numbers = preprocessor.macros().keySet().stream()
                .filter(macro -> macro.endsWith("_MAGIC"))
                .flatMap(macro -> Optional.ofNullable(preprocessor.definition(macro))
                        .filter(at -> at.file().equals(file))
                        .flatMap(at -> value(expanded(List.of(at)), at))
                        .stream())
                .filter(value -> value.kind() == CToken.Kind.NUMBER)
                .toList();
        return numbers.size() == 1 ? Optional.of(numbers.getFirst()) : Optional.empty();
    }

    /** What every kernel with these headers has: without it this is a part of a tree, and agrees with anything by absence. */
    private void notInTree(List<StructLayout> structs) {
        List<String> missing = new ArrayList<>();
        boolean core = structs.stream().anyMatch(struct -> struct.name().startsWith("luo_")) || has(Layer.LUO_NODE);
        if (!has(Layer.KHO_ROOT)) {
            missing.add("the string of KHO's root (kexec_handover.h)");
        }
        if (!has(Layer.LUO) && !core) {
            missing.add("LUO's string (luo.h)");
        }
        if (guards.values().stream()
                .noneMatch(
                        guard -> guard.layer() == Layer.HANDLER && guard.kind().equals("memfd"))) {
            missing.add("the string of memfd's handler (memfd.h)");
        }
        if (!missing.isEmpty()) {
            incomplete.add(AbiDescriptor.NOT_IN_TREE + String.join(", ", missing));
        }
    }

    private boolean has(Layer layer) {
        return guards.values().stream().anyMatch(guard -> guard.layer() == layer);
    }

    /** A struct that says which features its writer supports and its reader must know. */
    private static boolean isFeatureHeader(@Nullable String name, List<StructLayout> structs) {
        return structs.stream()
                .filter(struct -> struct.name().equals(name))
                .anyMatch(struct -> struct.fields().stream()
                                .filter(field -> FEATURES.matcher(field.name()).matches())
                                .count()
                        >= 2);
    }

    /** What is there or not by an option that nobody told: what is read here may not be what is built. */
    private void dependent(CParser parser) {
        for (CPreprocessor.Dependent text : preprocessor.dependent()) {
            Optional<Struct> around = parser.structs().values().stream()
                    .filter(struct -> struct.at().file().equals(text.file())
                            && struct.at().line() <= text.firstLine()
                            && text.firstLine() <= struct.endLine())
                    .findFirst();
            if (around.isEmpty() && !text.declares()) {
                continue;
            }
            String what = around.map(struct -> "layout of " + struct.name()).orElse("what is declared there");
            String options = String.join(", ", text.options());
            incomplete.add("%s:%d: %s depends on %s, which nobody told; tell it with -D %s=y or =n"
                    .formatted(
                            text.file(),
                            text.firstLine(),
                            what,
                            options,
                            text.options().iterator().next()));
        }
    }

    private List<StructLayout> layouts(CParser parser) {
        try {
            return parser.structs().values().stream()
                    .map(HeaderImporter::layout)
                    .toList();
        } catch (CProblem endless) {
            throw unreadable(List.of(endless.text()));
        }
    }

    private static StructLayout layout(Struct struct) {
        return new StructLayout(
                struct.name(),
                kindOfFile(struct.at().file()),
                null,
                StructLayout.STRUCT,
                (int) struct.type().size(),
                struct.packed(),
                CFields.of(struct),
                struct.at().place(),
                Confidence.HIGH,
                null);
    }

    private static StructLayout guarded(StructLayout layout, Map<String, Guard> owned) {
        Guard guard = owned.get(layout.name());
        return guard == null ? layout : layout.withGuard(guard.kind(), guard.name());
    }

    private static String kindOfFile(String file) {
        return file.substring(file.lastIndexOf('/') + 1).replaceAll("\\.h$", "").replace('_', '-');
    }

    /** Every number that the headers define; those that depend on the page size once for each. */
    private List<Constant> constants(GuardOwners owners) {
        Map<String, Map<String, Long>> values = new LinkedHashMap<>();
        Map<String, CToken> places = new HashMap<>();
        PAGES.forEach((label, size) -> {
            CParser parser = parsed(new CMachine(size, machine.cpus()));
            parser.constants().all().forEach((name, value) -> {
                values.computeIfAbsent(name, one -> new LinkedHashMap<>()).put(label, value);
                places.put(name, Objects.requireNonNull(parser.constants().place(name)));
            });
            parser.variables().forEach((name, body) -> {
                number(name, body, parser).ifPresent(value -> {
                    values.computeIfAbsent(name.text(), one -> new LinkedHashMap<>())
                            .put(label, value);
                    places.put(name.text(), name);
                });
            });
            preprocessor
                    .macros()
                    .values()
                    .forEach(macro -> number(macro, parser).ifPresent(value -> {
                        values.computeIfAbsent(macro.name(), one -> new LinkedHashMap<>())
                                .put(label, value);
                        places.put(macro.name(), Objects.requireNonNull(preprocessor.definition(macro.name())));
                    }));
        });
        List<Constant> constants = new ArrayList<>();
        values.forEach((name, byPage) -> {
            CToken at = places.get(name);
            String source = at == null ? DIRECTORIES.getFirst() : at.place();
            String kind = kindOfConstant(name, at, owners);
            if (byPage.values().stream().distinct().count() == 1) {
                constants.add(
                        new Constant(name, kind, byPage.values().iterator().next(), source));
            } else {
                byPage.forEach((label, value) -> constants.add(new Constant(name + "@" + label, kind, value, source)));
            }
        });
        return constants;
    }

    private Optional<Long> number(CPreprocessor.Macro macro, CParser parser) {
        CToken at = preprocessor.definition(macro.name());
        return at == null || macro.parameters() != null ? Optional.empty() : number(at, macro.body(), parser);
    }

    private Optional<Long> number(CToken name, List<CToken> body, CParser parser) {
        if (!isAbi(name.file()) || body.isEmpty() || guards.containsKey(name.text())) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.evaluate(expanded(body), name));
        } catch (CProblem problem) {
            if (problem.isLimit()) {
                throw unreadable(List.of(problem.text()));
            }
            if (isComputed(body)) {
                incomplete.add(name.place() + ": value of " + name.text() + " isn't known: " + problem.text());
            }
            return Optional.empty();
        }
    }

    /** A number by other names, such as the flags that a reader takes: not knowing it isn't knowing the ABI. */
    private boolean isComputed(List<CToken> body) {
        boolean computed =
                body.stream().anyMatch(token -> COMPUTED.matcher(token.text()).matches());
        boolean alias = body.stream().anyMatch(CToken::isName)
                && body.stream().noneMatch(token -> preprocessor.macros().containsKey(token.text()));
        return (computed || alias)
                && body.stream()
                        .allMatch(token -> token.kind() == CToken.Kind.NUMBER
                                || (token.isName() && token.text().matches("[A-Z][A-Z0-9_]*"))
                                || token.text().matches("[()]")
                                || COMPUTED.matcher(token.text()).matches());
    }

    private static String kindOfConstant(String name, @Nullable CToken at, GuardOwners owners) {
        if (at == null) {
            return name.startsWith("KHO_") ? "kho" : "kernel";
        }
        return owners.kindOf(name, at.sourceLine())
                .orElseGet(() -> name.startsWith("KHO_") ? "kho" : kindOfFile(at.file()));
    }

    /** Strings in comments and documents that are a guard's, but for the version. */
    private List<DocumentedString> documented() {
        List<CLexer.Comment> texts = new ArrayList<>(preprocessor.comments());
        for (String path : tree.list("Documentation/core-api/kho", ".rst")) {
            tree.read(path).ifPresent(text -> texts.add(new CLexer.Comment(text, path, 1, 1)));
        }
        List<DocumentedString> found = new ArrayList<>();
        for (CLexer.Comment comment : texts) {
            Matcher quoted = QUOTED.matcher(comment.text());
            int line = comment.line();
            int counted = 0;
            while (quoted.find()) {
                for (; counted < quoted.start(); counted++) {
                    line += comment.text().charAt(counted) == '\n' ? 1 : 0;
                }
                for (Guard guard : guards.values()) {
                    if (stem(guard.value()).equals(stem(quoted.group(1)))
                            && guard.value().matches(".*\\d")) {
                        found.add(new DocumentedString(guard.name(), quoted.group(1), comment.file() + ":" + line));
                    }
                }
            }
        }
        return found;
    }

    private static String stem(String value) {
        return value.replaceAll("\\d+$", "");
    }
}
