package io.luoledger.engine;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.files.LogInput;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.publish.LedgerCheck;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.replay.Rhythm;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.LatestMap;
import io.luoledger.wire.LogFileBlocks;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A log file played into a cluster in its own rhythm: events as they are, sequence and chain kept, those of all hosts in
 * the order in which they happened. Stopped and started again, it goes on with the first event that isn't there yet.
 * Life: {@link #check}, then {@link #play}.
 */
public final class PacedLog {
    /** Waits shorter than this aren't worth a transaction of their own. */
    private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int MAX_EVENTS = 20_000_000;
    private static final int CACHED_BLOCKS = 64;

    private final String file;
    private final double speed;
    private final Rhythm rhythm = new Rhythm();
    private final Map<Long, List<RecordedEvent>> cache = new LatestMap<>(CACHED_BLOCKS);

    /** @param speed how many times as fast as it happened */
    public PacedLog(String file, double speed) {
        this.file = file;
        this.speed = speed;
    }

    /** Reads the file once: what can't be read to its end, or isn't whole, changes nothing. */
    public void check() {
        LedgerCheck check = new LedgerCheck();
        try (LogFileReader reader = LogInput.open(file)) {
            while (reader.hasNext()) {
                RecordedEvent recorded = reader.next();
                check.accept(recorded);
                rhythm.accept(recorded.event());
                if (rhythm.events() > MAX_EVENTS) {
                    throw new UnreadableInputException("more than " + MAX_EVENTS
                            + " events, expected a part of the log that somebody can wait for");
                }
            }
        } catch (UnreadableInputException e) {
            String message = String.valueOf(e.getMessage());
            throw new UnreadableInputException(
                    (message.startsWith(file) ? "" : file + ": ") + message + ". Nothing was changed.", e);
        }
        rhythm.done();
    }

    public long events() {
        return rhythm.events();
    }

    /** Of how many kernels nobody knows how long they took to come up. */
    public long unknownGaps() {
        return rhythm.unknownGaps();
    }

    /** @param there where each host's ledger on the cluster ends */
    public void play(LedgerWriter writer, Map<String, LedgerHead> there) {
        try (LogFileBlocks blocks = LogFileBlocks.open(file, Path.of(file))) {
            play(writer, new Blocks(blocks), there);
        }
    }

    private void play(LedgerWriter writer, Blocks blocks, Map<String, LedgerHead> there) {
        long begun = 0;
        long before = 0;
        boolean playing = false;
        for (int place = 0; place < rhythm.events(); place++) {
            int number = rhythm.at(place);
            RecordedEvent recorded = blocks.event(number);
            if (isNew(recorded.event(), there)) {
                if (!playing) {
                    // the music begins with the first new event, whatever of the log was there before
                    playing = true;
                    begun = System.nanoTime();
                    before = rhythm.micros(number);
                }
                long due = begun + (long) ((rhythm.micros(number) - before) * 1000.0 / speed);
                if (due - System.nanoTime() > SHORTEST_WAIT_NANOS) {
                    writer.flush();
                    await(due);
                }
            }
            writer.appendRecorded(recorded);
        }
    }

    private static boolean isNew(LiveUpdateEvent event, Map<String, LedgerHead> there) {
        return event.sequence()
                >= there.getOrDefault(event.host(), LedgerHead.EMPTY).nextSequence();
    }

    private static void await(long due) {
        try {
            long left = due - System.nanoTime();
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while waiting for the next event", e);
        }
    }

    /** Events by their number: the blocks that were used last are kept. */
    private final class Blocks {
        private final LogFileBlocks file;
        private final List<LogFileBlocks.Block> all;

        Blocks(LogFileBlocks file) {
            this.file = file;
            this.all = file.all();
        }

        RecordedEvent event(long number) {
            LogFileBlocks.Block block = holding(number);
            List<RecordedEvent> events = cache.computeIfAbsent(block.offset(), offset -> read(block));
            return events.get((int) (number - block.firstEvent()));
        }

        private LogFileBlocks.Block holding(long number) {
            int low = 0;
            int high = all.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (all.get(middle).firstEvent() <= number) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return all.get(low);
        }

        @SuppressWarnings("resource") // the reader and its file are one: closing it would close the file
        private List<RecordedEvent> read(LogFileBlocks.Block block) {
            List<RecordedEvent> events = new ArrayList<>();
            LogFileReader reader = file.from(block.offset(), block.firstEvent());
            for (long i = 0; i < block.count() && reader.hasNext(); i++) {
                events.add(reader.next());
            }
            return events;
        }
    }
}
