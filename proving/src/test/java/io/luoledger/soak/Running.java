package io.luoledger.soak;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of the product that works until it is told to stop, as the kernel and its own log of collections show it. */
final class Running implements AutoCloseable {
    /** How long anything may take to start or to stop. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Of a line of the log of collections: what is left after a whole one, in MiB. */
    private static final Pattern LEFT = Pattern.compile("Pause Full .*->(\\d+)M\\(");

    private final String name;
    private final Process process;
    private final Path said;
    private final Path collections;

    private Running(String name, Process process, Path said, Path collections) {
        this.name = name;
        this.process = process;
        this.said = said;
        this.collections = collections;
    }

    /**
     * Starts it, with a heap of one size that is touched at once: what else grows in memory shows.
     *
     * @param command the launcher and its words
     */
    static Running start(String name, List<String> command, Path directory, int heapMib) throws IOException {
        Path said = directory.resolve(name + ".txt");
        Path collections = directory.resolve(name + ".gc");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment()
                .put(
                        "LUO_LEDGER_JAVA_OPTS",
                        "-Xms%1$dm -Xmx%1$dm -XX:+AlwaysPreTouch -XX:NativeMemoryTracking=summary -Xlog:gc:file=%2$s"
                                .formatted(heapMib, collections));
        return new Running(name, builder.start(), said, collections);
    }

    /** What the process says, once it has said this; the first group of it. */
    String awaitSaid(Pattern pattern) throws IOException {
        await(name + " to say \"" + pattern + "\"")
                .atMost(PATIENCE)
                .until(() -> said(pattern).isPresent() || !process.isAlive());
        return said(pattern)
                .orElseThrow(() ->
                        new IllegalStateException(name + " ended and never said \"" + pattern + "\": see " + said));
    }

    private Optional<String> said(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(said)).results().findFirst().map(found -> found.group(1));
    }

    /** Collects all of its garbage, so that what is left afterwards is in use. */
    void collect() throws IOException, InterruptedException {
        ask("GC.run");
    }

    /** What the JVM knows of its own memory, by who took it. */
    String memory() throws IOException, InterruptedException {
        return ask("VM.native_memory", "summary", "scale=MB");
    }

    private String ask(String... question) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(process.pid())));
        command.addAll(List.of(question));
        Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IllegalStateException(name + ": " + String.join(" ", command) + ": " + answer);
        }
        return answer;
    }

    /** Adds what it takes now to a row. */
    void sample(Map<String, Double> row) throws IOException {
        requireAlive();
        Taken.by(name, process.pid(), row);
        row.put(name + Taken.HEAP, heap());
    }

    private double heap() throws IOException {
        double left = Double.NaN;
        for (String line : Files.readAllLines(collections)) {
            Matcher found = LEFT.matcher(line);
            if (found.find()) {
                left = Double.parseDouble(found.group(1));
            }
        }
        return left;
    }

    private void requireAlive() {
        if (!process.isAlive()) {
            try {
                throw new IllegalStateException(
                        name + " ended with " + process.exitValue() + ": " + Files.readString(said));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Stops it as Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
