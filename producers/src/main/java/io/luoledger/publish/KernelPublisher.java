package io.luoledger.publish;

import io.luoledger.ledger.Topics;
import io.luoledger.wire.SchemaIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts descriptors on luo.abi, by release; the last one of a release counts. */
public final class KernelPublisher {
    private KernelPublisher() {}

    /**
     * Returns when the cluster has all of them. Throws UnreadableInputException when it doesn't take them.
     *
     * @param encoded gives each kernel's bytes by its release, with the ids that the cluster has for schemas
     */
    public static void publish(ClientSettings client, Function<SchemaIds, Map<String, byte[]>> encoded) {
        Trouble.explain(client, () -> {
            try (ClusterSchemas schemas = announced(client);
                    KafkaProducer<String, byte[]> producer =
                            new KafkaProducer<>(config(client), new StringSerializer(), new ByteArraySerializer())) {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                encoded.apply(schemas)
                        .forEach((release, kernel) ->
                                sent.add(producer.send(new ProducerRecord<>(Topics.ABI.name(), release, kernel))));
                producer.flush();
                sent.forEach(KernelPublisher::await);
            } catch (KafkaException e) {
                // who may write nothing at all is refused as a writer, before any topic is named
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    if (cause instanceof ClusterAuthorizationException refused) {
                        throw new MissingRightException(AclOperation.WRITE, "topic " + Topics.ABI.name(), refused);
                    }
                }
                throw e;
            }
            return null;
        });
    }

    private static ClusterSchemas announced(ClientSettings client) {
        ClusterSchemas schemas = new ClusterSchemas(client);
        schemas.announce();
        return schemas;
    }

    private static Map<String, Object> config(ClientSettings client) {
        int millis = Math.toIntExact(client.timeout().toMillis());
        Map<String, Object> config = client.base();
        config.put("enable.idempotence", "true");
        config.put("acks", "all");
        config.put("request.timeout.ms", Math.min(millis / 2, 10_000));
        config.put("linger.ms", 5);
        config.put("delivery.timeout.ms", millis);
        config.put("max.block.ms", millis);
        config.put("compression.type", "lz4");
        return config;
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            // the place on the topic says nothing to anybody
            RecordMetadata ignored = sent.get();
        } catch (ExecutionException e) {
            throw MissingRightException.ofSending(e.getCause());
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
