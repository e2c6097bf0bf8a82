package io.luoledger.cli;

import io.luoledger.publish.WriteSummary;

/** Numbers of things, for people. */
final class Counts {
    private Counts() {}

    static String events(long count) {
        return of(count, "event");
    }

    /** "1 file", "2 files". */
    static String of(long count, String thing) {
        return count + " " + (count == 1 ? thing : thing + "s");
    }

    /** "12 events of 2 hosts written to TARGET; 3 events were there already". */
    static String of(WriteSummary summary, String target) {
        int hosts = summary.lastSequences().size();
        return events(summary.appended()) + (hosts == 0 ? "" : " of " + of(hosts, "host"))
                + " written to " + target
                + (summary.skipped() == 0
                        ? ""
                        : "; " + events(summary.skipped()) + (summary.skipped() == 1 ? " was" : " were")
                                + " there already");
    }
}
