package io.luoledger.abi.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The C preprocessor: macros with arguments, # and ##, conditions, includes inside the tree. Of headers outside of the
 * ABI directory only the macros are taken.
 */
final class CPreprocessor {
    /** A macro; parameters null when it takes none. */
    record Macro(String name, @Nullable List<String> parameters, boolean variadic, List<CToken> body) {}

    /**
     * Text that is there or not by a configuration that nobody told.
     *
     * @param options names of what it depends on
     * @param declares whether it defines macros or types by itself
     */
    record Dependent(String file, int firstLine, int lastLine, Set<String> options, boolean declares) {}

    /**
     * An open {@code #if}.
     *
     * @param outer whether the text around it is there
     * @param start position behind its line
     * @param untold options that the condition asks for and nobody told
     */
    private record Condition(CToken at, boolean taken, boolean active, boolean outer, int start, Set<String> untold) {
        /** At its {@code #elif} or {@code #else}. */
        Condition branch(boolean holds, Set<String> more) {
            Set<String> all = new LinkedHashSet<>(untold);
            all.addAll(more);
            return new Condition(at, taken || holds, outer && !taken && holds, outer, start, all);
        }
    }

    private static final int MAX_INCLUDES = 400;
    private static final int MAX_TOKENS = 2_000_000;
    private static final int MAX_CONDITIONS = 200;
    private static final int MAX_PARAMETERS = 200;
    /** What {@code #pragma pack} becomes for the parser. */
    static final String PACK = "#pragma pack";

    /** Directories whose declarations are the preserved-state ABI, or belong to it. */
    private static final List<String> TAKEN = List.of("include/linux/kho/", "include/linux/liveupdate/");
    /** What a condition may ask of a macro, or of an option of the configuration. */
    private static final Set<String> ASKING =
            Set.of("defined", "IS_ENABLED", "IS_BUILTIN", "IS_MODULE", "IS_REACHABLE");

    private static final String BUILT_IN = """
            #define DECLARE_BITMAP(name, bits) unsigned long name[DIV_ROUND_UP(bits, 64)]
            #define DECLARE_FLEX_ARRAY(type, name) type name[]
            #define __DECLARE_FLEX_ARRAY(type, name) type name[]
            #define __struct_group(tag, name, attrs, ...) struct { __VA_ARGS__ } attrs
            #define struct_group(name, ...) struct { __VA_ARGS__ }
            #define struct_group_attr(name, attrs, ...) struct { __VA_ARGS__ } attrs
            #define struct_group_tagged(tag, name, ...) struct { __VA_ARGS__ }
            #define DECLARE_KHOSER_PTR(name, type) union { u64 phys; type ptr; } name
            #define __stringify_1(x...) #x
            #define __stringify(x...) __stringify_1(x)
            #define __LP64__ 1
            #define __x86_64__ 1
            #define __BITS_PER_LONG 64
            #define __SIZEOF_LONG__ 8
            #define __SIZEOF_POINTER__ 8
            #define __LITTLE_ENDIAN 1234
            #define __LITTLE_ENDIAN_BITFIELD 1
            #define __BYTE_ORDER __LITTLE_ENDIAN
            #define __BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__
            #define __ORDER_LITTLE_ENDIAN__ 1234
            #define __ORDER_BIG_ENDIAN__ 4321
            #define CONFIG_64BIT 1
            #define CONFIG_KEXEC_HANDOVER 1
            #define CONFIG_LIVEUPDATE 1
            #define __KERNEL__ 1
            #define F_SEAL_SEAL 0x0001
            #define F_SEAL_SHRINK 0x0002
            #define F_SEAL_GROW 0x0004
            #define F_SEAL_WRITE 0x0008
            #define F_SEAL_FUTURE_WRITE 0x0010
            #define F_SEAL_EXEC 0x0020
            """;

    private final HeaderTree tree;
    private final CConstants machine;
    private final Map<String, Macro> macros = new LinkedHashMap<>();
    private final CMacros expansion = new CMacros(macros);
    private final Map<String, CToken> definedAt = new HashMap<>();
    private final Set<String> told;
    private final List<CToken> output = new ArrayList<>();
    private final List<CLexer.Comment> comments = new ArrayList<>();
    private final List<CProblem> problems = new ArrayList<>();
    private final List<Dependent> dependent = new ArrayList<>();
    private final Set<String> included = new HashSet<>();
    private int includes;

