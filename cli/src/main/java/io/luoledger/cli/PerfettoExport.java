package io.luoledger.cli;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.files.LogInput;
import io.luoledger.files.OutputFile;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LeftOut;
import io.luoledger.timeline.Timeline;
import io.luoledger.wire.LogFileReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Log files, or a cluster's ledger, as a Perfetto trace. Reads twice: first, when it all began. */
final class PerfettoExport {
    private static final int BUFFER_BYTES = 1 << 16;

    private final List<String> files;
    private final @Nullable String host;
    private final KafkaOptions kafka;
    private final PrintWriter err;
    private LeftOut leftOut = new LeftOut();
    private long events;
    private long origin;

    PerfettoExport(List<String> files, @Nullable String host, KafkaOptions kafka, PrintWriter err) {
        if (!files.isEmpty() && kafka.given()) {
            throw new UsageException("a log file and a cluster are given; expected one of them");
        }
        if (files.stream().anyMatch(LogInput::isStandardInput)) {
            throw new UsageException("a timeline is made in two passes: expected a file, not standard input");
        }
        this.files = files;
        this.host = host;
        this.kafka = kafka;
        this.err = err;
    }

    /** Returns what was done, for people. */
    String write(ForceOption force, Path output) {
        if (!files.isEmpty()) {
            return write(force, output, this::eachOfTheFiles);
        }
        try (Cluster cluster = Cluster.existing(kafka, err);
                LedgerReader reader = new LedgerReader(cluster.client())) {
            String done = write(force, output, sink -> eachOfTheCluster(reader, sink));
            Warnings.leftOut(err, leftOut);
            return done;
        }
    }

    /** Hands every event to the sink until it wants no more. */
    private interface Pass {
        void read(Predicate<LiveUpdateEvent> sink);
    }

    private String write(ForceOption force, Path output, Pass pass) {
        pass.read(event -> {
            Long wall = event.at().wallMicros();
            origin = wall == null ? 0 : wall;
            return wall == null;
        });
        try (OutputFile file = force.create(output, files)) {
            OutputStream out = new BufferedOutputStream(file.stream(), BUFFER_BYTES);
            Timeline timeline = new Timeline(out, origin);
            file.guarded(() -> {
                pass.read(event -> {
                    if (host == null || host.equals(event.host())) {
                        timeline.accept(event);
                        events++;
                    }
                    return true;
                });
                timeline.end();
                flush(out);
            });
            if (host != null && events == 0) {
                throw new UsageException("no event of host " + host);
            }
            file.complete();
            return "timeline of " + Counts.events(events) + " of " + VerifyReport.hosts(timeline.hosts())
                    + " written to " + file.name() + ": open it in ui.perfetto.dev";
        }
    }

    private static void flush(OutputStream out) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void eachOfTheFiles(Predicate<LiveUpdateEvent> sink) {
        for (String name : files) {
            try (LogFileReader reader = LogInput.open(name)) {
                while (reader.hasNext()) {
                    if (!sink.test(reader.next().event())) {
                        return;
                    }
                }
            }
        }
    }

    private void eachOfTheCluster(LedgerReader reader, Predicate<LiveUpdateEvent> sink) {
        // the last pass is the whole one
        leftOut = new LeftOut();
        reader.snapshot(Optional.ofNullable(host), entry -> switch (entry) {
            case LedgerReader.Entry.Event event -> sink.test(event.recorded().event());
            case LedgerReader.Entry.Unreadable other -> {
                leftOut.add(other);
                yield true;
            }
        });
    }
}
