package io.luoledger.finding;

/** How bad a finding is, worst first. */
public enum Severity {
    /** Something is wrong: data lost, a resource stuck, a promise broken. Commands exit with 1. */
    ERROR,
    /** Something may go wrong, or can't be told. */
    WARNING,
    /** Worth knowing. */
    INFO
}
