package io.luoledger.bench;

/** A row needs what this process doesn't have. */
final class NotHereException extends Exception {
    private static final long serialVersionUID = 1L;

    NotHereException(String message) {
        super(message);
    }
}
