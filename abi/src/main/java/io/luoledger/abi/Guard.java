package io.luoledger.abi;

import java.util.List;

/**
 * A string or number that the incoming kernel compares before it believes the bytes.
 *
 * @param name the constant's name in the kernel, such as LUO_ABI_COMPATIBLE
 * @param kind the preserved-state kind it belongs to: "kho", "luo", "memfd", ...
 * @param writes what this kernel can leave, its choice first; more than one for a kernel with several profiles
 * @param reads what this kernel takes
 * @param source where it was found
 */
public record Guard(
        String name,
        Layer layer,
        String kind,
        List<String> writes,
        List<String> reads,
        String source,
        Confidence confidence) {
    public Guard {
        if (writes.isEmpty() || reads.isEmpty()) {
            throw new IllegalArgumentException("a guard without a value: " + name);
        }
        writes = List.copyOf(writes);
        reads = List.copyOf(reads);
    }

    public static Guard of(String name, Layer layer, String kind, String value, String source) {
        return new Guard(name, layer, kind, List.of(value), List.of(value), source, Confidence.HIGH);
    }

    /** What this kernel writes unless told otherwise. */
    public String value() {
        return writes.getFirst();
    }
}
