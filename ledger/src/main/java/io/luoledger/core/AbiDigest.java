package io.luoledger.core;

import io.luoledger.event.ChainHash;
import io.luoledger.finding.Finding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One number for what the ABI judge said, and by which descriptors: SHA-256 over the hosts' links in the order of the
 * hosts' names. A host's link is a running hash over its judgements, each with the contents of the descriptors that it
 * rests on and the findings that came of it. The same log and the same descriptors give the same digest, online and
 * offline; that it isn't part of {@link StateDigest} is because descriptors aren't part of a log.
 */
public final class AbiDigest {
    /** Where the link of each host is kept. */
    public interface Links {
        /** Null when nothing was judged of the host. */
        @Nullable
        ChainHash get(String host);

        /** @param kernels content digests of the descriptors that this judgement rests on, by release */
        void put(String host, ChainHash link, SortedMap<String, String> kernels);
    }

    /** Links in memory, with the names of what they rest on. */
    public static final class InMemory implements Links {
        private final SortedMap<String, ChainHash> links;
        private final SortedMap<String, String> kernels;

        public InMemory() {
            this(Map.of(), Map.of());
        }

        public InMemory(Map<String, ChainHash> links, Map<String, String> kernels) {
            this.links = new TreeMap<>(links);
            this.kernels = new TreeMap<>(kernels);
        }

        /** What several kept, of other hosts each. */
        public static InMemory together(List<InMemory> all) {
            InMemory together = new InMemory();
            all.forEach(one -> {
                together.links.putAll(one.links);
                together.kernels.putAll(one.kernels);
            });
            return together;
        }

        @Override
        public @Nullable ChainHash get(String host) {
            return links.get(host);
        }

        @Override
        public void put(String host, ChainHash link, SortedMap<String, String> by) {
            links.put(host, link);
            kernels.putAll(by);
        }

        /** The link of each host, by its name. */
        public SortedMap<String, ChainHash> all() {
            return Collections.unmodifiableSortedMap(links);
        }

        /** Content digests of the descriptors that anything was judged by, by release. */
        public SortedMap<String, String> kernels() {
            return Collections.unmodifiableSortedMap(kernels);
        }
    }

    private AbiDigest() {}

    /** Digest of these hosts together, as 64 hexadecimal digits. What several instances keep may be put together. */
    public static String of(Map<String, ChainHash> links) {
        MessageDigest digest = sha256();
        new TreeMap<>(links).forEach((host, link) -> {
            add(digest, host);
            digest.update(link.bytes());
        });
        return ChainHash.of(digest.digest()).toString();
    }

    /**
     * The link behind one more judgement.
     *
     * @param kernels content digests of the descriptors, by the release that was asked for
     */
    static ChainHash link(@Nullable ChainHash before, SortedMap<String, String> kernels, List<Finding> findings) {
        MessageDigest digest = sha256();
        digest.update((before == null ? ChainHash.GENESIS : before).bytes());
        add(digest, kernels.size());
        kernels.forEach((release, content) -> {
            add(digest, release);
            add(digest, content);
        });
        for (Finding finding : findings) {
            add(digest, finding.kind().id());
            add(digest, finding.liveUpdate());
            add(digest, finding.subject());
            add(digest, finding.expected());
            add(digest, finding.found());
            add(digest, finding.evidence().size());
            finding.evidence().forEach(sequence -> add(digest, sequence));
        }
        return ChainHash.of(digest.digest());
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(digest, bytes.length);
        digest.update(bytes);
    }

    private static void add(MessageDigest digest, long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
