package io.luoledger.publish;

import java.time.Duration;
import java.util.Objects;

/**
 * How a writer works.
 *
 * @param name which writer this is: a second one of the same name takes over from the first, which then gets an error
 * @param batchEvents how many events one transaction holds
 * @param timeout how long to go on trying when the cluster doesn't answer
 * @param progress told after every transaction
 */
public record WriterSettings(String name, int batchEvents, Duration timeout, Progress progress) {
    public static final String DEFAULT_NAME = "default";
    public static final int DEFAULT_BATCH_EVENTS = 5_000;
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    /** What writers' transactional ids begin with, the name behind it. */
    static final String TRANSACTIONAL_ID_PREFIX = "luo-ledger-writer-";

    private static final int MAX_NAME_CHARS = 100;
    private static final int MAX_BATCH_EVENTS = 100_000;

    /** Hears how far the writer is. */
    @FunctionalInterface
    public interface Progress {
        /** So many events are in the ledger now, and so many were there before. */
        void acknowledged(long appended, long skipped);
    }

    public WriterSettings {
        Objects.requireNonNull(progress);
        if (name.isEmpty()
                || name.length() > MAX_NAME_CHARS
                || !name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.')) {
            throw new IllegalArgumentException("not a writer's name: \"" + name
                    + "\", expected 1 to 100 letters, digits, dots, dashes or underscores");
        }
        if (batchEvents < 1 || batchEvents > MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException("a transaction takes 1 to 100000 events, not " + batchEvents);
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("a time-out lies between 1 s and 600 s, not " + timeout.toSeconds());
        }
    }

    public static WriterSettings defaults() {
        return new WriterSettings(DEFAULT_NAME, DEFAULT_BATCH_EVENTS, DEFAULT_TIMEOUT, (appended, skipped) -> {});
    }

    public WriterSettings withName(String other) {
        return new WriterSettings(other, batchEvents, timeout, progress);
    }

    public WriterSettings withBatchEvents(int other) {
        return new WriterSettings(name, other, timeout, progress);
    }

    public WriterSettings withTimeout(Duration other) {
        return new WriterSettings(name, batchEvents, other, progress);
    }

    public WriterSettings withProgress(Progress other) {
        return new WriterSettings(name, batchEvents, timeout, other);
    }

    /** By what the cluster knows the writer. */
    String transactionalId() {
        return TRANSACTIONAL_ID_PREFIX + name;
    }

    /**
     * How long the cluster keeps a transaction open whose writer has gone: a little longer than the writer itself tries.
     */
    Duration transactionTimeout() {
        return timeout.plusSeconds(15);
    }

    /** How long another writer's transaction is waited for: until the cluster has given it up, and a little longer. */
    Duration openTransactionPatience() {
        return transactionTimeout().plusSeconds(30);
    }
}
