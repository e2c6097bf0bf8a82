package io.luoledger.files;

import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnwritableOutputException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A file that a command writes: it grows beside its place and takes it only when it is complete, so that nobody ever
 * finds half of it. "-" is standard output; what isn't a regular file (a pipe, /dev/null) is written to directly.
 */
public final class OutputFile implements AutoCloseable {
    /** How many files left behind by killed processes are passed over. */
    private static final int MOST_TAKEN = 100;

    private final String name;
    private final Path path;
    private final @Nullable Path growing;
    private final OutputStream stream;
    private @Nullable PrintWriter text;

    private OutputFile(Path named, Path path, @Nullable Path growing, OutputStream stream) {
        this.name = named.toString().equals("-") ? "standard output" : named.toString();
        this.path = path;
        this.growing = growing;
        this.stream = stream;
    }

    /** Begins one, whatever lies there; a caller who may not replace that asks before. */
    public static OutputFile replacing(Path path) {
        if (path.toString().equals("-")) {
            return new OutputFile(path, path, null, new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        }
        try {
            if (Files.isDirectory(path)) {
                throw new UnwritableOutputException(path + ": is a directory, expected a file to write");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                return new OutputFile(path, path, null, Files.newOutputStream(path));
            }
            // through a link the file behind it is replaced, not the link
            Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            Path parent = target.getParent();
            if (parent != null && !Files.isDirectory(parent)) {
                throw new UnwritableOutputException(path + ": can't be written: there is no directory " + parent);
            }
            return growing(path, target);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** It grows in a file that it makes itself: never in one that lies there under such a name, whoever made it. */
    private static OutputFile growing(Path path, Path target) throws IOException {
        String name = "." + target.getFileName() + "." + ProcessHandle.current().pid();
        for (int taken = 0; ; taken++) {
            Path growing = target.resolveSibling(name + (taken == 0 ? "" : "-" + taken) + ".part");
            try {
                OutputStream stream =
                        Files.newOutputStream(growing, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                growing.toFile().deleteOnExit();
                return new OutputFile(path, target, growing, stream);
            } catch (FileAlreadyExistsException e) {
                if (taken == MOST_TAKEN) {
                    throw e;
                }
            }
        }
    }

    /** Text that could not be written whole; the writer has forgotten why. */
    private static final class Incomplete extends IOException {
        private static final long serialVersionUID = 1L;

        Incomplete() {
            super("the disk took not all of it");
        }
    }

    private static UnwritableOutputException unwritable(Path path, UncheckedIOException problem) {
        IOException cause = problem.getCause();
        return cause == null
                ? new UnwritableOutputException(path + ": can't be written", problem)
                : unwritable(path, cause);
    }

    /** Words for it. */
    public static UnwritableOutputException unwritable(Path path, IOException problem) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null
                && (DiskSpace.isFull(problem) || (problem instanceof Incomplete && DiskSpace.isGone(parent)))) {
            return new UnwritableOutputException(path + ": can't be written: " + DiskSpace.left(parent), problem);
        }
        return new UnwritableOutputException(
                path + ": can't be written: " + Reason.of(problem) + "; expected a place that may be written to",
                problem);
    }

    /** Text in it, UTF-8; flushed by {@link #complete}. */
    public PrintWriter writer() {
        if (text == null) {
            text = new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        }
        return text;
    }

    /** Bytes in it. */
    public OutputStream stream() {
        return stream;
    }

    /** Begins a log in it. */
    public LogFileWriter log() {
        return log(List.of());
    }

    /**
     * Begins a log in it that is to hold what others wrote.
     *
     * @param schemas what they wrote it with
     */
    public LogFileWriter log(Collection<Schema> schemas) {
        try {
            return LogFileWriter.widest(stream, schemas);
        } catch (UncheckedIOException e) {
            close();
            throw unwritable(path, e);
        }
    }

    public String name() {
        return name;
    }

    /** Runs what writes; trouble with the disk names the file. */
    public void guarded(Runnable write) {
        try {
            write.run();
        } catch (UncheckedIOException e) {
            throw unwritable(path, e);
        }
    }

    /** The file takes its place. */
    public void complete() {
        try {
            if (text != null && text.checkError()) {
                throw new Incomplete();
            }
            stream.close();
            if (growing != null) {
                Files.move(growing, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** What is not complete by now goes away. */
    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // nobody wants what was written
        }
        try {
            if (growing != null) {
                Files.deleteIfExists(growing);
            }
        } catch (IOException e) {
            throw unwritable(growing == null ? path : growing, e);
        }
    }
}
