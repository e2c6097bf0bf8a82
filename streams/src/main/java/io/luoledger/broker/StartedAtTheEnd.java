package io.luoledger.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What to do when the process is told to end (Ctrl-C) while something starts: half started it can't be stopped, and left
 * alone it leaves things behind. So the end waits until it has started, and then stops it.
 */
final class StartedAtTheEnd {
    /** A start takes seconds; who is in such a hurry may kill. */
    private static final int PATIENCE_SECONDS = 30;

    private final CompletableFuture<AutoCloseable> outcome = new CompletableFuture<>();
    private final Thread hook = new Thread(this::closeWhenStarted, "stop what is starting");
    private final boolean ending;

    StartedAtTheEnd() {
        ending = !registered(hook);
        if (ending) {
            waitForTheEnd();
        }
    }

    /** From now on somebody else sees to it. Doesn't return when the process is ending. */
    void started(AutoCloseable what) {
        outcome.complete(what);
        if (!withdrawn()) {
            waitForTheEnd();
        }
    }

    /** Closes what there was. Doesn't return when the process is ending: that is why it failed. */
    void failed(AutoCloseable what) {
        boolean ends = !withdrawn();
        if (ends) {
            outcome.complete(what);
            waitForTheEnd();
        }
        close(what);
    }

    private static boolean registered(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private boolean withdrawn() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private void closeWhenStarted() {
        try {
            close(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            // it ends as if it were killed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            System.err.println("luo-ledger: while stopping: " + e.getMessage());
        }
    }

    /** The process ends while this waits: there is nothing more to do, and nothing more to say. */
    private static void waitForTheEnd() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                // the end comes all the same
            }
        }
    }
}
