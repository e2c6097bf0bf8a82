package io.luoledger.files;

import io.luoledger.wire.UnwritableOutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words for a disk that is full, whoever found it so: this program, Kafka or its stores. */
public final class DiskSpace {
    /** What the operating system calls it; everything between it and here passes that on. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    /** A disk with less than this is full for everybody who writes more than a few words. Unit: bytes. */
    private static final long NEXT_TO_NOTHING = 1024 * 1024;

    private static final long MIB = 1024 * 1024;

    private DiskSpace() {}

    /** Whether it happened because a disk is full. */
    public static boolean isFull(@Nullable Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (FULL.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    /** Whether next to nothing can be written to the disk of this directory any more. */
    public static boolean isGone(Path directory) {
        return usable(directory) < NEXT_TO_NOTHING;
    }

    /** "no space left on DIR". */
    public static String left(Path directory) {
        return "no space left on " + directory;
    }

    /** Throws when there are fewer bytes left: what begins on a full disk breaks in the middle. */
    public static void require(Path directory, long bytes) {
        long usable = usable(directory);
        if (usable < bytes) {
            throw new UnwritableOutputException(
                    left(directory) + ": " + usable / MIB + " MiB are free, expected at least " + bytes / MIB + " MiB");
        }
    }

    private static long usable(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            // nobody knows: then nothing is said of it
            return Long.MAX_VALUE;
        }
    }
}
