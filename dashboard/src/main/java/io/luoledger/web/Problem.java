package io.luoledger.web;

import java.io.Serial;

/** Why there is no answer, as RFC 9457 has it: thrown by whoever answers, made an answer of by {@link WebServer}. */
public final class Problem extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final int status;

    Problem(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    /**
     * The question isn't understood.
     *
     * @param detail what is wrong with it, and what was expected
     */
    public static Problem badRequest(String detail) {
        return new Problem(BAD_REQUEST, detail);
    }

    public static Problem notFound(String detail) {
        return new Problem(NOT_FOUND, detail);
    }

    /** Nobody can tell at this moment. */
    public static Problem unavailable(String detail) {
        return new Problem(UNAVAILABLE, detail);
    }

    int status() {
        return status;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
