package io.luoledger.cli;

import io.luoledger.wire.ClusterException;
import io.luoledger.wire.LedgerException;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.TakenException;
import io.luoledger.wire.UnreadableInputException;
import io.luoledger.wire.UnwritableOutputException;

/** The command's exit codes: part of its contract. */
final class ExitCode {
    /** Done, and nothing wrong. */
    static final int OK = 0;
    /** Done, and something of severity ERROR was found. */
    static final int FOUND = 1;
    /** Wrong usage. */
    static final int USAGE = 2;
    /** The work can't be done: by which cause, the message says. */
    static final int UNREADABLE = 3;

    private ExitCode() {}

    /** By the cause. Scripts tell today no more than that it wasn't done. */
    static int of(LedgerException stopped) {
        return switch (stopped) {
            case UnreadableInputException input -> UNREADABLE;
            case UnwritableOutputException output -> UNREADABLE;
            case SchemasUnavailableException schemas -> UNREADABLE;
            case ClusterException cluster -> UNREADABLE;
            case TakenException taken -> UNREADABLE;
        };
    }
}
