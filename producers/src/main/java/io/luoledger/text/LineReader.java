package io.luoledger.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of bounded length: of a longer one the rest is skipped, never held. Not thread-safe.
 */
public final class LineReader implements AutoCloseable {
    /** The longest line that is read, in bytes; the kernel's trace_seq holds less. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private byte[] line = new byte[1024];
    private int position;
    private int limit;
    private long number;
    private boolean tooLong;
    private boolean ended;
    private boolean binary;

    /** Takes over the stream and closes it. */
    public LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line without its end, or null. */
    @Nullable
    public String next() throws IOException {
        int length = 0;
        tooLong = false;
        ended = false;
        binary = false;
        boolean any = false;
        while (true) {
            if (position == limit) {
                limit = Math.max(0, in.read(buffer));
                position = 0;
                if (limit == 0) {
                    break;
                }
            }
            any = true;
            int stop = position;
            while (stop < limit && buffer[stop] != '\n') {
                stop++;
            }
            int room = Math.min(stop - position, MAX_LINE_BYTES - length);
            length = append(length, room);
            tooLong |= room < stop - position;
            boolean end = stop < limit;
            position = end ? stop + 1 : stop;
            if (end) {
                ended = true;
                break;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        for (int i = 0; i < length && !binary; i++) {
            binary = line[i] == 0;
        }
        int text = length;
        // a serial port, and a terminal behind it, each put one in front of the end
        while (text > 0 && line[text - 1] == '\r') {
            text--;
        }
        return new String(line, 0, text, StandardCharsets.UTF_8);
    }

    private int append(int length, int more) {
        if (length + more > line.length) {
            line = java.util.Arrays.copyOf(line, Math.min(MAX_LINE_BYTES, Math.max(2 * line.length, length + more)));
        }
        System.arraycopy(buffer, position, line, length, more);
        return length + more;
    }

    /** Number of the line read last, from 1. */
    public long number() {
        return number;
    }

    /** Whether the line read last was cut to {@link #MAX_LINE_BYTES}. */
    public boolean tooLong() {
        return tooLong;
    }

    /** Whether the line read last had an end: text that was cut hasn't. */
    public boolean ended() {
        return ended;
    }

    /** Whether the line read last holds a zero byte. */
    public boolean binary() {
        return binary;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
