package io.luoledger.streams;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A store whose processor holds objects between two commits. Life: made and restored as any store of bytes with a changelog;
 * {@link #open}ed by the processor of the task; before each commit the processor encodes what has changed, writes it and
 * sends it on, in the transaction that commits the events which changed it. A query sees what was written last.
 *
 * <p>That a store is told of a commit before it, and that something may be sent then, is how Kafka's own caching stores
 * work, and not its public API: it stands in this class alone.
 */
final class CommitStore implements StateStore, ReadOnlyKeyValueStore<Bytes, byte[]>, CachedStateStore<Bytes, byte[]> {
    private final KeyValueStore<Bytes, byte[]> store;
    private @Nullable Runnable beforeCommit;

    private CommitStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /**
     * The bytes, for the processor that is being initialised.
     *
     * @param writing writes what has changed; may forward from this processor
     */
    KeyValueStore<Bytes, byte[]> open(ProcessorContext<?, ?> context, Runnable writing) {
        beforeCommit = asNode(context, writing);
        return store;
    }

    KeyValueStore<Bytes, byte[]> bytes() {
        return store;
    }

    private static Runnable asNode(ProcessorContext<?, ?> context, Runnable work) {
        InternalProcessorContext<?, ?> task = (InternalProcessorContext<?, ?>) context;
        ProcessorNode<?, ?, ?, ?> node = task.currentNode();
        return () -> {
            ProcessorNode<?, ?, ?, ?> before = task.currentNode();
            task.setCurrentNode(node);
            try {
                work.run();
            } finally {
                task.setCurrentNode(before);
            }
        };
    }

    // ---- of the task, around a commit ----

    @Override
    public void flushCache() {
        if (beforeCommit != null) {
            beforeCommit.run();
        }
    }

    /** The task becomes a standby copy, whose bytes change without this side. */
    @Override
    public void clearCache() {
        beforeCommit = null;
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Bytes, byte[]> listener, boolean sendOldValues) {
        return false;
    }

    // ---- the store of bytes ----

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        beforeCommit = null;
        store.init(context, root);
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        store.commit(changelogOffsets);
    }

    /** On its way out of Kafka, which asks for it still: what the bytes' store says holds for this one. */
    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public boolean managesOffsets() {
        return store.managesOffsets();
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition partition) {
        return store.committedOffset(partition);
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public boolean persistent() {
        return store.persistent();
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }

    @Override
    public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
        return store.query(query, bound, config);
    }

    @Override
    public Position getPosition() {
        return store.getPosition();
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return store.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return store.range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return store.all();
    }

    @Override
    public <P extends Serializer<T>, T> KeyValueIterator<Bytes, byte[]> prefixScan(T prefix, P serializer) {
        return store.prefixScan(prefix, serializer);
    }

    @Override
    public long approximateNumEntries() {
        return store.approximateNumEntries();
    }

    /** Makes the store of each task. It needs no cache of bytes: objects are held. */
    static StoreBuilder<CommitStore> builder(KeyValueBytesStoreSupplier supplier) {
        return new Builder(Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of()));
    }

    private record Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> bytes) implements StoreBuilder<CommitStore> {
        @Override
        public StoreBuilder<CommitStore> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<CommitStore> withLoggingEnabled(Map<String, String> config) {
            return new Builder(bytes.withLoggingEnabled(config));
        }

        @Override
        public StoreBuilder<CommitStore> withLoggingDisabled() {
            return new Builder(bytes.withLoggingDisabled());
        }

        @Override
        public CommitStore build() {
            return new CommitStore(bytes.build());
        }

        @Override
        public Map<String, String> logConfig() {
            return bytes.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return bytes.loggingEnabled();
        }

        @Override
        public String name() {
            return bytes.name();
        }
    }
}
