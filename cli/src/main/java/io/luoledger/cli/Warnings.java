package io.luoledger.cli;

import io.luoledger.publish.LeftOut;
import io.luoledger.replay.Replay;
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

    /** Names the hosts of which a file ends within what was read before it. */
    static void notCompared(PrintWriter err, Replay replay) {
        replay.notCompared()
                .forEach((host, sequence) -> say(
                        err,
                        "host " + Printable.text(host) + ": what was read last ends at sequence " + sequence
                                + ", before what was read earlier does, and was passed over: nobody compared them;"
                                + " expected files in the order of their events"));
    }
}
