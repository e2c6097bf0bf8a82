package io.luoledger.cli;

import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.LogFileReader;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command will need is made ready by another core while its options are parsed: a start is then as long as the longer
 * of the two. Nobody touches any of it before {@link #await}, so no two threads initialise the same classes from two ends.
 */
final class HeadStart {
    private static final Set<String> READ_LOGS =
            Set.of("preflight", "replay", "verify", "events", "updates", "findings", "diff", "view");
    private static final Set<String> HELP = Set.of("--help", "-h");

    private final @Nullable Thread work;

    private HeadStart(@Nullable Thread work) {
        this.work = work;
    }

    static HeadStart of(String... arguments) {
        if (arguments.length < 2 || Arrays.stream(arguments).anyMatch(HELP::contains)) {
            return new HeadStart(null);
        }
        if (READ_LOGS.contains(arguments[0])) {
            return on(LogFileReader::makeReady);
        }
        return arguments[0].equals("abi") ? on(JsonDocument::makeReady) : new HeadStart(null);
    }

    static HeadStart on(Runnable preparation) {
        return new HeadStart(Thread.ofPlatform().daemon().name("head-start").start(preparation));
    }

    void await() {
        if (work != null) {
            try {
                work.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
