package io.luoledger.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Where a log file's blocks lie: found by their frames alone, nothing is decompressed. So a reader can begin anywhere.
 * Life: opened on a file (reads its header), asked, closed.
 */
public final class LogFileBlocks implements AutoCloseable {
    private static final int SYNC_BYTES = 16;
    private static final int FRAME_BYTES = 20;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_HEADER_BYTES = 16 << 20;

    private final String name;
    private final FileChannel file;
    private final byte[] header;

    /**
     * One block.
     *
     * @param offset its first byte in the file
     * @param firstEvent number of its first event in the file, from 0
     * @param count how many events it holds
     * @param end of its last byte, exclusive
     */
    public record Block(long offset, long firstEvent, long count, long end) {}

    private LogFileBlocks(String name, FileChannel file, byte[] header) {
        this.name = name;
        this.file = file;
        this.header = header;
    }

    /** Throws {@link UnreadableInputException} for what has no whole header. */
    public static LogFileBlocks open(String name, Path path) {
        try {
            FileChannel file = FileChannel.open(path);
            return new LogFileBlocks(name, file, header(name, Channels.newInputStream(file)));
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be read: " + Reason.of(e), e);
        }
    }

    private static byte[] header(String name, InputStream in) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        ContainerGuard guard = new ContainerGuard(new BufferedInputStream(in));
        while (!guard.endsWhole()) {
            int octet = guard.read();
            if (octet < 0 || header.size() > MAX_HEADER_BYTES) {
                throw new UnreadableInputException(
                        name + ": no whole header of a log file, expected an Avro object container");
            }
            header.write(octet);
        }
        return header.toByteArray();
    }

    /** What tells this file from every other: its sync marker, 32 hexadecimal digits. */
    public String id() {
        return HexFormat.of().formatHex(sync());
    }

    private byte[] sync() {
        return Arrays.copyOfRange(header, header.length - SYNC_BYTES, header.length);
    }

    /** Every block, in order. Throws {@link UnreadableInputException} where the frames don't fit together. */
    public List<Block> all() {
        try {
            List<Block> blocks = new ArrayList<>();
            long offset = header.length;
            long event = 0;
            while (offset < file.size()) {
                Block block = block(offset, event);
                blocks.add(block);
                event += block.count();
                offset = block.end();
            }
            return blocks;
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be read: " + Reason.of(e), e);
        }
    }

    private Block block(long offset, long event) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
        int length = file.read(frame, offset);
        ByteCursor in = new ByteCursor(frame.array(), 0, Math.max(length, 0));
        try {
            long count = in.varint();
            long bytes = in.varint();
            long end = offset + in.at() + bytes;
            if (count >= 0 && bytes >= 0 && bytes <= ContainerGuard.MAX_BLOCK_BYTES && syncAt(end)) {
                return new Block(offset, event, count, end + SYNC_BYTES);
            }
        } catch (ByteCursor.MalformedException e) {
            // no numbers stand there: no block, as below
        }
        throw new UnreadableInputException(
                name + ": no whole block at byte " + offset + ", expected blocks up to the end of the file");
    }

    /** The block that holds this event, or the end of the file as an empty block. */
    public Block holding(long event) {
        Block end = new Block(header.length, 0, 0, header.length);
        List<Block> blocks = all();
        for (Block block : blocks) {
            if (event < block.firstEvent() + block.count()) {
                return block;
            }
        }
        if (!blocks.isEmpty()) {
            try {
                end = new Block(
                        file.size(),
                        blocks.getLast().firstEvent() + blocks.getLast().count(),
                        0,
                        file.size());
            } catch (IOException e) {
                throw new UnreadableInputException(name + ": can't be read: " + Reason.of(e), e);
            }
        }
        return end;
    }

    /** Whether a block, or the end of the file, may be there. */
    public boolean isBoundary(long offset) {
        try {
            return offset >= header.length && offset <= file.size() && syncAt(offset - SYNC_BYTES);
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be read: " + Reason.of(e), e);
        }
    }

    private boolean syncAt(long offset) throws IOException {
        ByteBuffer found = ByteBuffer.allocate(SYNC_BYTES);
        file.read(found, offset);
        return Arrays.equals(found.array(), sync());
    }

    /**
     * A reader that begins with this block; reading on another one ends it.
     *
     * @param firstEvent number of its first event, for messages
     */
    public LogFileReader from(long offset, long firstEvent) {
        try {
            file.position(offset);
            InputStream rest = new BufferedInputStream(Channels.newInputStream(file), BUFFER_BYTES) {
                @Override
                public void close() {
                    // whoever reads to the end closes what it reads: the file stays open for the next reader
                }
            };
            return new LogFileReader(name, new SequenceInputStream(new ByteArrayInputStream(header), rest), firstEvent);
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be read: " + Reason.of(e), e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be closed: " + Reason.of(e), e);
        }
    }
}
