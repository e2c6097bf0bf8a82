package io.luoledger.publish;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Where partitions end for a reader of committed records. A commit returns to the writer before its marker stands in
 * every partition: who asks at once would miss the last transaction.
 */
public final class CommittedEnds {
    /** So long is waited for markers; a transaction that stays open longer is not being committed. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private CommittedEnds() {}

    /**
     * The ends of these partitions, with every transaction that was being committed at the call.
     *
     * @param committed a consumer of committed records; asked for ends only
     */
    public static Map<TopicPartition, Long> of(
            ClientSettings client, Consumer<?, ?> committed, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> written = HeadsTopic.writtenEnds(client, partitions);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Map<TopicPartition, Long> ends = committed.endOffsets(partitions);
            boolean whole =
                    written.entrySet().stream().allMatch(end -> ends.getOrDefault(end.getKey(), 0L) >= end.getValue());
            if (whole || System.nanoTime() > deadline) {
                return ends;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
