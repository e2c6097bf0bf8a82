package io.luoledger.cli;

import io.luoledger.cli.TargetOptions.WriterOptions;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.files.FileHold;
import io.luoledger.files.InputFile;
import io.luoledger.files.LogInput;
import io.luoledger.files.OutputFile;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.RecordedEvent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where somebody who tells one thing of a host tells it: at the end of its log file, or of its ledger on a cluster. */
final class AppendOptions {
    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Append to this log file instead of a cluster's ledger; it is replaced when it is complete.")
    private @Nullable Path log;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final WriterOptions writer = new WriterOptions();

    /** Life: hears the host's events in the order of its ledger, then says what is to be appended. */
    interface Author {
        void accept(RecordedEvent event);

        /**
         * The event to append, empty when it is there already.
         *
         * @param where the ledger is, for messages
         */
        Optional<Draft> draft(String where);

        /** What two who do it at the same time do to the host, for messages. */
        String deed();
    }

    /**
     * What became of it.
     *
     * @param sequence of the event that was appended, -1 when it was there already
     * @param where the ledger is, for messages
     * @param client of the cluster, null for a file
     */
    record Appended(long sequence, String where, @Nullable ClientSettings client) {}

    /** Refuses two places, and one that can't be replaced. */
    void check() {
        if (log != null && kafka.given()) {
            throw new UsageException(
                    "--log names a file and --bootstrap-server or --data a cluster; expected one of them");
        }
        if (log != null && LogInput.isStandardInput(log.toString())) {
            throw new UsageException("--log takes a file that can be replaced, not standard input");
        }
    }

    /**
     * Reads the host's ledger and appends to it.
     *
     * @param mayBeNew whether the host may have no ledger yet
     * @param told hears what became of it, as long as the cluster is still open
     */
    void append(String host, boolean mayBeNew, Author author, PrintWriter err, Consumer<Appended> told) {
        if (log != null) {
            inFile(log, host, author, told);
        } else {
            onCluster(host, mayBeNew, author, err, told);
        }
    }

    @SuppressWarnings("try") // the file is held, no more
    private static void inFile(Path file, String host, Author author, Consumer<Appended> told) {
        LedgerHead head = LedgerHead.EMPTY;
        InputFile.require(file.toString(), "a log file");
        try (FileHold ignored = FileHold.of(file);
                LogFileReader reader = LogInput.open(file.toString());
                OutputFile output = OutputFile.replacing(file)) {
            LogFileWriter events = output.log();
            while (reader.hasNext()) {
                RecordedEvent event = reader.next();
                output.guarded(() -> events.append(event));
                author.accept(event);
                if (event.event().host().equals(host) && event.event().sequence() >= head.nextSequence()) {
                    head = LedgerHead.after(event.event());
                }
            }
            Optional<Draft> draft = author.draft(file.toString());
            if (draft.isEmpty()) {
                told.accept(new Appended(-1, file.toString(), null));
                return;
            }
            LiveUpdateEvent sealed = new EventCodec().seal(head, draft.get());
            output.guarded(() -> events.append(sealed));
            output.guarded(events::close);
            output.complete();
            told.accept(new Appended(sealed.sequence(), file.toString(), null));
        }
    }

    private void onCluster(String host, boolean mayBeNew, Author author, PrintWriter err, Consumer<Appended> told) {
        if (!mayBeNew) {
            Cluster.requireLedger(kafka);
        }
        // the writer first: it shuts out an older one of its name, and notices what others append from here on
        try (KafkaTarget cluster = writer.open(kafka, err)) {
            try (LedgerReader reader = new LedgerReader(cluster.client())) {
                reader.snapshot(Optional.of(host), entry -> {
                    switch (entry) {
                        case LedgerReader.Entry.Event event -> author.accept(event.recorded());
                        case LedgerReader.Entry.Unreadable other ->
                            Warnings.say(
                                    err,
                                    "left out partition " + other.partition() + ", offset " + other.offset() + ": "
                                            + other.reason());
                    }
                    return true;
                });
            }
            Optional<Draft> draft = author.draft(cluster.name());
            if (draft.isEmpty()) {
                told.accept(new Appended(-1, cluster.name(), cluster.client()));
                return;
            }
            cluster.append(draft.get());
            Long sequence = cluster.complete().lastSequences().get(host);
            if (sequence == null) {
                throw new ClusterException(cluster.name() + ": host " + host + " was " + author.deed()
                        + " by another writer at the same time; run the command again");
            }
            told.accept(new Appended(sequence, cluster.name(), cluster.client()));
        }
    }
}
