package io.luoledger.bench;

import io.luoledger.core.Entities;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Output;
import io.luoledger.store.StateCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One event of a kind, folded over a host in the middle of its update, again and again: what it would write is dropped. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FoldBenchmark {
    private static final int FILES = 100;

    /** As {@code Body.type()} has it; every kind of a life with one session of memfds. */
    @Param({
        "SessionCreated",
        "FilePreserved",
        "HandoverStarted",
        "FileFrozen",
        "KernelBooted",
        "SessionRetrieved",
        "FileRetrieved",
        "SessionFinished",
        "FileFinished",
        "SessionClosed"
    })
    public String kind = "FilePreserved";

    private final Ledger ledger = new Ledger();
    private final ReadOnly entities = new ReadOnly(new EntityMap());
    private final List<Entity> states = new ArrayList<>();
    private RecordedEvent event = GrowthRows.life("bench-host", 1).getFirst();
    private int next;

    /** The state before the last event of the kind. */
    @Setup
    public void fold() {
        List<RecordedEvent> life = GrowthRows.life("bench-host", FILES);
        int at = 0;
        for (int i = 0; i < life.size(); i++) {
            at = life.get(i).event().body().type().equals(kind) ? i : at;
        }
        life.subList(0, at).forEach(before -> ledger.apply(entities.map, before));
        event = life.get(at);
        ledger.apply(new Copy(states), life.getFirst());
    }

    @Benchmark
    public List<Output> fold1() {
        return ledger.apply(entities, event);
    }

    @Benchmark
    public byte[] encodeState() {
        next = next + 1 == states.size() ? 0 : next + 1;
        return StateCodec.encode(states.get(next));
    }

    /** Entities that stay as they are. */
    private record ReadOnly(EntityMap map) implements Entities {
        @Override
        public @Nullable Entity get(EntityKey key) {
            return map.get(key);
        }

        @Override
        public void scan(io.luoledger.core.Scope scope, Consumer<Entity> sink) {
            map.scan(scope, sink);
        }

        @Override
        public void put(Entity entity) {
            // dropped
        }

        @Override
        public void delete(EntityKey key) {
            // dropped
        }
    }

    /** Keeps what is put. */
    private record Copy(List<Entity> puts) implements Entities {
        @Override
        public @Nullable Entity get(EntityKey key) {
            return null;
        }

        @Override
        public void scan(io.luoledger.core.Scope scope, Consumer<Entity> sink) {
            // nothing is there
        }

        @Override
        public void put(Entity entity) {
            puts.add(entity);
        }

        @Override
        public void delete(EntityKey key) {
            // it is kept
        }
    }
}
