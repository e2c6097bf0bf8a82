package io.luoledger.cli;

import io.luoledger.files.LogInput;
import io.luoledger.publish.LedgerPass;
import io.luoledger.publish.LedgerReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Where a log is read from: files, a cluster, or files and then a cluster as one log; without a file the cluster. */
final class LogOptions {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Log files, in the order of their events; - is standard input. Without one: the cluster.")
    private List<String> files = List.of();

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    List<String> files() {
        return files;
    }

    KafkaOptions kafka() {
        return kafka;
    }

    /** Whether a cluster is read, after the files if there are any. */
    boolean withCluster() {
        return files.isEmpty() || kafka.given();
    }

    /** What was read, for messages. */
    String names() {
        return names(files, withCluster(), kafka);
    }

    static String names(List<String> files, boolean withCluster, KafkaOptions kafka) {
        return Stream.concat(
                        files.stream().map(LogInput::name),
                        withCluster ? Stream.of("the cluster " + kafka.name()) : Stream.of())
                .collect(Collectors.joining(", "));
    }

    /**
     * Reads all of it.
     *
     * @param host of the cluster only this one's events; null for all
     */
    void read(LedgerPass pass, @Nullable String host, PrintWriter err, LedgerPass.Sink sink) {
        files.stream().limit(1).forEach(file -> pass.file(file, sink));
        readBehindTheFirst(pass, host, err, sink);
    }

    /** The same without the first file. */
    void readBehindTheFirst(LedgerPass pass, @Nullable String host, PrintWriter err, LedgerPass.Sink sink) {
        files.stream().skip(1).forEach(file -> pass.file(file, sink));
        if (withCluster()) {
            cluster(kafka, pass, host, err, sink);
        }
    }

    /** The cluster's part. */
    static void cluster(
            KafkaOptions kafka, LedgerPass pass, @Nullable String host, PrintWriter err, LedgerPass.Sink sink) {
        try (Cluster cluster = Cluster.existing(kafka, err);
                LedgerReader reader = new LedgerReader(cluster.client())) {
            pass.cluster(
                    reader, "the cluster at " + cluster.client().bootstrapServers(), Optional.ofNullable(host), sink);
        }
    }
}
