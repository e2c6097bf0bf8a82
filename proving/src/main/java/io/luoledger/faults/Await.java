package io.luoledger.faults;

import io.luoledger.cluster.HarnessException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what has to happen. */
final class Await {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(100);

    /** The product didn't come to what it promises: it hangs, or isn't there. */
    static final class HungException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HungException(String message) {
            super(message);
        }
    }

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new HungException("waited " + PATIENCE.toSeconds() + " s for " + what);
            }
            pause(POLL);
        }
    }

    /** Lets time pass: what breaks is left broken for a while. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted", e);
        }
    }
}
