package io.luoledger.abi.source;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptor.DocumentedString;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.source.CParser.Struct;
import io.luoledger.abi.source.CType.Member;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A descriptor from the headers in {@code include/linux/kho/abi} of a kernel source tree. */
final class HeaderImporter {
    private static final String DIRECTORY = "include/linux/kho/abi";
    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]{5,}");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\n]{3,63})\"");
    private static final Map<String, Integer> PAGES = new LinkedHashMap<>();

    static {
        PAGES.put("4K", 4096);
        PAGES.put("16K", 16384);
        PAGES.put("64K", 65536);
    }

    private final HeaderTree tree;
    private final int pageSize;
    private final CPreprocessor preprocessor;
    private final Map<String, Guard> guards = new LinkedHashMap<>();
    private final Map<String, List<Guard>> guardsOfFile = new LinkedHashMap<>();

    private HeaderImporter(HeaderTree tree, int pageSize, Map<String, String> configuration) {
        this.tree = tree;
        this.pageSize = pageSize;
        preprocessor = new CPreprocessor(tree, configuration);
    }

    /** @throws UnreadableInputException when the tree has no such headers at all */
    static AbiDescriptor read(HeaderTree tree, String release, int pageSize, Map<String, String> configuration) {
        return new HeaderImporter(tree, pageSize, configuration).read(release);
    }

    private AbiDescriptor read(String release) {
        List<String> headers = tree.list(DIRECTORY, ".h");
        if (headers.isEmpty()) {
            throw new UnreadableInputException(
                    tree.name() + ": no header in " + DIRECTORY + "; expected a kernel source tree, 7.0 or newer");
        }
        headers.forEach(preprocessor::header);
        CParser parser = new CParser(preprocessor.output(), pageSize);
        parser.parse();
        guards();
        List<StructLayout> structs = new ArrayList<>();
        parser.structs().values().forEach(struct -> structs.add(layout(struct)));
        List<String> incomplete = new ArrayList<>(preprocessor.problems());
        incomplete.addAll(parser.problems());
        return new AbiDescriptor(
                release,
                "x86_64",
                pageSize,
                List.copyOf(guards.values()),
                structs,
                constants(),
                null,
                List.of(),
                documented(),
                incomplete,
                List.of(),
                "headers of " + tree.name(),
                Confidence.HIGH);
    }

    private void guards() {
        preprocessor.macros().values().forEach(macro -> {
            CToken at = preprocessor.definition(macro.name());
            if (macro.parameters() != null || at == null || !at.file().startsWith(DIRECTORY)) {
                return;
            }
            GuardNames.of(macro.name())
                    .ifPresent(meaning -> value(macro.name(), at).ifPresent(value -> {
                        Guard guard = Guard.of(macro.name(), meaning.layer(), meaning.kind(), value, at.place());
                        guards.put(macro.name(), guard);
                        guardsOfFile
                                .computeIfAbsent(at.file(), file -> new ArrayList<>())
                                .add(guard);
                    }));
        });
    }

    /** A macro's string, its parts joined, or its number. */
    private Optional<String> value(String macro, CToken at) {
        List<CToken> expanded = preprocessor.expand(
                List.of(new CToken(CToken.Kind.NAME, macro, false, at.file(), at.line(), java.util.Set.of())));
        List<CToken> bare = expanded.stream()
                .filter(token -> !token.is("(") && !token.is(")"))
                .toList();
        if (!bare.isEmpty() && bare.stream().allMatch(token -> token.kind() == CToken.Kind.STRING)) {
            return Optional.of(String.join("", bare.stream().map(CToken::text).toList()));
        }
        return bare.size() == 1 && bare.getFirst().kind() == CToken.Kind.NUMBER
                ? Optional.of(bare.getFirst().text().replaceAll("[uUlL]+$", ""))
                : Optional.empty();
    }

    private StructLayout layout(Struct struct) {
        List<Field> fields = new ArrayList<>();
        fields(struct.type(), "", 0, fields);
        Guard guard = guardOf(struct);
        return new StructLayout(
                struct.name(),
                guard == null ? kindOfFile(struct.at().file()) : guard.kind(),
                guard == null ? null : guard.name(),
                StructLayout.STRUCT,
                (int) struct.type().size(),
                struct.packed(),
                fields,
                struct.at().place(),
                Confidence.HIGH,
                null);
    }

    /**
     * The guard that the header's own rules give: the one that the comment above the struct names, else the only one that
     * the header defines, else the only one that the header's comments name.
     */
    private @Nullable Guard guardOf(Struct struct) {
        String file = struct.at().file();
        List<CLexer.Comment> comments = preprocessor.comments().stream()
                .filter(comment -> comment.file().equals(file))
                .toList();
        Optional<Guard> above = comments.stream()
                .filter(comment -> comment.endLine() < struct.at().line())
                .max(Comparator.comparingInt(CLexer.Comment::endLine))
                .filter(comment -> struct.at().line() - comment.endLine() <= 2)
                .flatMap(comment -> named(comment.text()));
        if (above.isPresent()) {
            return above.get();
        }
        List<Guard> own = guardsOfFile.getOrDefault(file, List.of()).stream()
                .filter(guard -> coversBytes(guard.layer()))
                .toList();
        Optional<Guard> inner =
                own.stream().filter(guard -> guard.layer() == Layer.FLB_VERSION).findFirst();
        if (inner.isPresent() || own.size() == 1) {
            return inner.orElse(own.getFirst());
        }
        return own.isEmpty()
                ? comments.stream()
                        .flatMap(comment -> named(comment.text()).stream())
                        .findFirst()
                        .orElse(null)
                : own.stream().min(Comparator.comparing(Guard::layer)).orElse(null);
    }

    private Optional<Guard> named(String text) {
        Matcher matcher = CONSTANT.matcher(text);
        while (matcher.find()) {
            Guard guard = guards.get(matcher.group());
            if (guard != null && coversBytes(guard.layer())) {
                return Optional.of(guard);
            }
        }
        return Optional.empty();
    }

    private static boolean coversBytes(Layer layer) {
        return switch (layer) {
            case KHO_ROOT, KEXEC_METADATA, LUO, LUO_PART, HANDLER, FLB, FLB_VERSION, OTHER -> true;
            case KHO_MEMORY_MAP, LUO_NODE, KHO_DATA, KHO_SIZE -> false;
        };
    }

    private static String kindOfFile(String file) {
        return file.substring(file.lastIndexOf('/') + 1).replaceAll("\\.h$", "").replace('_', '-');
    }

    private static void fields(CType type, String prefix, long base, List<Field> fields) {
        for (Member member : Objects.requireNonNullElse(type.members(), List.<Member>of())) {
            String path = prefix + member.name();
            CType inner = member.type();
            long bit = base + member.firstBit();
            if (inner.members() != null && inner.union() && member.length() == null) {
                union(inner, path, bit, fields);
            } else if (inner.isAnonymous() && member.length() == null) {
                fields(inner, path.isEmpty() ? "" : path + ".", bit, fields);
            } else {
                fields.add(field(member, path, bit));
            }
        }
    }

    /** A union shows as its first member that isn't a pointer: the form that crosses the kexec. */
    private static void union(CType union, String path, long bit, List<Field> fields) {
        List<Member> members = Objects.requireNonNullElse(union.members(), List.of());
        members.stream()
                .filter(member -> !member.type().pointer())
                .findFirst()
                .or(() -> members.stream().findFirst())
                .ifPresent(member -> {
                    CType chosen = new CType("", union.size(), union.alignment(), List.of(member), false, false);
                    fields(chosen, path.isEmpty() ? "" : path + ".", bit, fields);
                });
    }

    private static Field field(Member member, String path, long bit) {
        CType type = member.type();
        String typeName = type.pointer()
                ? "ptr"
                : type.members() != null ? (type.union() ? "union " : "struct ") + type.name() : type.name();
        Integer length = member.length();
        long size = type.size() * (length == null ? 1 : length);
        Matcher array = Pattern.compile("(.*)\\[(\\d+)]").matcher(typeName);
        if (array.matches()) {
            // a typedef of an array
            typeName = array.group(1);
            length = Integer.parseInt(array.group(2)) * (length == null ? 1 : length);
        }
        long unit = member.bits() == null ? 1 : Math.max(1, type.size());
        long offset = bit / 8 / unit * unit;
        return new Field(
                path,
                typeName,
                length,
                (int) offset,
                (int) size,
                member.bits() == null ? null : Integer.valueOf((int) (bit - offset * 8)),
                member.bits(),
                null);
    }

    /** Every number that the headers define; those that depend on the page size once for each. */
    private List<Constant> constants() {
        Map<String, Map<String, Long>> values = new LinkedHashMap<>();
        PAGES.forEach((label, size) -> {
            CParser parser = new CParser(preprocessor.output(), size);
            parser.parse();
            parser.constants()
                    .forEach((name, value) -> values.computeIfAbsent(name, one -> new LinkedHashMap<>())
                            .put(label, value));
            preprocessor
                    .macros()
                    .values()
                    .forEach(macro -> number(macro, parser)
                            .ifPresent(value -> values.computeIfAbsent(macro.name(), one -> new LinkedHashMap<>())
                                    .put(label, value)));
        });
        List<Constant> constants = new ArrayList<>();
        values.forEach((name, byPage) -> {
            CToken at = preprocessor.definition(name);
            String file = at == null ? DIRECTORY : at.file();
            String kind = kindOfConstant(name, file);
            if (byPage.values().stream().distinct().count() == 1) {
                constants.add(
                        new Constant(name, kind, byPage.values().iterator().next(), file));
            } else {
                byPage.forEach((label, value) -> constants.add(new Constant(name + "@" + label, kind, value, file)));
            }
        });
        return constants;
    }

    private Optional<Long> number(CPreprocessor.Macro macro, CParser parser) {
        CToken at = preprocessor.definition(macro.name());
        if (at == null
                || !at.file().startsWith(DIRECTORY)
                || macro.parameters() != null
                || macro.body().isEmpty()
                || guards.containsKey(macro.name())) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.evaluate(preprocessor.expand(macro.body()), at));
        } catch (CProblem notANumber) {
            return Optional.empty();
        }
    }

    private String kindOfConstant(String name, String file) {
        List<Guard> own = guardsOfFile.getOrDefault(file, List.of()).stream()
                .filter(guard -> coversBytes(guard.layer()))
                .toList();
        if (!own.isEmpty()) {
            return own.getFirst().kind();
        }
        return name.startsWith("KHO_") || file.equals(DIRECTORY) ? "kho" : kindOfFile(file);
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
            while (quoted.find()) {
                int line = comment.line()
                        + (int) comment.text()
                                .substring(0, quoted.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
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
