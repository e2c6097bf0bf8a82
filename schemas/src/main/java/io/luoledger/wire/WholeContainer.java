package io.luoledger.wire;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Watches how an Avro container ends. Every block ends with the container's sync marker, so a whole file does, too;
 * Avro's own reader takes a file that is cut inside its last block for one that ends before it.
 */
final class WholeContainer extends FilterInputStream {
    /** The header holds the schema: some ten kilobytes. */
    private static final int MOST_HEADER_BYTES = 1 << 22;

    private final byte[] sync;
    private byte[] tail = new byte[0];

    private WholeContainer(InputStream in, byte[] sync) {
        super(in);
        this.sync = sync;
    }

    /** Reads the header for its sync marker, and begins anew. Throws what the decoder throws for what isn't a header. */
    static WholeContainer watch(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(MOST_HEADER_BYTES);
        byte[] sync = syncOf(buffered);
        buffered.reset();
        return new WholeContainer(buffered, sync);
    }

    private static byte[] syncOf(InputStream in) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().directBinaryDecoder(in, null);
        byte[] magic = new byte[DataFileConstants.MAGIC.length];
        decoder.readFixed(magic);
        if (!Arrays.equals(magic, DataFileConstants.MAGIC)) {
            throw new IOException("Not an Avro data file.");
        }
        for (long entries = decoder.readMapStart(); entries != 0; entries = decoder.mapNext()) {
            for (long i = 0; i < entries; i++) {
                decoder.skipString();
                decoder.skipBytes();
            }
        }
        byte[] sync = new byte[DataFileConstants.SYNC_SIZE];
        decoder.readFixed(sync);
        return sync;
    }

    /** Whether what was read so far ends where a block, or the header, ends. */
    boolean endsWhole() {
        return Arrays.equals(tail, sync);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = in.read(bytes, from, length);
        if (count > 0) {
            remember(bytes, from, count);
        }
        return count;
    }

    /** Skipped bytes are bytes that were read: the tail has to see them. */
    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(count, 8192)];
        return count <= 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
    }

    private void remember(byte[] bytes, int from, int count) {
        if (count >= sync.length) {
            tail = Arrays.copyOfRange(bytes, from + count - sync.length, from + count);
            return;
        }
        byte[] both = Arrays.copyOf(tail, tail.length + count);
        System.arraycopy(bytes, from, both, tail.length, count);
        tail = both.length <= sync.length ? both : Arrays.copyOfRange(both, both.length - sync.length, both.length);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
