package io.luoledger.bench;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An event between bytes and object: decoding, which takes the digest of its canonical form along, its chain, encoding. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireBenchmark {
    private final EventCodec codec = new EventCodec();
    private final RecordedEvent[] events = events();
    private final byte[][] bytes = bytes(codec, events);
    private int next;

    private static RecordedEvent[] events() {
        List<RecordedEvent> life = GrowthRows.life("bench-host", 32);
        return life.toArray(RecordedEvent[]::new);
    }

    private static byte[][] bytes(EventCodec codec, RecordedEvent[] events) {
        byte[][] bytes = new byte[events.length][];
        for (int i = 0; i < events.length; i++) {
            bytes[i] = codec.encode(events[i].event());
        }
        return bytes;
    }

    private int turn() {
        next = next + 1 == events.length ? 0 : next + 1;
        return next;
    }

    /** With the digest of the canonical form. */
    @Benchmark
    public RecordedEvent decodeAndDigest() {
        return codec.decode(bytes[turn()]);
    }

    @Benchmark
    public ChainHash chain() {
        RecordedEvent event = events[turn()];
        return event.chainAfter(event.event().chain());
    }

    @Benchmark
    public byte[] encode() {
        LiveUpdateEvent event = events[turn()].event();
        return codec.encode(event);
    }
}
