package io.luoledger.cli;

import io.luoledger.wire.ClusterException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what a long-running command holds, the youngest first, exactly once: at the command's end or on Ctrl-C,
 * whichever comes first. Processors have to stop before the broker that they work on.
 */
final class ShutdownOrder implements AutoCloseable {
    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private boolean ending;
    private final Thread hook = new Thread(this::closeAll, "luo-ledger shutdown");

    ShutdownOrder() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Throws {@link ClusterException} when it is too late: then it is closed already. */
    synchronized <T extends AutoCloseable> T hold(T closeable) {
        held.push(closeable);
        if (ending) {
            closeAll();
            throw new ClusterException("ended while it was starting");
        }
        return closeable;
    }

    private synchronized void closeAll() {
        ending = true;
        while (!held.isEmpty()) {
            AutoCloseable youngest = held.pop();
            try {
                youngest.close();
            } catch (Exception e) {
                System.err.println("luo-ledger: while stopping: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already
        }
    }
}
