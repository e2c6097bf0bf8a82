package io.luoledger.broker;

import io.luoledger.files.DiskSpace;
import io.luoledger.wire.Reason;
import io.luoledger.wire.TakenException;
import io.luoledger.wire.UnreadableInputException;
import io.luoledger.wire.UnwritableOutputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that an embedded broker and its stream processors keep their data in. Held by one process at a time,
 * and open to its owner alone: what a ledger says of a fleet is nobody else's business.
 *
 * <pre>
 *   DIR/luo-ledger-data    says what it is, and in which layout ("1")
 *   DIR/lock               held for as long as a process uses the directory
 *   DIR/bootstrap-server   host:port of the broker that runs on it
 *   DIR/views              host:port where the stream processors that run on it answer over HTTP
 *   DIR/broker/            Kafka's logs
 *   DIR/streams/           state of the stream processors
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {
    private static final String LAYOUT = "1";
    private static final String MARKER = "luo-ledger-data";
    private static final String LOCK = "lock";
    private static final String ADDRESS = "bootstrap-server";
    private static final String VIEWS = "views";
    private static final String BROKER = "broker";
    private static final String STREAMS = "streams";

    /**
     * Directories that this process holds. Asked before a lock file is opened: closing any channel on it would release
     * the process's lock.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final boolean temporary;
    private final FileChannel lockFile;
    private final FileLock lock;

    private DataDirectory(Path root, boolean temporary, FileChannel lockFile, FileLock lock) {
        this.root = root;
        this.temporary = temporary;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** A new directory that is deleted at close. */
    public static DataDirectory temporary() {
        try {
            return take(Files.createTempDirectory("luo-ledger-"), true);
        } catch (IOException e) {
            throw new UnwritableOutputException("no temporary directory can be made: " + e.getMessage(), e);
        }
    }

    /**
     * A directory that lasts; made if it isn't there.
     *
     * @throws io.luoledger.wire.LedgerException when another process holds it, or when it is something else
     */
    public static DataDirectory lasting(Path root) {
        return take(root.toAbsolutePath().normalize(), false);
    }

    private static DataDirectory take(Path root, boolean temporary) {
        FileChannel channel = null;
        try {
            OwnersOnly.directory(root);
            requireOurs(root);
            if (HELD_HERE.contains(root)) {
                throw held(root);
            }
            channel = OwnersOnly.open(root.resolve(LOCK));
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw held(root);
            }
            Path marker = root.resolve(MARKER);
            if (!Files.exists(marker)) {
                OwnersOnly.write(marker, LAYOUT + "\n");
            }
            OwnersOnly.directory(root.resolve(BROKER));
            OwnersOnly.directory(root.resolve(STREAMS));
            // left behind by a process that was killed
            Files.deleteIfExists(root.resolve(ADDRESS));
            Files.deleteIfExists(root.resolve(VIEWS));
            HELD_HERE.add(root);
            return new DataDirectory(root, temporary, channel, lock);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new UnwritableOutputException(
                    "the data directory " + root + " can't be used: "
                            + (DiskSpace.isFull(e) ? DiskSpace.left(root) + ", " : "")
                            + Reason.of(e)
                            + "; expected a directory that may be written to",
                    e);
        }
    }

    private static TakenException held(Path root) {
        return new TakenException("the data directory " + root + " is in use by another process"
                + address(root)
                        .map(address -> ", its broker listens on " + address)
                        .orElse("")
                + "; expected one at a time (--bootstrap-server uses the one that runs)");
    }

    private static void requireOurs(Path root) throws IOException {
        Path marker = root.resolve(MARKER);
        if (Files.exists(marker)) {
            String layout = Files.readString(marker).strip();
            if (!layout.equals(LAYOUT)) {
                throw new UnreadableInputException("the data directory " + root + " has layout \"" + layout
                        + "\", expected " + LAYOUT + ": another version of luo-ledger made it");
            }
            return;
        }
        try (Stream<Path> content = Files.list(root)) {
            if (content.anyMatch(path -> !path.getFileName().toString().equals(LOCK))) {
                throw new UnreadableInputException("the directory " + root
                        + " holds something else; expected a data directory of luo-ledger, or an empty one");
            }
        }
    }

    /** Whether a broker has kept its data in this directory. */
    public static boolean exists(Path root) {
        return Files.exists(root.resolve(MARKER));
    }

    /** Whether a process holds this directory. A file left behind by a killed process doesn't count: the lock tells. */
    public static boolean inUse(Path root) {
        if (HELD_HERE.contains(root)) {
            return true;
        }
        if (!Files.exists(root.resolve(LOCK))) {
            return false;
        }
        try (FileChannel channel = new RandomAccessFile(root.resolve(LOCK).toFile(), "rw").getChannel()) {
            FileLock free = tryLock(channel);
            if (free != null) {
                free.release();
            }
            return free == null;
        } catch (IOException e) {
            throw new UnreadableInputException(
                    "the data directory " + root + " can't be looked at: " + Reason.of(e), e);
        }
    }

    /** The address of the broker that runs on this directory in any process, if one does and answers already. */
    public static Optional<String> running(Path root) {
        return inUse(root) ? address(root) : Optional.empty();
    }

    /** Where the stream processors that run on this directory answer over HTTP, if some do. */
    public static Optional<String> views(Path root) {
        return inUse(root) ? said(root, VIEWS) : Optional.empty();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by this very process
            return null;
        }
    }

    private static Optional<String> address(Path root) {
        return said(root, ADDRESS);
    }

    private static Optional<String> said(Path root, String name) {
        try {
            String text = Files.readString(root.resolve(name)).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UnreadableInputException(
                    "the data directory " + root + " can't be looked at: " + Reason.of(e), e);
        }
    }

    /** Tells other processes where the broker listens. */
    void publish(String address) throws IOException {
        say(ADDRESS, address);
    }

    /** Tells other processes where the stream processors answer over HTTP. */
    public void publishViews(String address) {
        try {
            say(VIEWS, address);
        } catch (IOException e) {
            throw new UnwritableOutputException("the data directory " + root + " can't be written: " + Reason.of(e), e);
        }
    }

    private void say(String name, String text) throws IOException {
        Path fresh = root.resolve(name + ".new");
        OwnersOnly.write(fresh, text + "\n");
        Files.move(fresh, root.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void withdraw() {
        try {
            Files.deleteIfExists(root.resolve(VIEWS));
            Files.deleteIfExists(root.resolve(ADDRESS));
        } catch (IOException e) {
            // the lock tells the truth all the same
        }
    }

    public Path root() {
        return root;
    }

    Path broker() {
        return root.resolve(BROKER);
    }

    /** Where stream processors keep their state. */
    public Path streams() {
        return root.resolve(STREAMS);
    }

    /** Lets others use the directory; deletes it when it was temporary. */
    @Override
    public void close() {
        withdraw();
        if (temporary) {
            delete(root);
        }
        HELD_HERE.remove(root);
        try {
            lock.release();
        } catch (IOException e) {
            // the lock goes with the channel
        }
        closeQuietly(lockFile);
    }

    private static void delete(Path tree) {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // a rest in the temporary directory harms nobody
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // nothing was written to it
        }
    }
}
