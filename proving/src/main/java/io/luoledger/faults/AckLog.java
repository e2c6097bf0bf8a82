package io.luoledger.faults;

import io.luoledger.cluster.HarnessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a writer was told, kept by itself in a file: before each transaction how many events of its load it will then have
 * sent, after it that so many are committed. A line each:
 *
 * <pre>
 * sending 300 61200417      events, and milliseconds of this machine's monotonic clock
 * acked 300 61200434
 * </pre>
 */
final class AckLog {
    /** What is known of a writer's work at some moment. */
    record Progress(long sent, long acknowledged) {
        /** Whether a transaction is on its way. */
        boolean inFlight() {
            return sent > acknowledged;
        }
    }

    /** A line. */
    record Entry(boolean acknowledged, long events, long millis) {}

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Path file;

    AckLog(Path file) {
        this.file = file;
    }

    void sending(long events) {
        append("sending " + events);
    }

    void acknowledged(long events) {
        append("acked " + events);
    }

    private void append(String what) {
        try {
            Files.writeString(
                    file,
                    what + " " + System.nanoTime() / NANOS_PER_MILLI + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new HarnessException(file + " can't be written: " + e.getMessage(), e);
        }
    }

    /** The longest time between two acknowledgements, from this many events on. Unit: milliseconds. */
    long longestWaitMillis(long fromEvents) {
        long longest = 0;
        long last = Long.MAX_VALUE;
        for (Entry entry : entries()) {
            if (entry.acknowledged()) {
                if (entry.events() > fromEvents) {
                    longest = Math.max(longest, entry.millis() - last);
                }
                last = entry.millis();
            }
        }
        return longest;
    }

    Progress progress() {
        long sent = 0;
        long acknowledged = 0;
        for (Entry entry : entries()) {
            sent = Math.max(sent, entry.events());
            if (entry.acknowledged()) {
                acknowledged = Math.max(acknowledged, entry.events());
            }
        }
        return new Progress(sent, acknowledged);
    }

    /** Every whole line: a writer that was killed may have left half a one. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        String text = read();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            String[] words = line.split(" ");
            if (words.length != 3) {
                throw new HarnessException(file + ": not a line of an acknowledgement log: " + line);
            }
            entries.add(new Entry(words[0].equals("acked"), Long.parseLong(words[1]), Long.parseLong(words[2])));
        }
        return entries;
    }

    private String read() {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new HarnessException(file + " can't be read: " + e.getMessage(), e);
        }
    }
}
