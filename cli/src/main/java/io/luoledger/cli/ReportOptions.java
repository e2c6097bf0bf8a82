package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.core.Ledger;
import io.luoledger.engine.PublishedReport;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.LedgerPass;
import io.luoledger.publish.LedgerReader;
import io.luoledger.replay.Replay;
import io.luoledger.report.LedgerReport;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.stats.StatsKey;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/**
 * Where {@code updates} and {@code findings} have their answer from: of a cluster alone from what its stream processors
 * published, which takes no replay; of files, and of a cluster behind them, from a replay.
 */
final class ReportOptions {
    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final PublishedBy processors = new PublishedBy();

    KafkaOptions kafka() {
        return kafka;
    }

    /**
     * What was answered.
     *
     * @param where the answer comes from, and how far it goes
     * @param pass over the files, with what couldn't be read of them
     * @param published whether stream processors gave it, which don't tell what is open where the log ends
     * @param waiting records of the ledger that it doesn't know of yet; empty when nobody knows how many
     */
    record Answer(LedgerReport report, String where, LedgerPass pass, boolean published, OptionalLong waiting) {
        /** Whether it is about all of the ledger: only then is what it doesn't tell not there. */
        boolean whole() {
            return waiting.isPresent() && waiting.getAsLong() == 0;
        }

        /** {@code "waiting"}: records that the stream processors have still to read, null when nobody knows. */
        void writeWaiting(JsonGenerator out) throws IOException {
            if (!published) {
                return;
            }
            out.writeFieldName("waiting");
            if (waiting.isPresent()) {
                out.writeNumber(waiting.getAsLong());
            } else {
                out.writeNull();
            }
        }

        /** Says for people what stands in no such answer. */
        void printLimits(PrintWriter out) {
            if (published) {
                out.println(
                        "not among them: what is open where the ledger ends, such as what was never retrieved, and the latest"
                                + " files of an update that isn't finished, whose summary trails; luo-ledger replay tells"
                                + " them");
            }
        }
    }

    /**
     * Reads it all.
     *
     * @param host only this one; null for all. Throws UsageException where there is no such host
     */
    Answer read(List<String> files, @Nullable String host, PrintWriter err) {
        return files.isEmpty() ? published(host, err) : replayed(files, host, err);
    }

    private Answer replayed(List<String> files, @Nullable String host, PrintWriter err) {
        Replay replay = new Replay(
                new Ledger(),
                SimulatedReader.gate(),
                List.of(),
                StatsKey.DEFAULT_WINDOW_MICROS,
                host,
                null,
                host == null ? Runtime.getRuntime().availableProcessors() : 1);
        LedgerPass pass = new LedgerPass();
        LedgerPass.Sink sink = new ReplaySink(replay);
        files.forEach(file -> pass.file(file, sink));
        if (kafka.given()) {
            LogOptions.cluster(kafka, pass, host, err, sink);
        }
        Warnings.leftOut(err, pass.leftOut());
        Warnings.notCompared(err, replay);
        String where = LogOptions.names(files, kafka.given(), kafka);
        if (host != null && replay.events() == 0) {
            pass.requireWhole();
            throw new UsageException(where + ": no event of host " + host);
        }
        return new Answer(replay.report(), where, pass, false, OptionalLong.of(0));
    }

    private Answer published(@Nullable String host, PrintWriter err) {
        try (Cluster cluster = Cluster.existing(kafka, err)) {
            String name = "the cluster at " + cluster.client().bootstrapServers();
            PublishedReport published = PublishedReport.read(cluster.client(), processors.id());
            requireProcessors(published, name);
            published.unread().forEach(place -> Warnings.say(err, "left out " + place));
            LedgerReport report = new LedgerReport(published.updates(), published.findings());
            if (host != null && !report.knowsHost(host)) {
                requireHost(cluster, name, host);
            }
            return new Answer(
                    report,
                    name + ", " + Topics.UPDATES.name() + " and " + Topics.FINDINGS.name()
                            + processors.reach(err, published.waiting()),
                    new LedgerPass(),
                    true,
                    published.waiting());
        }
    }

    private void requireProcessors(PublishedReport published, String name) {
        if (published.waiting().isEmpty()
                && published.updates().isEmpty()
                && published.findings().isEmpty()) {
            throw new UnreadableInputException(
                    name + ": no stream processors of application id " + processors.id()
                            + " have worked on the ledger; expected a serve or stream that runs, or `luo-ledger replay`, which needs none");
        }
    }

    private static void requireHost(Cluster cluster, String name, String host) {
        try (LedgerReader reader = new LedgerReader(cluster.client())) {
            if (!reader.publishedHeads().containsKey(host)) {
                throw new UsageException(name + ": no event of host " + host);
            }
        }
    }
}