    /** @param configuration further macros; of an option y, m, and n for one that is off */
    CPreprocessor(HeaderTree tree, CMachine machine, Map<String, String> configuration) {
        this.tree = tree;
        this.machine = new CConstants(machine);
        this.told = configuration.keySet();
        file("built in", BUILT_IN, false);
        configuration.forEach((name, value) -> {
            macros.remove(name);
            switch (value) {
                case "n" -> {}
                case "m" -> file("configuration", "#define " + name + "_MODULE 1\n", false);
                case "y" -> file("configuration", "#define " + name + " 1\n", false);
                default -> file("configuration", "#define " + name + " " + value + "\n", false);
            }
        });
    }

    Map<String, Macro> macros() {
        return macros;
    }

    /** Where a macro was defined, null when it is built in. */
    @Nullable
    CToken definition(String macro) {
        return definedAt.get(macro);
    }

    List<CToken> output() {
        return output;
    }

    List<CLexer.Comment> comments() {
        return comments;
    }

    List<CProblem> problems() {
        return problems;
    }

    List<Dependent> dependent() {
        return dependent;
    }

    /** Reads a header of the ABI directory. */
    void header(String path) {
        if (included.add(path)) {
            tree.read(path).map(CPreprocessor::withoutMark).ifPresent(text -> header(path, text));
        }
    }

    private void header(String path, String text) {
        ForeignText.of(text)
                .ifPresentOrElse(
                        what -> problems.add(CProblem.foreign(path, "expected a C header, found " + what)),
                        () -> file(path, text, true));
    }

    /** Without the mark of an editor that writes UTF-8 with one. */
    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private void file(String path, String text, boolean keep) {
        CLexer.Result lexed;
        try {
            lexed = CLexer.read(text, path);
        } catch (CProblem problem) {
            problems.add(problem);
            return;
        }
        if (keep) {
            comments.addAll(lexed.comments());
        }
        Deque<Condition> conditions = new ArrayDeque<>();
        List<CToken> pending = new ArrayList<>();
        List<CToken> tokens = lexed.tokens();
        int at = 0;
        while (at < tokens.size()) {
            int end = at;
            while (tokens.get(end).kind() != CToken.Kind.END) {
                end++;
            }
            List<CToken> line = tokens.subList(at, end);
            at = end + 1;
            try {
                if (!line.isEmpty() && line.getFirst().is("#")) {
                    flush(pending, keep);
                    directive(line, conditions, tokens, at, keep);
                } else if (isActive(conditions) && keep) {
                    pending.addAll(line);
                }
            } catch (CProblem problem) {
                problems.add(problem);
                if (problem.isLimit()) {
                    return;
                }
            }
        }
        try {
            flush(pending, keep);
            if (!conditions.isEmpty()) {
                throw CProblem.syntax(conditions.peek().at(), "#if without #endif");
            }
        } catch (CProblem problem) {
            problems.add(problem);
        }
    }

    private static boolean isActive(Deque<Condition> conditions) {
        Condition inner = conditions.peek();
        return inner == null || inner.active();
    }

    private void flush(List<CToken> pending, boolean keep) {
        if (!keep || pending.isEmpty()) {
            return;
        }
        List<CToken> text = List.copyOf(pending);
        pending.clear();
        output.addAll(settled(expand(text)));
        if (output.size() > MAX_TOKENS) {
            throw CProblem.limit(text.getFirst(), "more than " + MAX_TOKENS + " tokens after expansion");
        }
    }

    /** @param at position behind the line */
    private void directive(List<CToken> line, Deque<Condition> conditions, List<CToken> tokens, int at, boolean keep) {
        if (line.size() < 2) {
            return;
        }
        CToken word = line.get(1);
        List<CToken> rest = line.subList(2, line.size());
        switch (word.text()) {
            case "if", "ifdef", "ifndef" -> push(conditions, word, rest, at, keep);
            case "elif", "elifdef", "elifndef" -> {
                Condition last = pop(conditions, word);
                boolean asked = last.outer() && !last.taken();
                conditions.push(last.branch(asked && holds(word, rest, keep), asked ? untold(rest) : Set.of()));
            }
            case "else" -> {
                Condition last = pop(conditions, word);
                conditions.push(last.branch(true, Set.of()));
            }
            case "endif" -> {
                Condition last = pop(conditions, word);
                if (keep && last.outer() && !last.untold().isEmpty()) {
                    dependent.add(dependent(last, word, tokens.subList(last.start(), at)));
                }
            }
            default -> {
                if (isActive(conditions)) {
                    act(word, rest, keep);
                }
            }
        }
    }

