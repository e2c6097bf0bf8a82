package io.luoledger.soak;

import io.luoledger.publish.ClientSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.config.ConfigResource;

/**
 * A fleet's load on two real processes for as long as one likes, and what they take meanwhile, seen from outside:
 * {@code serve} (broker and processors) and {@code stream} (a second instance, which shares the work). The load is made in
 * this process, a {@link Load} every ten seconds; {@code archive --trim} is run every five minutes.
 *
 * <p>Life: {@link #start}, {@link #run} for some minutes, {@link #finish}: no more load, until everything is processed; then
 * {@link #close}. What came of it is {@link Series}, {@link Plot} and {@link Verdict}.
 */
final class Soak implements AutoCloseable {
    private static final Duration LOAD = Duration.ofSeconds(10);
    private static final Duration SAMPLE = Duration.ofSeconds(15);
    /** Of samples, each so many-th comes after a collection of all garbage. */
    private static final int COLLECT = 4;
    /** Of waves, after each so many-th the ledger is archived and trimmed. */
    private static final int ARCHIVE = 30;

    private static final int SERVE_HEAP_MIB = 384;
    private static final int STREAM_HEAP_MIB = 256;
    private static final double BYTES_OF_A_MIB = 1024 * 1024;
    private static final double NANOS_OF_A_MINUTE = 60e9;

    private static final Pattern SERVES = Pattern.compile("serves on (\\S+),");
    private static final Pattern ANSWERS = Pattern.compile("metrics on (\\S+)");
    private static final String CHANGELOG = "-changelog";

    private final String launcher;
    private final Path directory;
    private final Series series = new Series();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Running> running = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final Load load;
    private final long begun;
    private long samples;
    private double heap = Double.NaN;

    private Soak(String launcher, Path directory) throws Exception {
        this.launcher = launcher;
        this.directory = directory;
        Running serve = start("serve", SERVE_HEAP_MIB, "serve", "--data", data());
        String address = serve.awaitSaid(SERVES);
        answers.add(serve.awaitSaid(ANSWERS));
        Running stream = start(
                "stream",
                STREAM_HEAP_MIB,
                "stream",
                "--bootstrap-server",
                address,
                "--state-dir",
                directory.resolve("state").toString());
        answers.add(stream.awaitSaid(ANSWERS));
        load = new Load(ClientSettings.of(address), LOAD);
        // the topics of the processors' own are there once they have worked
        load.wave();
        awaitProcessed();
        shortSegments(address);
        begun = System.nanoTime();
    }

    /** @param launcher of the command */
    static Soak start(String launcher, Path directory) throws Exception {
        return new Soak(launcher, directory);
    }

