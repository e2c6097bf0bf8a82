package io.luoledger.bench;

import io.luoledger.core.Ledger;
import io.luoledger.proof.LogPosition;
import io.luoledger.proof.LogVerifier;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.stats.StatsKey;
import io.luoledger.wire.LogFileReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.specific.SpecificDatumReader;

/** What is done to a log file, beside Avro's bare decode of it into generated classes, on one core. */
final class LogRows {
    private LogRows() {}

    static List<Row> rows() {
        return List.of(
                new Row.Ratio(
                        "replay",
                        "replay of a log file, on one core / Avro's bare decode of it",
                        Row.Bound.AT_LEAST,
                        Row.Clock.CPU,
                        0.3,
                        0.2,
                        setting -> beside(setting, log -> replay(log, 1))),
                new Row.Ratio(
                        "replay-all-cores",
                        "the same on all cores",
                        Row.Bound.AT_LEAST,
                        Row.Clock.WALL,
                        0.5,
                        0.3,
                        setting -> beside(
                                setting, log -> replay(log, Runtime.getRuntime().availableProcessors()))),
                new Row.Ratio(
                        "verify",
                        "verification of a log file / Avro's bare decode of it",
                        Row.Bound.AT_LEAST,
                        Row.Clock.CPU,
                        0.6,
                        0.4,
                        setting -> beside(setting, LogRows::verify)));
    }

    @FunctionalInterface
    private interface Reading {
        long events(byte[] log) throws IOException;
    }

    private static Contest beside(Setting setting, Reading ours) {
        // who makes an event with the codec has Avro's limits and trusted classes set up
        byte[] log = Input.log(Input.sealed(Input.drafts(setting.events())));
        return Contest.of(() -> ours.events(log), () -> decode(log));
    }

    private static long decode(byte[] log) throws IOException {
        try (DataFileStream<io.luoledger.avro.LiveUpdateEvent> stream = new DataFileStream<>(
                new ByteArrayInputStream(log), new SpecificDatumReader<>(io.luoledger.avro.LiveUpdateEvent.class))) {
            long events = 0;
            while (stream.hasNext()) {
                events += stream.next().getSequence() >= 0 ? 1 : 0;
            }
            return events;
        }
    }

    private static long replay(byte[] log, int threads) {
        try (LogFileReader reader = new LogFileReader("bench", new ByteArrayInputStream(log))) {
            if (threads > 1) {
                reader.decodedBy(ForkJoinPool.commonPool());
            }
            Replay replay = new Replay(
                            new Ledger(),
                            SimulatedReader.gate(),
                            List.of(),
                            StatsKey.DEFAULT_WINDOW_MICROS,
                            null,
                            null,
                            threads)
                    .run(reader);
            require(!replay.digest().isEmpty(), "a replay without a digest");
            return replay.events();
        }
    }

    private static long verify(byte[] log) {
        LogVerifier verifier = new LogVerifier();
        verifier.begin("bench");
        try (LogFileReader reader = new LogFileReader("bench", new ByteArrayInputStream(log))) {
            while (reader.hasNext()) {
                verifier.accept(reader.next(), LogPosition.inFile("bench", reader.read()));
            }
        }
        verifier.end();
        require(verifier.flaws().isEmpty(), "a log of this program's own has flaws");
        return verifier.events();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
