package io.luoledger.abi.source;

/** C text that can't be understood: where, and what was expected. Caught per declaration, so the rest goes on. */
final class CProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private enum Kind {
        /** C that means something, but not to this reader, such as a type of another header. */
        UNKNOWN,
        /** Not C: what comes after it can't be believed either. */
        SYNTAX,
        /** More of it than any header has: reading it to the end might never end. */
        LIMIT
    }

    private final Kind kind;
    private final String file;

    private CProblem(Kind kind, String file, String text) {
        super(text, null, false, false);
        this.kind = kind;
        this.file = file;
    }

    private CProblem(Kind kind, CToken at, String message) {
        this(kind, at.file(), at.place() + ": " + message);
    }

    /** A file that isn't text in C at all. */
    static CProblem foreign(String file, String message) {
        return new CProblem(Kind.SYNTAX, file, file + ": " + message);
    }

    static CProblem unknown(CToken at, String message) {
        return new CProblem(Kind.UNKNOWN, at, message);
    }

    static CProblem syntax(CToken at, String message) {
        return new CProblem(Kind.SYNTAX, at, message);
    }

    static CProblem limit(CToken at, String message) {
        return new CProblem(Kind.LIMIT, at, message);
    }

    /** Whether the file as a whole can't be read. */
    boolean isUnreadable() {
        return kind != Kind.UNKNOWN;
    }

    boolean isLimit() {
        return kind == Kind.LIMIT;
    }

    String file() {
        return file;
    }

    /** "FILE:LINE: reason", or "FILE: reason". */
    String text() {
        return String.valueOf(getMessage());
    }
}
