package io.luoledger.cli;

import io.luoledger.broker.TestDrafts;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.proof.LogVerifier;
import io.luoledger.proof.Place;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.timeline.Timeline;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.LogFileWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * What verify, replay and the timeline cost, as ratios to Avro's bare decode of the same file in the same run. Run by hand:
 * {@code ProofBenchmark [hosts] [files per host]}. Nothing is asserted: machines differ.
 */
public final class ProofBenchmark {
    private static final int ROUNDS = 5;

    /** Keeps the work from being optimised away. */
    private static long sink;

    private ProofBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int hosts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2000;
        int files = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        Path log = Files.createTempFile("luo-ledger-benchmark-", ".avro");
        try {
            long events = write(log, hosts, files);
            System.out.printf(
                    Locale.ROOT,
                    "%d events of %d hosts, %d bytes (%.1f each)%n",
                    events,
                    hosts,
                    Files.size(log),
                    Files.size(log) / (double) events);
            Map<String, ToLongFunction<Path>> tasks = new java.util.LinkedHashMap<>();
            tasks.put("bare Avro decode", ProofBenchmark::decode);
            tasks.put("read with content digests", ProofBenchmark::read);
            tasks.put("verify", ProofBenchmark::verify);
            tasks.put("replay", ProofBenchmark::replay);
            tasks.put("timeline", ProofBenchmark::timeline);
            Map<String, Long> best = new HashMap<>();
            // round by round, so that a busy machine is busy for all of them; the first round warms up
            for (int round = 0; round <= ROUNDS; round++) {
                for (Map.Entry<String, ToLongFunction<Path>> task : tasks.entrySet()) {
                    long begun = System.nanoTime();
                    sink += task.getValue().applyAsLong(log);
                    long nanos = System.nanoTime() - begun;
                    if (round > 0) {
                        best.merge(task.getKey(), nanos, Math::min);
                    }
                }
            }
            if (sink == 0) {
                throw new IllegalStateException("nothing was read");
            }
            long bare = best.getOrDefault("bare Avro decode", 1L);
            for (String task : tasks.keySet()) {
                long nanos = best.getOrDefault(task, 1L);
                System.out.printf(
                        Locale.ROOT,
                        "%-26s %8.0f events/s  %5.2f of bare decode%n",
                        task,
                        events * 1e9 / nanos,
                        bare / (double) nanos);
            }
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static long write(Path log, int hosts, int files) throws IOException {
        EventCodec codec = new EventCodec();
        long events = 0;
        try (LogFileWriter writer = new LogFileWriter(Files.newOutputStream(log))) {
            List<List<Draft>> drafts = new ArrayList<>();
            List<LedgerHead> heads = new ArrayList<>();
            // so many hosts at a time are mixed
            for (int first = 0; first < hosts; first += 100) {
                drafts.clear();
                heads.clear();
                for (int host = first; host < Math.min(hosts, first + 100); host++) {
                    drafts.add(TestDrafts.liveUpdate("host-" + host, files));
                    heads.add(LedgerHead.EMPTY);
                }
                for (int i = 0; i < drafts.getFirst().size(); i++) {
                    for (int host = 0; host < drafts.size(); host++) {
                        LiveUpdateEvent event =
                                codec.seal(heads.get(host), drafts.get(host).get(i));
                        heads.set(host, LedgerHead.after(event));
                        writer.append(event);
                        events++;
                    }
                }
            }
        }
        return events;
    }

    private static long decode(Path log) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(log));
                DataFileStream<io.luoledger.avro.LiveUpdateEvent> stream =
                        new DataFileStream<>(in, new SpecificDatumReader<>(io.luoledger.avro.LiveUpdateEvent.class))) {
            long sum = 0;
            while (stream.hasNext()) {
                sum += stream.next().getSequence();
            }
            return sum;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long read(Path log) {
        try (LogFileReader reader = LogInput.open(log.toString())) {
            long sum = 0;
            while (reader.hasNext()) {
                sum += reader.next().event().sequence();
            }
            return sum;
        }
    }

    private static long verify(Path log) {
        LogVerifier verifier = new LogVerifier();
        verifier.begin("log");
        try (LogFileReader reader = LogInput.open(log.toString())) {
            while (reader.hasNext()) {
                verifier.accept(reader.next(), Place.inFile("log", reader.read()));
            }
        }
        verifier.end();
        if (!verifier.flaws().isEmpty()) {
            throw new IllegalStateException(verifier.flaws().toString());
        }
        return verifier.events();
    }

    private static long replay(Path log) {
        try (LogFileReader reader = LogInput.open(log.toString())) {
            return new Replay(SimulatedReader.gate()).run(reader).digest().hashCode();
        }
    }

    private static long timeline(Path log) {
        Timeline timeline = new Timeline(OutputStream.nullOutputStream(), 0);
        try (LogFileReader reader = LogInput.open(log.toString())) {
            while (reader.hasNext()) {
                timeline.accept(reader.next().event());
            }
        }
        timeline.end();
        return timeline.hosts();
    }
}
