package io.luoledger.wire;

/** A port, a directory or a file that another process holds. */
public final class TakenException extends LedgerException {
    private static final long serialVersionUID = 1L;

    public TakenException(String message) {
        super(message);
    }

    public TakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
