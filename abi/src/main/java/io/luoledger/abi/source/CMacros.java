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

/** Macro expansion with hide sets: a macro isn't expanded inside itself. */
final class CMacros {
    private static final int MAX_STEPS = 1_000_000;

    private final Map<String, Macro> macros;
    private int steps;

    CMacros(Map<String, Macro> macros) {
        this.macros = macros;
    }

    List<CToken> expand(List<CToken> tokens) {
        Deque<CToken> input = new ArrayDeque<>(tokens);
        List<CToken> output = new ArrayList<>();
        while (!input.isEmpty()) {
            CToken token = input.removeFirst();
            Macro macro = token.isName() && !token.hidden().contains(token.text()) ? macros.get(token.text()) : null;
            if (macro == null) {
                output.add(token);
                continue;
            }
            if (++steps > MAX_STEPS) {
                throw new CProblem(token, "macros without end");
            }
            List<List<CToken>> arguments = null;
            if (macro.parameters() != null) {
                arguments = arguments(input, macro);
                if (arguments == null) {
                    output.add(token);
                    continue;
                }
            }
            Set<String> hidden = new HashSet<>(token.hidden());
            hidden.add(macro.name());
            List<CToken> body = substitute(macro, arguments, token, hidden);
            for (int i = body.size() - 1; i >= 0; i--) {
                input.addFirst(body.get(i));
            }
        }
        return output;
    }

    /** The arguments, taken from the input; null when no parenthesis follows. */
    private @Nullable List<List<CToken>> arguments(Deque<CToken> input, Macro macro) {
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
        List<String> parameters = macro.parameters() == null ? List.of() : macro.parameters();
        List<List<CToken>> arguments = new ArrayList<>();
        List<CToken> current = new ArrayList<>();
        int depth = 1;
        while (depth > 0) {
            if (input.isEmpty()) {
                throw new CProblem(open, "arguments of " + macro.name() + " without an end");
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
            List<CToken> argument = argument(macro, arguments, token);
            boolean pastes = i + 1 < body.size() && body.get(i + 1).is("##");
            if (token.is("#") && i + 1 < body.size() && arguments != null) {
                List<CToken> quoted = argument(macro, arguments, body.get(i + 1));
                if (quoted != null) {
                    result.add(new CToken(
                            CToken.Kind.STRING, text(quoted), token.spaced(), place.file(), place.line(), Set.of()));
                    i++;
                    continue;
                }
            }
            if (token.is("##") && !result.isEmpty() && i + 1 < body.size()) {
                List<CToken> right = argument(macro, arguments, body.get(i + 1));
                paste(result, right == null ? List.of(body.get(i + 1)) : right, place);
                i++;
            } else if (argument != null) {
                result.addAll(pastes ? argument : expand(argument));
            } else {
                result.add(token.at(place, token.spaced()));
            }
        }
        List<CToken> painted = new ArrayList<>();
        for (CToken token : result) {
            Set<String> all = new HashSet<>(token.hidden());
            all.addAll(hidden);
            painted.add(token.hiding(all));
        }
        return painted;
    }

    private static void paste(List<CToken> result, List<CToken> right, CToken place) {
        if (right.isEmpty()) {
            return;
        }
        CToken left = result.removeLast();
        String joined = left.text() + right.getFirst().text();
        result.add(new CToken(left.kind(), joined, left.spaced(), place.file(), place.line(), Set.of()));
        result.addAll(right.subList(1, right.size()));
    }

    private static @Nullable List<CToken> argument(Macro macro, @Nullable List<List<CToken>> arguments, CToken token) {
        if (arguments == null || macro.parameters() == null || !token.isName()) {
            return null;
        }
        int index = macro.parameters().indexOf(token.text());
        return index < 0 ? null : arguments.get(index);
    }

    private static String text(List<CToken> tokens) {
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
