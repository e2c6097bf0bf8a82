package io.luoledger.cli;

import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls of git, in a repository or in a directory of one's own: no shell, no question to a person, no more time nor output than
 * agreed. In a repository only what reads is called, and only with object names that git gave: a revision of a user's might be
 * taken for an option.
 */
final class Git {
    private static final int MAX_BYTES = 64 << 20;
    private static final int PATIENCE_SECONDS = 120;
    /** One each: they wait for one another by way of git. */
    private static final Executor THREADS =
            task -> Thread.ofPlatform().daemon().name("git").start(task);

    /** What a call gave: its exit code, and as far as they were wanted its standard output and standard error. */
    record Answer(int code, String out, String err) {
        boolean worked() {
            return code == 0;
        }

        /** What git gives as its reason. */
        String reason() {
            return err.isBlank() ? "exit code " + code : err.strip();
        }
    }

    private final List<String> command = new ArrayList<>(List.of("git", "-c", "core.quotePath=false"));
    private final @Nullable Path directory;
    /** Whether the place was named, so that what a git around this program says of its own doesn't count. */
    private final boolean named;

    private final Map<String, String> environment = new LinkedHashMap<>();

    private Git(@Nullable Path directory, boolean named) {
        this.directory = directory;
        this.named = named;
        environment.put("LC_ALL", "C");
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        environment.put("GIT_TERMINAL_PROMPT", "0");
    }

    /** @param repository null for the working directory */
    static Git in(@Nullable Path repository) {
        Git git = new Git(null, repository != null);
        if (repository != null) {
            git.command.addAll(List.of("-C", repository.toString()));
        }
        return git;
    }

    /** In a directory that is no repository: nobody's settings count there, nor a repository around it. */
    static Git apart(Path directory) throws IOException {
        Git git = new Git(directory, true);
        Path parent = directory.toRealPath().getParent();
        git.environment.put("GIT_CEILING_DIRECTORIES", String.valueOf(parent));
        git.environment.put("GIT_CONFIG_NOSYSTEM", "1");
        git.environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        return git;
    }

    /** Whether git would find a repository there: asking it costs a process. */
    static boolean hasRepository(@Nullable Path repository) {
        if (repository == null && System.getenv("GIT_DIR") != null) {
            return true;
        }
        Path here = (repository == null ? Path.of("") : repository).toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git")) || Files.isRegularFile(at.resolve("HEAD"))) {
                return true;
            }
        }
        return false;
    }

    /** The object that a user's revision names; empty when it names none of this sort. */
    Optional<String> resolve(String revision, String sort) {
        Answer answer = run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{" + sort + "}");
        return answer.worked() ? Optional.of(answer.out().strip()) : Optional.empty();
    }

    /** What it prints, of a call that has to work. */
    String need(String input, String... arguments) {
        Answer answer = run(input.getBytes(StandardCharsets.UTF_8), arguments);
        if (!answer.worked()) {
            throw new UnreadableInputException("git " + arguments[0] + ": " + answer.reason());
        }
        return answer.out();
    }

    Answer run(String... arguments) {
        return run(new byte[0], arguments);
    }

    Answer run(byte[] input, String... arguments) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(whole);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        if (named) {
            builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        }
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                return talk(process, input, "git " + arguments[0]);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UnreadableInputException("git can't be run: " + Reason.of(e), e);
        }
    }

    private static Answer talk(Process process, byte[] input, String what) {
        CompletableFuture<byte[]> out =
                CompletableFuture.supplyAsync(() -> read(process.getInputStream(), process), THREADS);
        CompletableFuture<byte[]> err =
                CompletableFuture.supplyAsync(() -> read(process.getErrorStream(), process), THREADS);
        CompletableFuture<Void> in = CompletableFuture.runAsync(() -> write(process.getOutputStream(), input), THREADS);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new UnreadableInputException(what + ": no answer within " + PATIENCE_SECONDS + " s");
            }
            in.join();
            byte[] printed = out.join();
            if (printed.length > MAX_BYTES) {
                throw new UnreadableInputException(what + ": prints more than " + MAX_BYTES + " bytes");
            }
            return new Answer(
                    process.exitValue(),
                    new String(printed, StandardCharsets.UTF_8),
                    new String(err.join(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreadableInputException("interrupted while git was running", e);
        }
    }

    /** No more than a byte beyond the limit, which then ends the process. */
    private static byte[] read(InputStream stream, Process process) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (stream) {
            bytes.writeBytes(stream.readNBytes(MAX_BYTES + 1));
        } catch (IOException ended) {
            // what came until then; the exit code tells
        }
        if (bytes.size() > MAX_BYTES) {
            process.destroyForcibly();
        }
        return bytes.toByteArray();
    }

    private static void write(OutputStream stream, byte[] input) {
        try (stream) {
            stream.write(input);
        } catch (IOException notWanted) {
            // it ended without reading all: the exit code tells
        }
    }
}
