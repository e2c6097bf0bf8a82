package io.luoledger.publish;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Records of luo.events that a reading passed over because they are no part of anybody's ledger: foreign records, and
 * copies of events where those don't belong. They are counted, the first of them named, and nothing stops for them.
 */
public final class LeftOut {
    private static final int MOST_NAMED = 20;

    private final List<String> named = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private long count;

    public void add(LedgerReader.Entry.Unreadable record) {
        if (count++ < MOST_NAMED) {
            named.add(record.text());
        }
        String key = record.key();
        if (key != null) {
            keys.add(key);
        }
    }

    public long count() {
        return count;
    }

    /** "1 record", "3 records". */
    public String records() {
        return count == 1 ? "1 record" : count + " records";
    }

    /** Where the first of them stand, and why they are left out; at the end how many more there are. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(named);
        if (count > named.size()) {
            lines.add("and " + (count - named.size()) + " more");
        }
        return lines;
    }

    /** Whether one of them has such a key: it may be an event of this host that can't be read. */
    public boolean mayBeOf(Collection<String> hosts) {
        return hosts.stream().anyMatch(keys::contains);
    }
}
