package io.luoledger.twin;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What there is on one host, a line for each session, file, FLB and device of the two hand-overs that its running kernel is
 * part of: by a name, the words that it may be described with. More than one where a kernel keeps nothing to tell them apart.
 */
record Lines(SortedMap<String, Set<String>> byName) {
    /** Stands for no line at all. */
    static final String NOTHING = "nothing";

    Lines() {
        this(new TreeMap<>());
    }

    void put(String name, String words) {
        byName.put(name, Set.of(words));
    }

    void put(String name, Set<String> words) {
        byName.put(name, words);
    }
}
