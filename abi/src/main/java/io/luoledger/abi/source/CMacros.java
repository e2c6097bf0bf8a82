package io.luoledger.abi.source;

import io.luoledger.abi.source.CPreprocessor.Macro;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Macro expansion with hide sets: a macro isn't expanded inside itself. What it may make of one tree is bounded. */
final class CMacros {
    private static final int MAX_TOKENS = 1_000_000;
    private static final int MAX_NESTING = 100;

    private final Map<String, Macro> macros;
    private int made;
    private int nesting;

    CMacros(Map<String, Macro> macros) {
        this.macros = macros;
    }

    /** @throws CProblem where macros don't end, or an invocation doesn't */
    List<CToken> expand(List<CToken> tokens) {
        nesting = 0;
        return replace(tokens);
    }

    private List<CToken> replace(List<CToken> tokens) {
        Deque<CToken> input = new ArrayDeque<>(tokens);
        List<CToken> output = new ArrayList<>();
        while (!input.isEmpty()) {
            CToken token = input.removeFirst();
            Macro macro = token.isName() && !token.hidden().contains(token.text()) ? macros.get(token.text()) : null;
            List<List<CToken>> arguments =
                    macro == null || macro.parameters() == null ? null : arguments(input, macro, macro.parameters());
            if (macro == null || (macro.parameters() != null && arguments == null)) {
                output.add(token);
                continue;
            }
            if (token.hidden().size() >= MAX_NESTING) {
                throw CProblem.limit(token, "more than " + MAX_NESTING + " macros inside one another");
            }
            Set<String> hidden = new HashSet<>(token.hidden());
            hidden.add(macro.name());
            List<CToken> body = substitute(macro, arguments, token, hidden);
            made += body.size() + 1;
            if (made > MAX_TOKENS) {
                throw CProblem.limit(token, "macros without end: more than " + MAX_TOKENS + " tokens");
            }
            for (int i = body.size() - 1; i >= 0; i--) {
                input.addFirst(body.get(i));
            }
        }
        return output;
    }

    /** An argument, expanded for itself. */
    private List<CToken> argument(List<CToken> tokens, CToken place) {
        if (++nesting > MAX_NESTING) {
            throw CProblem.limit(place, "more than " + MAX_NESTING + " macros inside one another");
        }
        List<CToken> replaced = replace(tokens);
        nesting--;
        return replaced;
    }

    /** The arguments, taken from the input; null when no parenthesis follows. */
    private static @Nullable List<List<CToken>> arguments(Deque<CToken> input, Macro macro, List<String> parameters) {
        List<CToken> skipped = new ArrayList<>();
        while (!input.isEmpty() && input.peekFirst().kind() == CToken.Kind.END) {
            skipped.add(input.removeFirst());
        }
        if (input.isEmpty() || !input.peekFirst().is("(")) {
            for (int i = skipped.size() - 1; i >= 0; i--) {
                input.addFirst(skipped.get(i));
            }
            return null;
        }
        CToken open = input.removeFirst();
        List<List<CToken>> arguments = new ArrayList<>();
        List<CToken> current = new ArrayList<>();
        int depth = 1;
        while (depth > 0) {
            if (input.isEmpty()) {
                throw CProblem.syntax(open, "arguments of " + macro.name() + " without an end");
            }
            CToken token = input.removeFirst();
            boolean last = macro.variadic() && arguments.size() == parameters.size() - 1;
            if (token.is("(")) {
                depth++;
            } else if (token.is(")")) {
                depth--;
            }
            if (depth == 0 || (depth == 1 && token.is(",") && !last)) {
                arguments.add(current);
                current = new ArrayList<>();
            } else {
                current.add(token);
            }
        }
        while (arguments.size() < parameters.size()) {
            arguments.add(List.of());
        }
        return arguments;
    }

    private List<CToken> substitute(
            Macro macro, @Nullable List<List<CToken>> arguments, CToken place, Set<String> hidden) {
        List<CToken> result = new ArrayList<>();
        List<CToken> body = macro.body();
        for (int i = 0; i < body.size(); i++) {
            CToken token = body.get(i);
            List<CToken> argument = given(macro, arguments, token);
            boolean pastes = i + 1 < body.size() && body.get(i + 1).is("##");
            if (token.is("#") && i + 1 < body.size() && arguments != null) {
                List<CToken> quoted = given(macro, arguments, body.get(i + 1));
                if (quoted != null) {
                    result.add(new CToken(
                            CToken.Kind.STRING, text(quoted), token.spaced(), place.file(), place.line(), Set.of()));
                    i++;
                    continue;
                }
            }
            if (token.is("##") && !result.isEmpty() && i + 1 < body.size()) {
                List<CToken> right = given(macro, arguments, body.get(i + 1));
                paste(result, right == null ? List.of(body.get(i + 1)) : right, place);
                i++;
            } else if (argument != null) {
                result.addAll(pastes ? argument : argument(argument, place));
            } else {
                result.add(token.at(place, token.spaced()));
            }
            if (made + result.size() > MAX_TOKENS) {
                throw CProblem.limit(place, "macros without end: more than " + MAX_TOKENS + " tokens");
            }
        }
        result.replaceAll(token -> token.hiding(union(token.hidden(), hidden)));
        return result;
    }

    private static Set<String> union(Set<String> own, Set<String> more) {
        if (own.isEmpty() || more.containsAll(own)) {
            return more;
        }
        Set<String> all = new HashSet<>(own);
        all.addAll(more);
        return all;
    }

    private static void paste(List<CToken> result, List<CToken> right, CToken place) {
        if (right.isEmpty()) {
            return;
        }
        CToken left = result.removeLast();
        String joined = left.text() + right.getFirst().text();
        if (joined.length() > MAX_TOKENS) {
            throw CProblem.limit(place, "a name of more than " + MAX_TOKENS + " characters");
        }
        result.add(new CToken(left.kind(), joined, left.spaced(), place.file(), place.line(), Set.of()));
        result.addAll(right.subList(1, right.size()));
    }

    /** What is given for a parameter, null when the token isn't one. */
    private static @Nullable List<CToken> given(Macro macro, @Nullable List<List<CToken>> arguments, CToken token) {
        if (arguments == null || macro.parameters() == null || !token.isName()) {
            return null;
        }
        int index = macro.parameters().indexOf(token.text());
        return index < 0 ? null : arguments.get(index);
    }

    /** As it would be written. */
    static String text(List<CToken> tokens) {
        StringBuilder text = new StringBuilder();
        for (CToken token : tokens) {
            if (token.spaced() && !text.isEmpty()) {
                text.append(' ');
            }
            text.append(token.kind() == CToken.Kind.STRING ? '"' + token.text() + '"' : token.text());
        }
        return text.toString();
    }
}
