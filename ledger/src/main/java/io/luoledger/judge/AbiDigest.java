package io.luoledger.judge;

import io.luoledger.event.ChainHash;
import io.luoledger.finding.Finding;
import io.luoledger.store.StateDigest;
import io.luoledger.wire.Digests;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
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
        private final Map<String, ChainHash> links;
        private final Map<String, String> kernels;

        public InMemory() {
            this(Map.of(), Map.of());
        }

        public InMemory(Map<String, ChainHash> links, Map<String, String> kernels) {
            this.links = new HashMap<>(links);
            this.kernels = new HashMap<>(kernels);
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
            return new TreeMap<>(links);
        }

        /** Content digests of the descriptors that anything was judged by, by release. */
        public SortedMap<String, String> kernels() {
            return new TreeMap<>(kernels);
        }
    }

    private AbiDigest() {}

    /** Digest of these hosts together, as 64 hexadecimal digits. What several instances keep may be put together. */
    public static String of(Map<String, ChainHash> links) {
        Content content = new Content();
        new TreeMap<>(links).forEach((host, link) -> content.add(host).add(link));
        return content.digest().toString();
    }

    /**
     * The link behind one more judgement.
     *
     * @param kernels content digests of the descriptors, by the release that was asked for
     */
    static ChainHash link(@Nullable ChainHash before, SortedMap<String, String> kernels, List<Finding> findings) {
        Content content = new Content().add(before == null ? ChainHash.GENESIS : before);
        content.add(kernels.size());
        kernels.forEach((release, descriptor) -> content.add(release).add(descriptor));
        for (Finding finding : findings) {
            content.add(finding.kind().id())
                    .add(finding.liveUpdate())
                    .add(finding.subject())
                    .add(finding.expected())
                    .add(finding.found())
                    .add(finding.evidence().size());
            finding.evidence().forEach(content::add);
        }
        return content.digest();
    }

    /** What a digest is taken over: numbers in eight bytes, texts with their length in front. */
    private static final class Content {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

        Content add(ChainHash link) {
            bytes.writeBytes(link.bytes());
            return this;
        }

        Content add(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            add(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        Content add(long number) {
            bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            return this;
        }

        ChainHash digest() {
            return ChainHash.of(Digests.sha256(bytes.toByteArray()));
        }
    }
}
