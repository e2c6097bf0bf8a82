package io.luoledger.abi.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The C preprocessor: macros with arguments, # and ##, conditions, includes inside the tree. Of headers outside of the
 * ABI directory only the macros are taken.
 */
final class CPreprocessor {
    /** A macro; parameters null when it takes none. */
    record Macro(String name, @Nullable List<String> parameters, boolean variadic, List<CToken> body) {}

    private record Condition(boolean taken, boolean active) {}

    private static final int MAX_INCLUDES = 400;
    private static final int MAX_TOKENS = 2_000_000;
    private static final String BUILT_IN = """
            #define DECLARE_BITMAP(name, bits) unsigned long name[DIV_ROUND_UP(bits, 64)]
            #define DECLARE_FLEX_ARRAY(type, name) type name[]
            #define __DECLARE_FLEX_ARRAY(type, name) type name[]
            #define __struct_group(tag, name, attrs, ...) struct { __VA_ARGS__ } attrs name
            #define struct_group(name, ...) struct { __VA_ARGS__ } name
            #define CONFIG_64BIT 1
            #define CONFIG_KEXEC_HANDOVER 1
            #define CONFIG_LIVEUPDATE 1
            #define __KERNEL__ 1
            """;

    private final HeaderTree tree;
    private final Map<String, Macro> macros = new LinkedHashMap<>();
    private final Map<String, CToken> definedAt = new HashMap<>();
    private final List<CToken> output = new ArrayList<>();
    private final List<CLexer.Comment> comments = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> included = new HashSet<>();
    private int includes;

    CPreprocessor(HeaderTree tree, Map<String, String> configuration) {
        this.tree = tree;
        file("built in", BUILT_IN, false);
        configuration.forEach((name, value) -> file("configuration", "#define " + name + " " + value + "\n", false));
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

    List<String> problems() {
        return problems;
    }

    /** Reads a header of the ABI directory. */
    void header(String path) {
        if (included.add(path)) {
            tree.read(path).ifPresent(text -> file(path, text, true));
        }
    }

    private void file(String path, String text, boolean keep) {
        CLexer.Result lexed = CLexer.read(text, path);
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
            boolean active = conditions.stream().allMatch(Condition::active);
            if (!line.isEmpty() && line.getFirst().is("#")) {
                flush(pending, keep);
                try {
                    directive(line, conditions, active, path, keep);
                } catch (CProblem problem) {
                    problems.add(problem.getMessage());
                }
            } else if (active && keep) {
                pending.addAll(line);
            }
            at = end + 1;
        }
        flush(pending, keep);
        if (!conditions.isEmpty()) {
            problems.add(path + ": #if without #endif");
        }
    }

    private void flush(List<CToken> pending, boolean keep) {
        if (keep && !pending.isEmpty()) {
            output.addAll(expand(pending));
            if (output.size() > MAX_TOKENS) {
                throw new CProblem(pending.getFirst(), "more than " + MAX_TOKENS + " tokens after expansion");
            }
        }
        pending.clear();
    }

    private void directive(List<CToken> line, Deque<Condition> conditions, boolean active, String path, boolean keep) {
        if (line.size() < 2) {
            return;
        }
        CToken word = line.get(1);
        List<CToken> rest = line.subList(2, line.size());
        switch (word.text()) {
            case "ifdef", "ifndef" -> {
                boolean holds =
                        !rest.isEmpty() && macros.containsKey(rest.getFirst().text());
                push(conditions, active, word.is("ifdef") == holds);
            }
            case "if" -> push(conditions, active, active && condition(rest, word));
            case "elif" -> {
                Condition last = pop(conditions, word);
                boolean outer = conditions.stream().allMatch(Condition::active);
                boolean holds = !last.taken() && outer && condition(rest, word);
                conditions.push(new Condition(last.taken() || holds, holds));
            }
            case "else" -> {
                Condition last = pop(conditions, word);
                conditions.push(new Condition(true, !last.taken()));
            }
            case "endif" -> pop(conditions, word);
            case "define" -> {
                if (active) {
                    define(rest, word);
                }
            }
            case "undef" -> {
                if (active && !rest.isEmpty()) {
                    macros.remove(rest.getFirst().text());
                }
            }
            case "include" -> {
                if (active) {
                    include(rest, path, keep);
                }
            }
            default -> {
                // #pragma, #error of a branch that doesn't concern the layout, #line
            }
        }
    }

    private static void push(Deque<Condition> conditions, boolean active, boolean holds) {
        conditions.push(new Condition(!active || holds, active && holds));
    }

    private static Condition pop(Deque<Condition> conditions, CToken at) {
        if (conditions.isEmpty()) {
            throw new CProblem(at, "#" + at.text() + " without #if");
        }
        return conditions.pop();
    }

    private boolean condition(List<CToken> tokens, CToken at) {
        List<CToken> replaced = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            CToken token = tokens.get(i);
            boolean asks =
                    token.is("defined") || token.is("IS_ENABLED") || token.is("IS_BUILTIN") || token.is("IS_REACHABLE");
            if (asks) {
                int name = i + 1 < tokens.size() && tokens.get(i + 1).is("(") ? i + 2 : i + 1;
                boolean there = name < tokens.size()
                        && macros.containsKey(tokens.get(name).text());
                replaced.add(
                        new CToken(CToken.Kind.NUMBER, there ? "1" : "0", true, token.file(), token.line(), Set.of()));
                i = name > i + 1 ? name + 1 : name;
            } else {
                replaced.add(token);
            }
        }
        List<CToken> expanded = expand(replaced);
        return new CExpression(expanded, name -> Optional.of(0L), (tokensOfType, place) -> {
                            throw new CProblem(place, "sizeof in a condition");
                        })
                        .value(at)
                != 0;
    }

    private void define(List<CToken> rest, CToken at) {
        if (rest.isEmpty() || !rest.getFirst().isName()) {
            throw new CProblem(at, "#define without a name");
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
                    parameters.add("__VA_ARGS__");
                } else if (token.isName()) {
                    parameters.add(token.text());
                }
            }
            if (body >= rest.size()) {
                throw new CProblem(name, "parameters of " + name.text() + " without an end");
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
                        : wanted.startsWith("linux/kho/")
                                ? List.of("include/" + wanted)
                                : List.of("include/uapi/" + wanted);
        for (String place : places) {
            Optional<String> text = included.contains(place) ? Optional.empty() : tree.read(place);
            if (text.isPresent() && includes++ < MAX_INCLUDES) {
                included.add(place);
                file(place, text.get(), keep && place.startsWith("include/linux/kho/"));
                return;
            }
        }
    }

    /** Every macro in the tokens replaced by what it stands for. */
    List<CToken> expand(List<CToken> tokens) {
        return new CMacros(macros).expand(tokens);
    }
}
