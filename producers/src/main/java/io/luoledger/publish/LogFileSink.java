package io.luoledger.publish;

import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes drafts as a new log file, each host's from its first event on. Life: opened on a file (or a stream), given
 * drafts, committed; closed without a commit it leaves nothing behind and the file, if there was one, as it was.
 */
public final class LogFileSink implements Consumer<Draft>, AutoCloseable {
    private final EventCodec codec = new EventCodec();
    private final Map<String, LedgerHead> heads = new HashMap<>();
    private final LogFileWriter writer;
    private final @Nullable Path target;
    private final @Nullable Path temporary;
    private boolean closed;
    private boolean committed;

    private LogFileSink(OutputStream out, @Nullable Path target, @Nullable Path temporary) {
        this.writer = new LogFileWriter(out);
        this.target = target;
        this.temporary = temporary;
    }

    /** Writes beside the file and takes its place on commit. */
    public static LogFileSink toFile(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = target.getParent();
        Path name = target.getFileName();
        if (directory == null || name == null || Files.isDirectory(target)) {
            throw new IOException(file + ": not the name of a file");
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException(file + ": no such directory");
        }
        // not createTempFile: the result gets the permissions that a file made here gets
        Path temporary =
                directory.resolve("." + name + "." + ProcessHandle.current().pid() + ".tmp");
        return new LogFileSink(new BufferedOutputStream(Files.newOutputStream(temporary)), target, temporary);
    }

    /** Writes to a stream, which is not closed. */
    public static LogFileSink toStream(OutputStream out) {
        return new LogFileSink(new Unclosed(out), null, null);
    }

    @Override
    public void accept(Draft draft) {
        LiveUpdateEvent event = codec.seal(heads.getOrDefault(draft.host(), LedgerHead.EMPTY), draft);
        heads.put(draft.host(), LedgerHead.after(event));
        writer.append(event);
    }

    /** The log is whole. */
    public void commit() throws IOException {
        closeWriter();
        if (temporary != null && target != null) {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        committed = true;
    }

    private void closeWriter() throws IOException {
        if (!closed) {
            closed = true;
            try {
                writer.close();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeWriter();
        } finally {
            if (!committed && temporary != null) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static final class Unclosed extends java.io.FilterOutputStream {
        private Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
