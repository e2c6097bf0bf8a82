package io.luoledger.store;

/**
 * A stored state that this version can't read: of a format that it doesn't know, or damaged. States are never more than a
 * fold over the log, so whoever keeps them has them rebuilt.
 */
public final class StateFormatException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    StateFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
