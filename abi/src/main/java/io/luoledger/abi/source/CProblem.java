package io.luoledger.abi.source;

/** C text that can't be understood: where, and what was expected. Caught per declaration, so the rest goes on. */
final class CProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CProblem(CToken at, String message) {
        super(at.place() + ": " + message);
    }

    CProblem(String message) {
        super(message);
    }
}
