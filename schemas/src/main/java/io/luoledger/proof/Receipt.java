package io.luoledger.proof;

import io.luoledger.event.ChainHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody keeps elsewhere so that nobody can rewrite a log unseen: small, and of no use to whoever has the log.
 *
 * @param made when, as the maker's clock said, ISO 8601
 * @param hosts how many hosts the log held
 * @param events how many events were read for it
 * @param root of the Merkle tree over all hosts' heads, in the order of their names' bytes
 * @param heads every host's head; one host's for a {@link Kind#HOST} receipt; empty for a {@link Kind#ROOT} one
 * @param proof where the one host stands in the tree, null unless it is a receipt of one host
 */
public record Receipt(
        Kind kind,
        String made,
        long hosts,
        long events,
        ChainHash root,
        List<HostHead> heads,
        @Nullable Inclusion proof) {
    /** What a receipt holds. */
    public enum Kind {
        /** Every head: checks a log that has grown since, host by host. */
        LOG,
        /** The root alone: some hundred bytes, and checks the log as it was then. */
        ROOT,
        /** One host's head and its path to the root. */
        HOST
    }

    /** A leaf's place in the tree, and its audit path. */
    public record Inclusion(long index, List<ChainHash> path) {
        public Inclusion {
            path = List.copyOf(path);
        }
    }

    public Receipt {
        heads = List.copyOf(heads);
    }

    /** Of these heads, in any order. */
    public static Receipt of(List<HostHead> heads, long events, String made) {
        List<HostHead> sorted = heads.stream().sorted(HostHead.ORDER).toList();
        return new Receipt(Kind.LOG, made, sorted.size(), events, MerkleTree.root(leaves(sorted)), sorted, null);
    }

    /** The same without the heads. */
    public Receipt rootOnly() {
        return new Receipt(Kind.ROOT, made, hosts, events, root, List.of(), null);
    }

    /** The receipt of one host of this one; null when it doesn't have the host. Call on a receipt of a log. */
    public @Nullable Receipt ofHost(String host) {
        for (int i = 0; i < heads.size(); i++) {
            if (heads.get(i).host().equals(host)) {
                Inclusion proof = new Inclusion(i, MerkleTree.path(leaves(heads), i));
                return new Receipt(Kind.HOST, made, hosts, events, root, List.of(heads.get(i)), proof);
            }
        }
        return null;
    }

    /** Why it contradicts itself, or null when it doesn't. */
    @Nullable
    String damage() {
        return switch (kind) {
            case ROOT -> null;
            case LOG ->
                heads.size() != hosts
                        ? heads.size() + " heads, expected " + hosts
                        : MerkleTree.root(leaves(heads)).equals(root) ? null : "its heads don't lead to its root";
            case HOST -> pathHolds() ? null : "its head's path doesn't lead to its root";
        };
    }

    private boolean pathHolds() {
        if (proof == null) {
            return false;
        }
        ChainHash reached = MerkleTree.rootOf(heads.getFirst().leaf(), proof.index(), hosts, proof.path());
        return reached != null && reached.equals(root);
    }

    /** SHA-256 over everything that the root doesn't vouch for: shows a slip of the pen, no more. */
    ChainHash seal() {
        MessageDigest digest = MerkleTree.sha256();
        StringBuilder rest = new StringBuilder(kind + "\n" + made + "\n" + hosts + "\n" + events + "\n" + root + "\n");
        heads.forEach(head ->
                rest.append(head.host()).append(' ').append(head.origin()).append('\n'));
        digest.update(rest.toString().getBytes(StandardCharsets.UTF_8));
        return ChainHash.of(digest.digest());
    }

    private static List<ChainHash> leaves(List<HostHead> heads) {
        return heads.stream().map(HostHead::leaf).toList();
    }
}
