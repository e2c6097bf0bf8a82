package io.luoledger.publish;

import io.luoledger.wire.ClusterException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Where partitions end for a reader of committed records. A commit is acknowledged to the writer before its marker stands
 * in every partition, and after a restart a coordinator first has to take up what it left undone: who only asks for the
 * end would miss what was acknowledged.
 */
public final class CommittedEnds {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private CommittedEnds() {}

    /**
     * The ends of these partitions, behind everything that was acknowledged before the call. Waits for transactions that
     * are being completed, for as long as the client is patient. What lies in a transaction that is open and that nobody
     * has been told of is left out.
     *
     * @param committed a consumer of committed records; asked for ends only
     * @throws ClusterException when something acknowledged, or something of which that can't be ruled out, can't
     *     be read in time
     */
    public static Map<TopicPartition, Long> of(
            ClientSettings client, Consumer<?, ?> committed, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> written = HeadsTopic.writtenEnds(client, partitions);
        Map<TopicPartition, Long> ends = committed.endOffsets(partitions);
        if (behind(ends, written).isEmpty()) {
            return ends;
        }
        long deadline = System.nanoTime() + client.timeout().toNanos();
        try (OpenTransactions transactions = new OpenTransactions(client)) {
            while (true) {
                // first the ends: what is open after this look is not before them
                ends = committed.endOffsets(partitions);
                Optional<OpenTransactions.Holder> holder = transactions.withholding(behind(ends, written), written);
                if (holder.isEmpty()) {
                    return ends;
                }
                if (System.nanoTime() > deadline) {
                    throw late(client, holder.get());
                }
                pause();
            }
        }
    }

    /** The partitions whose committed end lies before what was written, with that end. */
    private static Map<TopicPartition, Long> behind(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> written) {
        Map<TopicPartition, Long> behind = new HashMap<>();
        written.forEach((partition, end) -> {
            long committed = ends.getOrDefault(partition, 0L);
            if (committed < end) {
                behind.put(partition, committed);
            }
        });
        return behind;
    }

    private static ClusterException late(ClientSettings client, OpenTransactions.Holder holder) {
        return new ClusterException("the cluster at " + client.bootstrapServers() + " holds back "
                + holder.partition() + " from offset " + holder.offset() + " for " + holder.why()
                + ", still after " + client.timeout().toSeconds()
                + " s: what was acknowledged can't all be read yet. Try again, or with a longer --timeout;"
                + " if it stays so, kafka-transactions find-hanging tells more");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
