package io.luoledger.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Shell {
    private static final long PATIENCE_SECONDS = 900;

    /** What came of it, both streams as one text. */
    private record Ended(int code, String text) {}

    private Shell() {}

    /** What it printed; throws {@link HarnessException} with that where it failed. */
    public static String run(String... words) {
        return run(List.of(words));
    }

    public static String run(List<String> words) {
        Ended ended = end(words);
        if (ended.code() != 0) {
            throw new HarnessException(String.join(" ", words) + " failed with " + ended.code() + ": " + ended.text());
        }
        return ended.text();
    }

    /** Whether it ended well. */
    public static boolean succeeds(String... words) {
        try {
            return end(List.of(words)).code() == 0;
        } catch (HarnessException e) {
            return false;
        }
    }

    private static Ended end(List<String> words) {
        Path out = null;
        try {
            out = Files.createTempFile("luo-ledger-shell-", ".out");
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new HarnessException(String.join(" ", words) + " didn't end in " + PATIENCE_SECONDS + " s");
            }
            return new Ended(process.exitValue(), new String(Files.readAllBytes(out), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new HarnessException(String.join(" ", words) + " can't be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted", e);
        } finally {
            delete(out);
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // a rest in the temporary directory harms nobody
        }
    }
}
