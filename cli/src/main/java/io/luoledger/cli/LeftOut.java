package io.luoledger.cli;

import io.luoledger.publish.LedgerReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Records of luo.events that a reading passed over because they are no part of anybody's ledger: foreign records, and
 * copies of events where those don't belong. They are counted, the first of them named, and nothing stops for them.
 */
final class LeftOut {
    private static final int MOST_NAMED = 20;

    private final List<String> named = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private long count;

    void add(LedgerReader.Entry.Unreadable record) {
        if (count++ < MOST_NAMED) {
            named.add(record.text());
        }
        String key = record.key();
        if (key != null) {
            keys.add(key);
        }
    }

    long count() {
        return count;
    }

    /** "1 record", "3 records". */
    String records() {
        return count == 1 ? "1 record" : count + " records";
    }

    /** Where the first of them stand, and why they are left out; at the end how many more there are. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(named);
        if (count > named.size()) {
            lines.add("and " + (count - named.size()) + " more");
        }
        return lines;
    }

    /** Whether one of them has such a key: it may be an event of this host that can't be read. */
    boolean mayBeOf(Collection<String> hosts) {
        return hosts.stream().anyMatch(keys::contains);
    }

    /** Names them to somebody who asked for something else. */
    void warn(PrintWriter err) {
        lines().forEach(line -> err.println("luo-ledger: warning: left out " + line));
    }
}
