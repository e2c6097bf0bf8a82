package io.luoledger.judge;

import io.luoledger.event.ChainHash;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the ABI judge said of the hosts that somebody keeps, and by what.
 *
 * @param links of the hosts of which anything was judged
 * @param kernels content digests of the descriptors that it was judged by, by release; of a release whose descriptor changed
 *     meanwhile each one, in their order, joined by "+"
 * @param cut hosts that an older version judged, which kept no links: theirs tell of what came since, if of anything
 */
public record AbiJudgements(
        SortedMap<String, ChainHash> links, SortedMap<String, String> kernels, SortedSet<String> cut) {
    /** Of who keeps no host. */
    public static final AbiJudgements NONE = new AbiJudgements(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());

    /** That of a replay of the same events by the same descriptors; null where not everything that was judged is known. */
    public @Nullable String digest() {
        return cut.isEmpty() ? AbiDigest.of(links) : null;
    }
}
