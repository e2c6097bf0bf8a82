package io.luoledger.publish;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The sources that a host's head doesn't name any more: half of the digest of each is kept. One that isn't among them is new, and nobody has to
 * read the ledger to know. Immutable.
 */
final class ForgottenSources {
    /** Of how many sources a head says that they were forgotten. It bounds a head: they are 32 KiB of it. */
    static final int MOST = 4096;

    /** None was forgotten. */
    static final ForgottenSources NONE = new ForgottenSources(new long[0]);

    /** Nobody noted which: any source may have been. */
    static final ForgottenSources ANY = new ForgottenSources(null);

    /** In order; null for any. */
    private final long @Nullable [] halves;

    private ForgottenSources(long @Nullable [] halves) {
        this.halves = halves;
    }

    /** As {@link #bytes} gave them; null for any. */
    static ForgottenSources of(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return ANY;
        }
        long[] halves = new long[bytes.remaining() / Long.BYTES];
        bytes.duplicate().asLongBuffer().get(halves);
        Arrays.sort(halves);
        return new ForgottenSources(halves);
    }

    /** Null when any source may have been forgotten. */
    @Nullable
    ByteBuffer bytes() {
        if (halves == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(halves.length * Long.BYTES);
        bytes.asLongBuffer().put(halves);
        return bytes;
    }

    /**
     * These as well.
     *
     * @param ids of sources, 32 hexadecimal digits each
     */
    ForgottenSources and(Collection<String> ids) {
        if (halves == null || ids.isEmpty()) {
            return this;
        }
        long[] all = LongStream.concat(Arrays.stream(halves), ids.stream().mapToLong(ForgottenSources::half))
                .sorted()
                .distinct()
                .toArray();
        return all.length > MOST ? ANY : new ForgottenSources(all);
    }

    /**
     * Whether the source may be one of them.
     *
     * @param id 32 hexadecimal digits
     */
    boolean mayHold(String id) {
        return halves == null || holds(id);
    }

    /** Whether the source is known to be one of them. */
    boolean holds(String id) {
        return halves != null && Arrays.binarySearch(halves, half(id)) >= 0;
    }

    private static long half(String id) {
        return HexFormat.fromHexDigitsToLong(id, 0, 2 * Long.BYTES);
    }
}
