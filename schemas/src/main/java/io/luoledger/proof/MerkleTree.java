package io.luoledger.proof;

import io.luoledger.event.ChainHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tree of RFC 6962, section 2.1: leaves and nodes are hashed with different first bytes, so that neither can be
 * taken for the other; a tree of n leaves is split at the largest power of two below n.
 *
 * <pre>
 * leaf = SHA-256(0x00 content)      node = SHA-256(0x01 left right)      empty tree = SHA-256()
 * </pre>
 */
public final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private MerkleTree() {}

    public static ChainHash leaf(byte[] content) {
        MessageDigest digest = sha256();
        digest.update(LEAF);
        digest.update(content);
        return ChainHash.of(digest.digest());
    }

    /** Root of the tree over these leaves. */
    public static ChainHash root(List<ChainHash> leaves) {
        if (leaves.isEmpty()) {
            return ChainHash.of(sha256().digest());
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int split = split(leaves.size());
        return node(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
    }

    /** The audit path of one leaf, from the leaf's sibling up to the root's. */
    public static List<ChainHash> path(List<ChainHash> leaves, int index) {
        List<ChainHash> path = new ArrayList<>();
        addPath(leaves, index, path);
        return path;
    }

    private static void addPath(List<ChainHash> leaves, int index, List<ChainHash> path) {
        if (leaves.size() <= 1) {
            return;
        }
        int split = split(leaves.size());
        List<ChainHash> left = leaves.subList(0, split);
        List<ChainHash> right = leaves.subList(split, leaves.size());
        if (index < split) {
            addPath(left, index, path);
            path.add(root(right));
        } else {
            addPath(right, index - split, path);
            path.add(root(left));
        }
    }

    /** The root that a leaf's audit path leads to, or null when no tree of this size has such a path. */
    public static @Nullable ChainHash rootOf(ChainHash leaf, long index, long size, List<ChainHash> path) {
        if (index < 0 || index >= size) {
            return null;
        }
        return climb(leaf, index, size, path, path.size());
    }

    private static @Nullable ChainHash climb(ChainHash leaf, long index, long size, List<ChainHash> path, int steps) {
        if (size == 1) {
            return steps == 0 ? leaf : null;
        }
        if (steps == 0) {
            return null;
        }
        long split = Long.highestOneBit(size - 1);
        ChainHash sibling = path.get(steps - 1);
        boolean inLeft = index < split;
        ChainHash below = climb(leaf, inLeft ? index : index - split, inLeft ? split : size - split, path, steps - 1);
        if (below == null) {
            return null;
        }
        return inLeft ? node(below, sibling) : node(sibling, below);
    }

    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static ChainHash node(ChainHash left, ChainHash right) {
        MessageDigest digest = sha256();
        digest.update(NODE);
        digest.update(left.bytes());
        digest.update(right.bytes());
        return ChainHash.of(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
