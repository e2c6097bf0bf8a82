package io.luoledger.streams;

import io.luoledger.avro.PairStatistics;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.view.StatsRecords;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.UnreadableInputException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the parts on luo.stats together. Life: every record is given in order of its partition, then the whole is read. */
public final class PublishedStats {
    private final AvroCodec<PairStatistics> codec;
    private final TreeMap<StatsKey, TreeMap<Integer, PairStats>> parts = new TreeMap<>();

    /**
     * What was counted of a pair in a window, in one partition of the ledger.
     *
     * @param part the partition
     */
    public record Part(StatsKey key, int part, PairStats stats) {}

    /** @param schemas what the ids in the records stand for */
    public PublishedStats(SchemaIds schemas) {
        codec = new AvroCodec<>(PairStatistics.class, "luo.stats-value", schemas);
    }

    /** Takes a record; the last one of a part counts. Throws UnreadableInputException for anything else. */
    public void add(byte[] value) {
        Part part = decode(value);
        parts.computeIfAbsent(part.key(), key -> new TreeMap<>()).put(part.part(), part.stats());
    }

    /** Throws UnreadableInputException for anything else than a part. */
    public Part decode(byte[] value) {
        PairStatistics read = codec.decode(value);
        return new Part(StatsRecords.key(read), read.getPart(), stats(read));
    }

    private static PairStats stats(PairStatistics part) {
        try {
            return StatsRecords.stats(part);
        } catch (RuntimeException e) {
            throw new UnreadableInputException(
                    "luo.stats holds counts that this version can't read: " + e.getMessage(), e);
        }
    }

    /** The statistics of the whole ledger. */
    public SortedMap<StatsKey, PairStats> merged() {
        TreeMap<StatsKey, PairStats> merged = new TreeMap<>();
        parts.forEach(
                (key, byPart) -> merged.put(key, byPart.values().stream().reduce(PairStats.NONE, PairStats::merge)));
        return Collections.unmodifiableSortedMap(merged);
    }
}
