package io.luoledger.abi.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where the parser is in the tokens of a translation unit. */
final class CCursor {
    private static final CToken NOWHERE = new CToken(CToken.Kind.END, "", false, "?", 0, Set.of());

    private final List<CToken> tokens;
    private int at;

    CCursor(List<CToken> tokens) {
        this.tokens =
                tokens.stream().filter(token -> token.kind() != CToken.Kind.END).toList();
    }

    boolean atEnd() {
        return at >= tokens.size();
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    CToken peek() {
        if (atEnd()) {
            throw CProblem.syntax(tokens.isEmpty() ? NOWHERE : tokens.getLast(), "the text ends too early");
        }
        return tokens.get(at);
    }

    /** The token so many places on; one that is nothing behind the end. */
    CToken looksAt(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : NOWHERE;
    }

    /** The tokens from so many places on to so many. */
    List<CToken> between(int from, int to) {
        return tokens.subList(at + from, at + to);
    }

    CToken take() {
        CToken token = peek();
        at++;
        return token;
    }

    /** Takes the token if it is this one. */
    boolean accept(String text) {
        if (!atEnd() && tokens.get(at).is(text)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String text) {
        CToken token = peek();
        if (!accept(text)) {
            throw CProblem.syntax(token, "expected '" + text + "', found '" + token.text() + "'");
        }
    }

    /** Behind a function or variable: its body or initialiser doesn't matter. */
    void skipFunction() {
        int open = 0;
        while (true) {
            CToken token = take();
            if (token.is("{") || token.is("(")) {
                open++;
            } else if (token.is("}") || token.is(")")) {
                open--;
                if (open == 0 && token.is("}")) {
                    accept(";");
                    return;
                }
            } else if (open == 0 && token.is(";")) {
                return;
            }
        }
    }

    /** Behind the declaration that began there and wasn't understood. */
    void recover(int start) {
        at = start;
        int open = 0;
        while (!atEnd()) {
            CToken token = tokens.get(at++);
            open += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            if (open <= 0 && token.is(";")) {
                return;
            }
        }
    }

    /** Position of the brace that closes the one just taken. */
    int closing(CToken keyword) {
        int open = 1;
        for (int i = at; i < tokens.size(); i++) {
            open += tokens.get(i).is("{") ? 1 : tokens.get(i).is("}") ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        throw CProblem.syntax(keyword, keyword.text() + " without an end");
    }

    /** The tokens up to one of these, which stays; brackets in between are kept whole. */
    List<CToken> upTo(List<String> ends) {
        List<CToken> part = new ArrayList<>();
        int open = 0;
        while (!atEnd() && !(open == 0 && ends.contains(peek().text()))) {
            CToken token = take();
            open += token.is("(") || token.is("[") ? 1 : token.is(")") || token.is("]") ? -1 : 0;
            part.add(token);
        }
        return part;
    }

    /** Behind the arguments of an attribute or a macro, if there are any. */
    void skipArguments() {
        if (accept("(")) {
            skipBrackets();
        }
    }

    /** Behind the bracket that closes the one just taken. */
    void skipBrackets() {
        int open = 1;
        while (open > 0) {
            CToken token = take();
            open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
    }
}