    private Running start(String name, int heapMib, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(words));
        Running started = Running.start(name, command, directory, heapMib);
        running.add(started);
        return started;
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /**
     * A topic gives back what is compacted, or trimmed, by whole segments that are closed. With those of a product that runs
     * for months an hour would show nothing but growth: here a segment is the smallest that Kafka allows, and what says that
     * a key is gone is kept for minutes instead of a day.
     */
    private static void shortSegments(String address) throws Exception {
        try (Admin admin = Admin.create(ClientSettings.of(address).base())) {
            List<AlterConfigOp> small = List.of(
                    set("segment.bytes", 1024 * 1024),
                    set("delete.retention.ms", Duration.ofMinutes(5).toMillis()));
            Map<ConfigResource, Collection<AlterConfigOp>> all = new LinkedHashMap<>();
            for (String topic : admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get()) {
                all.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), small);
            }
            admin.incrementalAlterConfigs(all).all().get();
        }
    }

    private static AlterConfigOp set(String name, long value) {
        return new AlterConfigOp(new ConfigEntry(name, String.valueOf(value)), AlterConfigOp.OpType.SET);
    }

    /** Loads and looks for so long. */
    void run(Duration time) throws Exception {
        try (ScheduledExecutorService workers = Executors.newScheduledThreadPool(2)) {
            ScheduledFuture<?> loading = workers.scheduleAtFixedRate(
                    () -> unchecked(this::loadAndTrim), 0, LOAD.toMillis(), TimeUnit.MILLISECONDS);
            ScheduledFuture<?> looking = workers.scheduleAtFixedRate(
                    () -> unchecked(this::sample), 0, SAMPLE.toMillis(), TimeUnit.MILLISECONDS);
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                // what ends early has failed, and says why
                for (ScheduledFuture<?> one : List.of(loading, looking)) {
                    if (one.isDone()) {
                        one.get();
                    }
                }
                TimeUnit.SECONDS.sleep(1);
            }
            loading.cancel(false);
            looking.cancel(false);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void loadAndTrim() throws Exception {
        wave();
        if (load.waves() % ARCHIVE == 0) {
            command("archive", "-o", archive(), "--trim", "--data", data());
        }
    }

    /** Not while somebody looks: of a writer in mid-wave a sample would tell how busy the machine is. */
    private synchronized void wave() {
        load.wave();
    }

    private String archive() {
        return directory.resolve("archive").toString();
    }

    /** Runs a command that has to succeed; what it said. */
    private String command(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", words) + ": " + said);
        }
        return said;
    }

    private synchronized void sample() throws Exception {
        if (samples++ % COLLECT == 0) {
            for (Running one : running) {
                one.collect();
            }
            System.gc();
            heap = (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / BYTES_OF_A_MIB;
        }
        Map<String, Double> row = new LinkedHashMap<>();
        row.put(Series.MINUTE, (System.nanoTime() - begun) / NANOS_OF_A_MINUTE);
        for (Running one : running) {
            one.sample(row);
        }
        Taken.by("writer", ProcessHandle.current().pid(), row);
        row.put("writer" + Taken.HEAP, heap);
        disk(row);
        row.put("events_written", (double) load.events());
        row.put("events_processed", metric("luoledger_events_total"));
        row.put("lag_records", metric("luoledger_lag_records"));
        row.put("dead_letters", metric("luoledger_dead_letters_total"));
        row.put("threads_replaced", metric("luoledger_threads_replaced_total"));
        series.add(row);
    }

    private void disk(Map<String, Double> row) throws IOException {
        Map<String, Double> own = new TreeMap<>();
        double changelogs = 0;
        double internal = 0;
        for (Map.Entry<String, Double> topic :
                Disk.topics(Path.of(data(), "broker")).entrySet()) {
            if (topic.getKey().endsWith(CHANGELOG)) {
                changelogs += topic.getValue();
            } else if (topic.getKey().startsWith("__")) {
                internal += topic.getValue();
            } else {
                own.put(topic.getKey(), topic.getValue());
            }
        }
        row.put("stores_mib", Disk.all(Path.of(data(), "streams")) + Disk.all(directory.resolve("state")));
        for (String topic : List.of("events", "heads", "view", "findings", "updates", "stats")) {
            row.put("topic_" + topic + "_mib", own.getOrDefault("luo." + topic, 0.0));
        }
        row.put("topics_changelogs_mib", changelogs);
        row.put("topics_internal_mib", internal);
        row.put("archive_mib", Files.isDirectory(Path.of(archive())) ? Disk.all(Path.of(archive())) : 0);
    }

    /** The sum of a metric over its labels and both instances. */
    private double metric(String name) throws Exception {
        double sum = 0;
        for (String address : answers) {
            String text = http.send(
                            HttpRequest.newBuilder(URI.create(address + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            sum += text.lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
        return sum;
    }

    private void awaitProcessed() throws Exception {
        long deadline = System.nanoTime() + Running.PATIENCE.toNanos();
        while (metric("luoledger_events_total") < load.events()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        metric("luoledger_events_total") + " of " + load.events() + " events processed in time");
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** Waits until all is processed; then what was archived and what is on the cluster have to be one whole log. */
    void finish(Path memory) throws Exception {
        awaitProcessed();
        sample();
        StringBuilder told = new StringBuilder();
        for (Running one : running) {
            told.append(one.memory());
        }
        Files.writeString(memory, told);
        command("archive", "-o", archive(), "--data", data());
        List<String> words = new ArrayList<>(List.of("verify"));
        try (Stream<Path> parts = Files.list(Path.of(archive()))) {
            parts.map(Path::toString)
                    .filter(part -> part.endsWith(".avro"))
                    .sorted()
                    .forEach(words::add);
        }
        System.out.println(command(words.toArray(String[]::new)));
    }

    Series series() {
        return series;
    }

    @Override
    public void close() {
        for (Running one : running.reversed()) {
            one.close();
        }
    }

    private static Plot plot(Series series) {
        Plot plot = new Plot(series);
        plot.panel(
                "heap in use after a full collection, MiB",
                List.of("serve_heap_mib", "stream_heap_mib", "writer_heap_mib"));
        plot.panel("memory held (RSS), MiB", List.of("serve_rss_mib", "stream_rss_mib", "writer_rss_mib"));
        plot.panel("threads", List.of("serve_threads", "stream_threads", "writer_threads"));
        plot.panel("open files", List.of("serve_files", "stream_files", "writer_files"));
        plot.panel("stores of both instances, MiB", List.of("stores_mib"));
        plot.panel(
                "topics that are trimmed or compacted, MiB",
                List.of(
                        "topic_events_mib",
                        "topic_heads_mib",
                        "topic_view_mib",
                        "topics_changelogs_mib",
                        "topics_internal_mib"));
        plot.panel("what is kept, MiB", List.of("archive_mib", "topic_findings_mib", "topic_updates_mib"));
        plot.panel("events not processed yet", List.of("lag_records"));
        return plot;
    }

    /** Arguments: the launcher, minutes, a directory for table and picture. Exit 1 where something grew that mustn't. */
    public static void main(String[] arguments) throws Exception {
        String launcher = Path.of(arguments[0]).toRealPath().toString();
        Duration time = Duration.ofMinutes(Long.parseLong(arguments[1]));
        Path out = Files.createDirectories(Path.of(arguments[2]));
        Path directory = Files.createTempDirectory("luo-ledger-soak-");
        Verdict verdict;
        try (Soak soak = start(launcher, directory)) {
            try {
                soak.run(time);
                soak.finish(out.resolve("soak-memory.txt"));
            } finally {
                Files.writeString(out.resolve("soak.csv"), soak.series().csv());
                Files.writeString(out.resolve("soak.svg"), plot(soak.series()).svg());
            }
            verdict = Verdict.of(soak.series());
        } finally {
            delete(directory);
        }
        System.out.print(verdict.text());
        System.out.println("soak.csv, soak.svg and soak-memory.txt are in " + out);
        System.exit(verdict.grew() ? 1 : 0);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
