package io.luoledger.cli;

import io.luoledger.ledger.Topics;
import io.luoledger.publish.WriterSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command puts its events: {@code -o FILE}, else a cluster. */
final class TargetOptions {
    private static final int MAX_PARTITIONS = 1000;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write an Avro log file instead of publishing; - is standard output.")
    private @Nullable Path output;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final WriterOptions writer = new WriterOptions();

    /** Whether a place was named: a file, a cluster or a data directory. */
    boolean given() {
        return output != null || kafka.given();
    }

    /** The log file that was named, unless it is standard output. */
    @Nullable
    Path file() {
        return isStandardOutput() ? null : output;
    }

    /** Whether events go to standard output, which leaves no room for a report there. */
    boolean isStandardOutput() {
        return output != null && output.toString().equals("-");
    }

    /** Finds out early whether -o may be written. Names of files that the command reads are as they were given. */
    void require(Collection<String> read) {
        if (output != null) {
            force.require(output, read);
        }
    }

    /**
     * Opens the target. Events go to the terminal's user only through err.
     *
     * @param read files that the command reads, as they were named
     */
    LedgerTarget open(Collection<String> read, PrintWriter err) {
        if (output == null) {
            return writer.open(kafka, err);
        }
        if (kafka.given()) {
            throw new UsageException("-o writes a file and --bootstrap-server or --data publish; expected one of them");
        }
        return new FileTarget(force.create(output, read));
    }

    /** How to publish. */
    static final class WriterOptions {
        @Option(
                names = "--partitions",
                paramLabel = "N",
                defaultValue = "" + Topics.DEFAULT_PARTITIONS,
                description = "Partitions of topics that have to be made first. Default: ${DEFAULT-VALUE}.")
        private int partitions;

        @Option(
                names = "--writer",
                paramLabel = "NAME",
                defaultValue = WriterSettings.DEFAULT_NAME,
                description = "Name of this writer: a second one of the same name shuts out the first; writers of other"
                        + " names may work beside it on other hosts. Default: ${DEFAULT-VALUE}.")
        private String name = WriterSettings.DEFAULT_NAME;

        KafkaTarget open(KafkaOptions kafka, PrintWriter err) {
            return open(kafka, err, -1);
        }

        KafkaTarget open(KafkaOptions kafka, PrintWriter err, long total) {
            if (partitions < 1 || partitions > MAX_PARTITIONS) {
                throw new UsageException("--partitions takes 1 to 1000, not " + partitions);
            }
            WriterSettings settings;
            try {
                settings = WriterSettings.defaults().withName(name).withTimeout(kafka.timeout());
            } catch (IllegalArgumentException e) {
                throw new UsageException(String.valueOf(e.getMessage()));
            }
            Cluster cluster = Cluster.open(kafka, err);
            try {
                cluster.prepareTopics(partitions, err);
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
            return new KafkaTarget(cluster, settings, ProgressLine.events("publishing", total));
        }
    }
}
