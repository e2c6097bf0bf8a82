package io.luoledger.core;

/** Counts in words. */
final class Texts {
    private Texts() {}

    static String files(long count) {
        return count == 1 ? "1 file" : count + " files";
    }

    static String counts(long sessions, long files) {
        return (sessions == 1 ? "1 session, " : sessions + " sessions, ") + files(files);
    }
}
