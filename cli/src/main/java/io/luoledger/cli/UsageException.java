package io.luoledger.cli;

/** The command was called in a way that makes no sense. The message says what was expected. Exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
