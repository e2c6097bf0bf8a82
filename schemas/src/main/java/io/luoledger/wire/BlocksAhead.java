package io.luoledger.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the blocks of a log file decoded by other threads, a few ahead of the one that asks. They come in the order of the
 * file, and what is wrong with the file shows where it stands, behind all that is right before it.
 */
final class BlocksAhead {
    private static final int MOST_AHEAD = 4;

    private final Supplier<@Nullable EventBlock> file;
    private final Executor decoders;
    private final Deque<CompletableFuture<EventBlock.Events>> ahead = new ArrayDeque<>();
    private boolean ended;

    BlocksAhead(Supplier<@Nullable EventBlock> file, Executor decoders) {
        this.file = file;
        this.decoders = decoders;
    }

    /** The events of the next block, null at the end. */
    EventBlock.@Nullable Events next() {
        while (!ended && ahead.size() < MOST_AHEAD) {
            begin();
        }
        return ahead.isEmpty() ? null : ahead.remove().join();
    }

    private void begin() {
        EventBlock block;
        try {
            block = file.get();
        } catch (UnreadableInputException e) {
            ended = true;
            ahead.add(CompletableFuture.completedFuture(new DecodedEvents(0, List.of(), e)));
            return;
        }
        if (block == null) {
            ended = true;
        } else {
            ahead.add(CompletableFuture.supplyAsync(block::decoded, decoders));
        }
    }
}
