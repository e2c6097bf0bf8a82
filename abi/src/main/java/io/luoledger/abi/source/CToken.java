package io.luoledger.abi.source;

import io.luoledger.abi.SourceLine;
import java.util.Set;

/**
 * One token of C.
 *
 * @param spaced whether blanks come before it
 * @param line of the file, from 1
 * @param hidden macros that must not be expanded in it again
 */
record CToken(Kind kind, String text, boolean spaced, String file, int line, Set<String> hidden) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        CHARACTER,
        SIGN,
        /** End of a line: of use to directives only. */
        END
    }

    boolean is(String expected) {
        return text.equals(expected) && kind != Kind.STRING && kind != Kind.CHARACTER;
    }

    boolean isName() {
        return kind == Kind.NAME;
    }

    CToken hiding(Set<String> macros) {
        return new CToken(kind, text, spaced, file, line, macros);
    }

    CToken at(CToken place, boolean space) {
        return new CToken(kind, text, space, place.file, place.line, hidden);
    }

    SourceLine sourceLine() {
        return new SourceLine(file, line);
    }

    String place() {
        return file + ":" + line;
    }
}
