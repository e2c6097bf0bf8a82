package io.luoledger.cli;

import io.luoledger.event.Draft;

/** The command was called in a way that makes no sense. The message says what was expected. Exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** What --host says, which may be the name of a host. */
    static String requireHost(String host) {
        try {
            return Draft.requireHost(host);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--host: " + e.getMessage());
        }
    }
}
