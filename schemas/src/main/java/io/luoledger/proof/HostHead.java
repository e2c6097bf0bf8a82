package io.luoledger.proof;

import io.luoledger.event.ChainHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Where one host's log ended: what its whole past can be checked against, since the chain holds all of it.
 *
 * @param sequence of the last event
 * @param chain of the last event
 * @param origin first eight bytes of the chain of event 0, to tell another log from a rewritten one; 0 where the log
 *     doesn't begin there. Names the log, proves nothing
 */
public record HostHead(String host, long sequence, ChainHash chain, long origin) {
    /** In the order of the leaves: by the bytes of the name. */
    static final Comparator<HostHead> ORDER = (left, right) -> Arrays.compareUnsigned(
            left.host.getBytes(StandardCharsets.UTF_8), right.host.getBytes(StandardCharsets.UTF_8));

    private static final byte[] TAG = "luo-ledger head 1".getBytes(StandardCharsets.US_ASCII);

    /** Its leaf in the tree over all hosts: {@code tag length(4) host sequence(8) chain(32)}. */
    public ChainHash leaf() {
        byte[] name = host.getBytes(StandardCharsets.UTF_8);
        return MerkleTree.leaf(
                ByteBuffer.allocate(TAG.length + Integer.BYTES + name.length + Long.BYTES + ChainHash.BYTES)
                        .put(TAG)
                        .putInt(name.length)
                        .put(name)
                        .putLong(sequence)
                        .put(chain.bytes())
                        .array());
    }
}
