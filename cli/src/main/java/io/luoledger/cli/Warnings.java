package io.luoledger.cli;

import io.luoledger.publish.LeftOut;
import java.io.PrintWriter;

/** What somebody should know who asked for something else. */
final class Warnings {
    private Warnings() {}

    static void say(PrintWriter err, String what) {
        err.println("luo-ledger: warning: " + what);
    }

    /** Names the records of a ledger that are no part of it. */
    static void leftOut(PrintWriter err, LeftOut records) {
        records.lines().forEach(line -> say(err, "left out " + line));
    }
}
