package io.luoledger.abi;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The feature flags of a struct: bits that guard what is there, and nothing of how it lies. A new feature is first only
 * supported, in a release that others can come back to, and required or used by a later one.
 *
 * @param supp what the kernel knows
 * @param req what its reader has to know, or can't read the struct
 * @param active what it uses: lost, if the reader doesn't know it and needn't
 * @param names of the bits, as far as they are known
 */
public record Features(long supp, long req, long active, Map<Integer, String> names) {
    public Features {
        names = Collections.unmodifiableMap(new TreeMap<>(names));
    }

    /** What it requires and its reader doesn't know. */
    public long refusedBy(Features reader) {
        return req & ~reader.supp;
    }

    /** What it uses and its reader doesn't know, and needn't. */
    public long lostTo(Features reader) {
        return active & ~req & ~reader.supp;
    }

    /** "SEALS (bit 0), bit 3"; "none" of no bits. */
    public String text(long bits) {
        return bits == 0
                ? "none"
                : IntStream.range(0, Long.SIZE)
                        .filter(bit -> (bits >>> bit & 1) == 1)
                        .mapToObj(bit -> names.containsKey(bit) ? names.get(bit) + " (bit " + bit + ")" : "bit " + bit)
                        .collect(Collectors.joining(", "));
    }
}
