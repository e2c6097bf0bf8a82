package io.luoledger.abi.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts C text into tokens; comments are kept aside. */
final class CLexer {
    /** A comment, with the line that it begins on and the one after it. */
    record Comment(String text, String file, int line, int endLine) {}

    private static final String[] SIGNS = {
        "...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "##", "+=", "-=", "*=",
        "/=", "%=", "&=", "|=", "^="
    };

    private final String text;
    private final String file;
    private final List<CToken> tokens = new ArrayList<>();
    private final List<Comment> comments = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean spaced;

    private CLexer(String text, String file) {
        this.text = text;
        this.file = file;
    }

    record Result(List<CToken> tokens, List<Comment> comments) {}

    /** @throws CProblem when a comment doesn't end */
    static Result read(String text, String file) {
        CLexer lexer = new CLexer(text, file);
        lexer.run();
        return new Result(lexer.tokens, lexer.comments);
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at);
            int continued = c == '\\' ? continuation() : 0;
            if (continued > 0) {
                at += continued;
                line++;
                spaced = true;
            } else if (c == '\n') {
                add(CToken.Kind.END, "\n", 1);
                line++;
            } else if (Character.isWhitespace(c)) {
                at++;
                spaced = true;
            } else if (c == '/' && next(1) == '*') {
                comment();
            } else if (c == '/' && next(1) == '/') {
                lineComment();
            } else if (c == '"' || c == '\'') {
                quoted(c);
            } else if (Character.isLetter(c) || c == '_' || c == '$') {
                word(CToken.Kind.NAME);
            } else if (Character.isDigit(c)) {
                word(CToken.Kind.NUMBER);
            } else {
                sign();
            }
        }
        add(CToken.Kind.END, "\n", 0);
    }

    /** Length of a backslash, blanks that nobody sees and the end of the line; 0 when it isn't that. */
    private int continuation() {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '\n' && Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end < text.length() && text.charAt(end) == '\n' ? end + 1 - at : 0;
    }

    private char next(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    private void comment() {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw CProblem.syntax(
                    new CToken(CToken.Kind.SIGN, "/*", spaced, file, line, Set.of()), "comment without an end");
        }
        int stop = end + 2;
        String body = text.substring(at, stop);
        int lines = (int) body.chars().filter(c -> c == '\n').count();
        comments.add(new Comment(body, file, line, line + lines));
        line += lines;
        at = stop;
        spaced = true;
    }

    private void lineComment() {
        int end = text.indexOf('\n', at);
        int stop = end < 0 ? text.length() : end;
        comments.add(new Comment(text.substring(at, stop), file, line, line));
        at = stop;
        spaced = true;
    }

    private void quoted(char quote) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        int stop = Math.min(text.length(), end + 1);
        CToken.Kind kind = quote == '"' ? CToken.Kind.STRING : CToken.Kind.CHARACTER;
        tokens.add(
                new CToken(kind, text.substring(at + 1, Math.min(end, text.length())), spaced, file, line, Set.of()));
        at = stop;
        spaced = false;
    }

    private void word(CToken.Kind kind) {
        int end = at;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end))
                        || text.charAt(end) == '_'
                        || text.charAt(end) == '$')) {
            end++;
        }
        add(kind, text.substring(at, end), end - at);
    }

    private void sign() {
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                add(CToken.Kind.SIGN, sign, sign.length());
                return;
            }
        }
        add(CToken.Kind.SIGN, text.substring(at, at + 1), 1);
    }

    private void add(CToken.Kind kind, String word, int length) {
        tokens.add(new CToken(kind, word, spaced, file, line, Set.of()));
        at += length;
        spaced = false;
    }
}
