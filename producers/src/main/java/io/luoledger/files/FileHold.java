package io.luoledger.files;

import io.luoledger.wire.TakenException;
import io.luoledger.wire.UnwritableOutputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file that nobody else changes for as long as this is open; goes with the process, however that ends. */
public final class FileHold implements AutoCloseable {
    private final FileChannel channel;

    private FileHold(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Holds a file that is there, and may be replaced by who holds it.
     *
     * @throws io.luoledger.wire.LedgerException when another process holds it, or when it can't be held
     */
    public static FileHold of(Path file) {
        try {
            Object before = key(file);
            FileHold hold = take(file, file.toString(), StandardOpenOption.WRITE);
            if (Objects.equals(before, key(file))) {
                return hold;
            }
            // whoever held it put another one in its place meanwhile
            hold.close();
            throw held(file.toString());
        } catch (IOException e) {
            throw new UnwritableOutputException(
                    file + ": can't be changed: " + e + "; expected a file that may be written to", e);
        }
    }

    /** What tells a file from another one of its name. */
    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Holds a file that stands for something else; makes it when it isn't there. */
    public static FileHold making(Path file, String what) {
        try {
            return take(file, what, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UnwritableOutputException(what + " can't be written to: " + e, e);
        }
    }

    private static FileHold take(Path file, String what, OpenOption... options) throws IOException {
        FileChannel channel = FileChannel.open(file, options);
        try {
            if (channel.tryLock() != null) {
                return new FileHold(channel);
            }
        } catch (OverlappingFileLockException e) {
            // held by this very process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw held(what);
    }

    private static TakenException held(String what) {
        return new TakenException(
                what + " is being changed by another process; expected one at a time. Nothing was changed; run the"
                        + " command again when it is done");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing was written through it
        }
    }
}
