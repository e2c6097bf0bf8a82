package io.luoledger.cli;

/** The command's exit codes: part of its contract. */
final class ExitCode {
    /** Done, and nothing wrong. */
    static final int OK = 0;
    /** Done, and something of severity ERROR was found. */
    static final int FOUND = 1;
    /** Wrong usage. */
    static final int USAGE = 2;
    /** Input that can't be read, or a cluster that can't be reached. */
    static final int UNREADABLE = 3;

    private ExitCode() {}
}
