package io.luoledger.cli;

import io.luoledger.event.Draft;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriteSummary;
import io.luoledger.publish.WriterSettings;

/** The ledger on a cluster. Takes the cluster over and closes it. */
final class KafkaTarget implements LedgerTarget {
    private final Cluster cluster;
    private final LedgerWriter writer;
    private final ProgressLine progress;

    KafkaTarget(Cluster cluster, WriterSettings settings, ProgressLine progress) {
        this.cluster = cluster;
        this.progress = progress;
        try {
            writer = LedgerWriter.open(
                    cluster.client(), settings.withProgress((appended, skipped) -> progress.at(appended + skipped)));
        } catch (RuntimeException e) {
            close(cluster, progress);
            throw e;
        }
    }

    ClientSettings client() {
        return cluster.client();
    }

    LedgerWriter writer() {
        return writer;
    }

    @Override
    public void append(Draft draft) {
        writer.append(draft);
    }

    @Override
    public WriteSummary complete() {
        return writer.complete();
    }

    @Override
    public String name() {
        return "the cluster at " + cluster.client().bootstrapServers();
    }

    @Override
    public void close() {
        writer.close();
        close(cluster, progress);
    }

    private static void close(Cluster cluster, ProgressLine progress) {
        progress.close();
        cluster.close();
    }
}
