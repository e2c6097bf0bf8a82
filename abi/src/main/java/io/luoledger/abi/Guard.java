package io.luoledger.abi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A string or number that the incoming kernel compares before it believes the bytes.
 *
 * @param name the constant's name in the kernel, such as LUO_ABI_COMPATIBLE
 * @param kind the preserved-state kind it belongs to: "kho", "luo", "memfd", ...
 * @param writes what this kernel can leave, its choice first; more than one for a kernel with several profiles
 * @param reads what this kernel takes
 * @param form how it tells
 * @param features its bits; null when it has none, or nobody knows them
 * @param source where it was found
 */
public record Guard(
        String name,
        Layer layer,
        String kind,
        List<String> writes,
        List<String> reads,
        GuardForm form,
        @Nullable Features features,
        String source,
        Confidence confidence) {
    /** The value of a node's data that stands in the node itself, and not under a version's number. */
    public static final String UNVERSIONED = "unversioned";

    /** The value of a guard whose bits tell. */
    public static final String FEATURE_FLAGS = "feature flags";

    private static final String ASSUMED = "assumed from the catalogue's ";

    public Guard {
        if (writes.isEmpty() || reads.isEmpty()) {
            throw new IllegalArgumentException("a guard without a value: " + name);
        }
        writes = List.copyOf(writes);
        reads = List.copyOf(reads);
    }

    /** Of the form that is usual in its layer. */
    public Guard(
            String name,
            Layer layer,
            String kind,
            List<String> writes,
            List<String> reads,
            String source,
            Confidence confidence) {
        this(name, layer, kind, writes, reads, GuardForm.usual(layer), null, source, confidence);
    }

    public static Guard of(String name, Layer layer, String kind, String value, String source) {
        return new Guard(name, layer, kind, List.of(value), List.of(value), source, Confidence.HIGH);
    }

    /** @param features null when nobody knows the bits */
    public static Guard ofFeatures(String name, Layer layer, String kind, @Nullable Features features, String source) {
        List<String> value = List.of(FEATURE_FLAGS);
        return new Guard(name, layer, kind, value, value, GuardForm.FEATURES, features, source, Confidence.HIGH);
    }

    /** The same, of a kernel that doesn't tell it itself. */
    public Guard assumedFrom(String release) {
        return new Guard(name, layer, kind, writes, reads, form, features, assumed(release), confidence);
    }

    /** Where something comes from that was taken from the catalogue, for want of somebody who tells. */
    public static String assumed(String release) {
        return ASSUMED + release;
    }

    /** Whether a guard or a struct from there was taken from the catalogue. */
    public static boolean isAssumed(String source) {
        return source.startsWith(ASSUMED);
    }

    /** What this kernel writes unless told otherwise. */
    public String value() {
        return writes.getFirst();
    }
}