    /** What is done where the text around is there. */
    private void act(CToken word, List<CToken> rest, boolean keep) {
        switch (word.text()) {
            case "define" -> define(rest, word);
            case "undef" -> {
                if (!rest.isEmpty()) {
                    macros.remove(rest.getFirst().text());
                }
            }
            case "include" -> include(rest, word.file(), keep);
            case "error" -> {
                if (keep) {
                    throw CProblem.unknown(
                            word, "#error " + text(rest) + ": the configuration isn't one that it takes");
                }
            }
            case "pragma" -> {
                if (keep && !rest.isEmpty() && rest.getFirst().is("pack")) {
                    output.add(new CToken(CToken.Kind.NAME, PACK, true, word.file(), word.line(), Set.of()));
                    output.addAll(rest.subList(1, rest.size()));
                }
            }
            default -> {
                // #warning, #line
            }
        }
    }

    private static String text(List<CToken> tokens) {
        return String.join(" ", tokens.stream().map(CToken::text).toList());
    }

    private void push(Deque<Condition> conditions, CToken word, List<CToken> rest, int at, boolean keep) {
        if (conditions.size() >= MAX_CONDITIONS) {
            throw CProblem.limit(word, "more than " + MAX_CONDITIONS + " conditions inside one another");
        }
        boolean outer = isActive(conditions);
        boolean holds = outer && holds(word, rest, keep);
        conditions.push(new Condition(word, !outer || holds, holds, outer, at, outer ? untold(rest) : Set.of()));
    }

    private static Condition pop(Deque<Condition> conditions, CToken at) {
        if (conditions.isEmpty()) {
            throw CProblem.syntax(at, "#" + at.text() + " without #if");
        }
        return conditions.pop();
    }

    /** Options of the configuration that a condition asks for and that nobody told, whether on or off. */
    private Set<String> untold(List<CToken> condition) {
        Set<String> options = new LinkedHashSet<>();
        for (CToken token : withMeanings(condition)) {
            boolean option = token.isName() && token.text().startsWith("CONFIG_");
            if (option && !told.contains(token.text()) && !macros.containsKey(token.text())) {
                options.add(token.text());
            }
        }
        return options;
    }

    /** Its words, and those that its macros stand for. */
    private List<CToken> withMeanings(List<CToken> condition) {
        List<CToken> all = new ArrayList<>(condition);
        try {
            all.addAll(expand(condition));
        } catch (CProblem problem) {
            if (problem.isLimit()) {
                throw problem;
            }
            // told where the condition is worked out
        }
        return all;
    }

    private static Dependent dependent(Condition condition, CToken end, List<CToken> text) {
        boolean declares = false;
        for (int i = 0; i + 2 < text.size(); i++) {
            CToken token = text.get(i);
            boolean type = token.is("struct") || token.is("union") || token.is("enum");
            boolean body = text.get(i + 1).is("{") || text.get(i + 2).is("{");
            boolean value = token.is("define") && text.get(i + 2).kind() != CToken.Kind.END;
            declares |= (type && body) || (i > 0 && text.get(i - 1).is("#") && value);
        }
        return new Dependent(end.file(), condition.at().line(), end.line(), condition.untold(), declares);
    }

    /** Whether a condition holds; one that isn't understood counts as not, and is told. */
    private boolean holds(CToken word, List<CToken> condition, boolean keep) {
        boolean asksForName = !word.is("if") && !word.is("elif");
        if (asksForName) {
            boolean there = !condition.isEmpty()
                    && macros.containsKey(condition.getFirst().text());
            return there != word.text().endsWith("ndef");
        }
        try {
            return value(condition, word, keep) != 0;
        } catch (CProblem problem) {
            if (problem.isLimit()) {
                throw problem;
            }
            problems.add(problem);
            return false;
        }
    }

    private long value(List<CToken> condition, CToken at, boolean keep) {
        Set<String> asked = new HashSet<>();
        List<CToken> answered = answered(condition, asked, ASKING::contains);
        return new CExpression(
                        answered(expand(answered), asked, ASKING::contains),
                        name -> number(name, asked.contains(name) || !keep),
                        (type, member, place) -> {
                            throw CProblem.syntax(place, "sizeof in a condition");
                        })
                .value(at);
    }

    /**
     * A name that no macro stands for is 0 in C; here it may be one of a header that wasn't read.
     *
     * @param unread whether that is seen to already, or of no matter
     */
    private Optional<Long> number(String name, boolean unread) {
        boolean compilers = name.startsWith("__");
        boolean none = unread || compilers || name.startsWith("CONFIG_");
        return machine.value(name).or(() -> none ? Optional.of(0L) : Optional.empty());
    }

