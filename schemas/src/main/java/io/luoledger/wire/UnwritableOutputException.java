package io.luoledger.wire;

/** Nothing can be written where it shall be: no room, no permission, something else in the way. */
public final class UnwritableOutputException extends LedgerException {
    private static final long serialVersionUID = 1L;

    public UnwritableOutputException(String message) {
        super(message);
    }

    public UnwritableOutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
