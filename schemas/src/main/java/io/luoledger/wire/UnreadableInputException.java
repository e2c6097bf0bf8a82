package io.luoledger.wire;

/** Input that can't be read, or doesn't fit what is there. */
public final class UnreadableInputException extends LedgerException {
    private static final long serialVersionUID = 1L;

    public UnreadableInputException(String message) {
        super(message);
    }

    public UnreadableInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
