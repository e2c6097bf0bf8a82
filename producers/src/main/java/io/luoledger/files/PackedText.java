package io.luoledger.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A text that gzip has packed, as people keep traces. What it unpacks to is bounded: some bytes can hold any length. */
public final class PackedText extends FilterInputStream {
    public static final long MAX_BYTES = 4L << 30;

    private static final int MAGIC = 0x1f8b;
    private static final int BUFFER_BYTES = 1 << 16;

    private final long limit;
    private long bytes;

    private PackedText(InputStream packed, long limit) throws IOException {
        super(new GZIPInputStream(packed, BUFFER_BYTES));
        this.limit = limit;
    }

    /** The text itself, whether it was packed or not. */
    public static InputStream unpacked(InputStream in, long limit) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == MAGIC ? new PackedText(in, limit) : in;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int more) throws IOException {
        bytes += more;
        if (bytes > limit) {
            throw new IOException("it unpacks to more than " + limit + " bytes");
        }
    }
}
