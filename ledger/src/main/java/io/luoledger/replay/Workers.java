package io.luoledger.replay;

import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Replays a log's hosts on several threads, while the calling one reads on: a host's events go to the same part, in
 * blocks, and a part takes one block after the other, so the order of each host is kept. Only so many blocks wait: memory
 * doesn't grow with the log. Life: given events by one thread; {@link #settle settled} before anybody looks at a part. Its
 * threads end by themselves when there is nothing to do.
 */
final class Workers {
    private static final int WAITING_BLOCKS = 4;
    private static final long IDLE_SECONDS = 1;

    private final List<Part> parts = new ArrayList<>();
    private final int blockEvents;
    private final ThreadPoolExecutor threads;
    private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();

    /** @param place number of the event that it was raised by */
    private record Failure(long place, Throwable cause) {}

    private record Placed(long place, RecordedEvent event) {}

    /** Some of the hosts. */
    private final class Part {
        private final HostsReplay hosts;
        private final Semaphore room = new Semaphore(WAITING_BLOCKS);
        private List<Placed> block = new ArrayList<>();
        private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

        Part(HostsReplay hosts) {
            this.hosts = hosts;
        }

        void accept(Placed placed) {
            block.add(placed);
            if (block.size() >= blockEvents) {
                send();
            }
        }

        void send() {
            List<Placed> full = block;
            block = new ArrayList<>(full.size());
            room.acquireUninterruptibly();
            done = done.thenRunAsync(() -> replay(full), threads);
        }

        private void replay(List<Placed> full) {
            try {
                for (Placed placed : full) {
                    if (failure.get() == null) {
                        replay(placed);
                    }
                }
            } finally {
                room.release();
            }
        }

        private void replay(Placed placed) {
            try {
                hosts.accept(placed.place(), placed.event());
            } catch (RuntimeException | Error e) {
                failure.accumulateAndGet(
                        new Failure(placed.place(), e),
                        (known, now) -> known != null && (now == null || known.place() < now.place()) ? known : now);
            }
        }
    }

    /** @param blockEvents how many events are handed over at once */
    Workers(List<HostsReplay> hosts, int blockEvents) {
        this.blockEvents = blockEvents;
        hosts.forEach(one -> parts.add(new Part(one)));
        threads = new ThreadPoolExecutor(
                hosts.size(),
                hosts.size(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("replay-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Throws what an earlier event came to on its thread. */
    void accept(int part, long place, RecordedEvent event) {
        if (failure.get() != null) {
            settle();
        }
        parts.get(part).accept(new Placed(place, event));
    }

    /** Waits until everything that was given is replayed; throws the first failure by place in the log. */
    void settle() {
        parts.forEach(Part::send);
        parts.forEach(part -> part.done.join());
        Failure first = failure.get();
        if (first != null && first.cause() instanceof Error error) {
            throw error;
        }
        if (first != null && first.cause() instanceof RuntimeException cause) {
            throw cause;
        }
    }

    /** The same question to each part, at the same time. */
    <T> List<T> ask(Function<HostsReplay, T> question) {
        settle();
        List<CompletableFuture<T>> answers = parts.stream()
                .map(part -> CompletableFuture.supplyAsync(() -> question.apply(part.hosts), threads))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }
}
