package io.luoledger.engine;

import io.luoledger.files.DiskSpace;
import java.util.regex.Pattern;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** The stores on this machine's disk: copies of what the changelogs on the cluster hold. */
final class LocalStores {
    /** How RocksDB says that somebody else has the store. It speaks of blocks, too. */
    private static final Pattern IN_USE = Pattern.compile("\\blocks?\\b");

    private LocalStores() {}

    /**
     * Whether it happened because a store's files aren't what was written: then nothing is lost with them. A disk that is full,
     * or a store that another process has, is no damage.
     */
    static boolean areDamaged(@Nullable Throwable problem) {
        boolean ofStates = false;
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            ofStates |= cause instanceof ProcessorStateException;
            if (ofStates && cause instanceof RocksDBException damage) {
                return !DiskSpace.isFull(problem)
                        && !IN_USE.matcher(String.valueOf(damage.getMessage())).find();
            }
        }
        return false;
    }
}
