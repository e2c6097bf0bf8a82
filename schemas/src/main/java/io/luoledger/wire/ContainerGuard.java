package io.luoledger.wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Watches an Avro object container as it is read. Stops a length that can't be meant before anybody allocates for it,
 * and knows whether the file ends in the middle of a block, which Avro's own reader takes for the end of the file.
 * The container's frame:
 *
 * <pre>
 * file   = 'O' 'b' 'j' 1  metadata  sync  { block }
 * metadata = { count [size if count &lt; 0] { key value } } 0      key, value = length bytes      sync = 16 bytes
 * block  = count size bytes sync                                 numbers are zigzag varints
 * </pre>
 */
final class ContainerGuard extends FilterInputStream {
    /** Largest block on disk; the writer makes blocks of 64 KiB, other tools a few MiB. Unit: bytes. */
    static final long MAX_BLOCK_BYTES = 64L << 20;
    /** Largest entry of the metadata: the schema is some ten KiB. Unit: bytes. */
    static final long MAX_METADATA_BYTES = 4L << 20;

    /** What the first letter of a container is where a block's number of events is expected: none has less than none. */
    private static final long MAGIC_AS_COUNT = -40;

    private static final int SYNC_BYTES = 16;
    private static final int MAX_METADATA_ENTRIES = 1024;

    private enum At {
        MAGIC,
        META_COUNT,
        META_SIZE,
        META_LENGTH,
        META_BYTES,
        HEADER_SYNC,
        BLOCK_COUNT,
        BLOCK_SIZE,
        BLOCK
    }

    private At at = At.MAGIC;
    private long offset;
    private long toSkip = 4;
    private long lengthsLeft;
    private long number;
    private int shift;
    private long another = -1;

    ContainerGuard(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
            look(new byte[] {(byte) octet}, 0, 1);
        }
        return octet;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int count = super.read(buffer, from, length);
        if (count > 0) {
            look(buffer, from, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        // what is skipped would not be looked at
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Whether what was read so far ends where a file may end: behind a whole header or a whole block. */
    boolean endsWhole() {
        return at == At.BLOCK_COUNT && shift == 0;
    }

    /** Whether it begins as a container does, as far as it goes. */
    boolean sawMagic() {
        return at != At.MAGIC;
    }

    /** Where another container begins behind this one; -1 when none does, as far as it was read. */
    long another() {
        return another;
    }

    /** How many bytes were read. */
    long offset() {
        return offset;
    }

    private void look(byte[] buffer, int from, int length) throws IOException {
        int i = from;
        int end = from + length;
        while (i < end) {
            if (toSkip > 0) {
                int step = (int) Math.min(toSkip, end - i);
                i += step;
                offset += step;
                toSkip -= step;
                if (toSkip == 0) {
                    skipped();
                }
            } else {
                offset++;
                digit(buffer[i++]);
            }
        }
    }

    private void digit(byte octet) throws IOException {
        if (shift > 63) {
            throw new IOException("no number ends at byte " + offset);
        }
        number |= (long) (octet & 0x7f) << shift;
        shift += 7;
        if (octet >= 0) {
            long value = number >>> 1 ^ -(number & 1);
            number = 0;
            shift = 0;
            numbered(value);
        }
    }

    /** A number is complete: what follows it? */
    private void numbered(long value) throws IOException {
        switch (at) {
            case META_COUNT -> {
                if (Math.abs(value) > MAX_METADATA_ENTRIES) {
                    throw implausible("entries of metadata", value, MAX_METADATA_ENTRIES);
                }
                lengthsLeft = 2 * Math.abs(value);
                if (value == 0) {
                    skip(At.HEADER_SYNC, SYNC_BYTES);
                } else {
                    at = value < 0 ? At.META_SIZE : At.META_LENGTH;
                }
            }
            case META_SIZE -> at = At.META_LENGTH;
            case META_LENGTH -> {
                if (value < 0 || value > MAX_METADATA_BYTES) {
                    throw implausible("bytes of metadata", value, MAX_METADATA_BYTES);
                }
                lengthsLeft--;
                skip(At.META_BYTES, value);
            }
            case BLOCK_COUNT -> {
                if (value == MAGIC_AS_COUNT) {
                    another = offset - 1;
                    throw new IOException(
                            "another file begins at byte " + another + ", joined behind this one: give each by itself");
                }
                at = At.BLOCK_SIZE;
            }
            case BLOCK_SIZE -> {
                if (value < 0 || value > MAX_BLOCK_BYTES) {
                    throw implausible("bytes of a block", value, MAX_BLOCK_BYTES);
                }
                skip(At.BLOCK, value + SYNC_BYTES);
            }
            case MAGIC, META_BYTES, HEADER_SYNC, BLOCK -> throw new IllegalStateException("no number belongs here");
        }
    }

    private void skip(At where, long count) {
        at = where;
        toSkip = count;
        if (count == 0) {
            skipped();
        }
    }

    private void skipped() {
        at = switch (at) {
            case MAGIC -> At.META_COUNT;
            case META_BYTES -> lengthsLeft > 0 ? At.META_LENGTH : At.META_COUNT;
            case HEADER_SYNC, BLOCK -> At.BLOCK_COUNT;
            case META_COUNT, META_SIZE, META_LENGTH, BLOCK_COUNT, BLOCK_SIZE -> at;
        };
    }

    private IOException implausible(String what, long value, long limit) {
        return new IOException(value + " " + what + " at byte " + offset + ", expected 0 to " + limit);
    }
}
