package io.luoledger.bench;

import io.luoledger.event.LiveUpdateEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What a user waits for a command, beside a JVM that says hello. */
final class StartRows {
    private static final int STARTS = 3;
    private static final int EVENTS_OF_THE_HOST = 100;

    private StartRows() {}

    /** The words of a command that may read a host's log. */
    @FunctionalInterface
    private interface Words {
        List<String> of(String host, Path log);
    }

    static List<Row> rows() {
        return List.of(
                row(
                        "start-check",
                        "abi check",
                        2.5,
                        5.5,
                        (host, log) -> List.of("abi", "check", "--from", "7.2", "--to", "7.3", "--quiet")),
                row("start-help", "--help", 4, 8, (host, log) -> List.of("--help")),
                row(
                        "start-preflight",
                        "preflight of a host's log file",
                        4,
                        19,
                        (host, log) -> List.of("preflight", "--host", host, "--log", log.toString(), "--to", "7.3")));
    }

    private static Row row(String id, String about, double reach, double stated, Words words) {
        return new Row.Ratio(
                id,
                "luo-ledger " + about + ", from start to end / a JVM that says hello",
                Row.Bound.AT_MOST,
                Row.Clock.WALL,
                reach,
                stated,
                setting -> new Starts(setting, words));
    }

    private static final class Starts implements Contest {
        private final Path directory;
        private final List<String> ours;
        private final List<String> theirs;

        Starts(Setting setting, Words words) throws IOException, NotHereException {
            if (setting.command().isEmpty()) {
                throw new NotHereException("there is no luo-ledger launcher beside this program");
            }
            directory = Files.createTempDirectory("luo-ledger-bench-");
            List<LiveUpdateEvent> events = Input.sealed(Input.drafts(EVENTS_OF_THE_HOST));
            Path log = Files.write(directory.resolve("host.avro"), Input.log(events));
            ours = new ArrayList<>(setting.command());
            ours.addAll(words.of(events.getFirst().host(), log));
            theirs = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-cp",
                    helloAlone().toString(),
                    Hello.class.getName());
        }

        /** A class path of this one class: to open this program's jar costs a start by itself. */
        private Path helloAlone() throws IOException {
            String file = Hello.class.getName().replace('.', '/') + ".class";
            Path classes = directory.resolve("classes");
            Path target = classes.resolve(file);
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            try (InputStream in = Objects.requireNonNull(Hello.class.getResourceAsStream("/" + file))) {
                Files.copy(in, target);
            }
            return classes;
        }

        @Override
        public Cost ours() throws Exception {
            return Cost.of(() -> starts(ours));
        }

        @Override
        public Cost theirs() throws Exception {
            return Cost.of(() -> starts(theirs));
        }

        private static long starts(List<String> command) throws Exception {
            for (int start = 0; start < STARTS; start++) {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                int code = process.waitFor();
                // 1: something was found, which is an answer
                if (code > 1) {
                    throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
                }
            }
            return STARTS;
        }

        @Override
        public void close() {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
