package io.luoledger.cluster;

import java.time.Duration;
import java.util.function.Supplier;

/** Questions that nobody answers while something is broken. */
public final class Patience {
    static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private Patience() {}

    /** Asks until there is an answer; throws the last {@link HarnessException} when there is none in minutes. */
    public static <T> T ask(Supplier<T> question) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return question.get();
            } catch (HarnessException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            pause();
        }
    }

    static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted", e);
        }
    }
}