    /**
     * What a condition asks for by "defined" and the like, as numbers.
     *
     * @param asked takes the names
     * @param questions which words ask
     */
    private List<CToken> answered(List<CToken> condition, Set<String> asked, Predicate<String> questions) {
        List<CToken> replaced = new ArrayList<>();
        for (int i = 0; i < condition.size(); i++) {
            CToken token = condition.get(i);
            if (token.isName() && questions.test(token.text())) {
                int name = i + 1 < condition.size() && condition.get(i + 1).is("(") ? i + 2 : i + 1;
                boolean there = name < condition.size()
                        && asks(token.text(), condition.get(name).text());
                if (name < condition.size()) {
                    asked.add(condition.get(name).text());
                }
                replaced.add(
                        new CToken(CToken.Kind.NUMBER, there ? "1" : "0", true, token.file(), token.line(), Set.of()));
                i = name > i + 1 ? name + 1 : name;
            } else {
                replaced.add(token);
            }
        }
        return replaced;
    }

    /** With the options that declarations and numbers ask for, where all of these were told. */
    List<CToken> settled(List<CToken> tokens) {
        boolean asks = tokens.stream().anyMatch(token -> isOption(token.text()));
        return asks && untold(tokens).isEmpty() ? answered(tokens, new HashSet<>(), CPreprocessor::isOption) : tokens;
    }

    private static boolean isOption(String word) {
        return word.startsWith("IS_") && ASKING.contains(word);
    }

    private boolean asks(String question, String name) {
        if (name.equals("1")) {
            // an option that is on, behind a macro of its own
            return !question.equals("IS_MODULE");
        }
        boolean module = macros.containsKey(name + "_MODULE");
        return switch (question) {
            case "IS_ENABLED", "IS_REACHABLE" -> module || macros.containsKey(name);
            case "IS_MODULE" -> module;
            default -> macros.containsKey(name);
        };
    }

    private void define(List<CToken> rest, CToken at) {
        if (rest.isEmpty() || !rest.getFirst().isName()) {
            throw CProblem.syntax(at, "#define without a name");
        }
        CToken name = rest.getFirst();
        List<String> parameters = null;
        boolean variadic = false;
        int body = 1;
        if (rest.size() > 1 && rest.get(1).is("(") && !rest.get(1).spaced()) {
            parameters = new ArrayList<>();
            body = 2;
            while (body < rest.size() && !rest.get(body).is(")")) {
                CToken token = rest.get(body++);
                if (token.is("...")) {
                    variadic = true;
                    // "name..." gives the rest a name of its own
                    if (!rest.get(body - 2).isName()) {
                        parameters.add("__VA_ARGS__");
                    }
                } else if (token.isName()) {
                    parameters.add(token.text());
                }
            }
            if (body >= rest.size()) {
                throw CProblem.syntax(name, "parameters of " + name.text() + " without an end");
            }
            if (parameters.size() > MAX_PARAMETERS) {
                throw CProblem.limit(name, "macro of more than " + MAX_PARAMETERS + " parameters");
            }
            body++;
        }
        macros.put(
                name.text(),
                new Macro(name.text(), parameters, variadic, List.copyOf(rest.subList(body, rest.size()))));
        definedAt.put(name.text(), name);
    }

    private void include(List<CToken> rest, String path, boolean keep) {
        if (rest.isEmpty()) {
            return;
        }
        String wanted = rest.getFirst().kind() == CToken.Kind.STRING
                ? rest.getFirst().text()
                : String.join("", rest.stream().map(CToken::text).toList()).replaceAll("^<|>$", "");
        String directory = path.contains("/") ? path.substring(0, path.lastIndexOf('/') + 1) : "";
        List<String> places = wanted.startsWith("uapi/")
                ? List.of("include/" + wanted)
                : rest.getFirst().kind() == CToken.Kind.STRING
                        ? List.of(directory + wanted, "include/" + wanted)
                        : isTaken("include/" + wanted)
                                ? List.of("include/" + wanted)
                                : List.of("include/uapi/" + wanted);
        for (String place : places) {
            Optional<String> text = included.contains(place) ? Optional.empty() : tree.read(place);
            if (text.isPresent() && includes++ < MAX_INCLUDES) {
                included.add(place);
                file(place, text.get(), keep && isTaken(place));
                return;
            }
        }
    }

    private static boolean isTaken(String path) {
        return TAKEN.stream().anyMatch(path::startsWith);
    }

    /** Every macro in the tokens replaced by what it stands for. */
    List<CToken> expand(List<CToken> tokens) {
        return expansion.expand(tokens);
    }
}
