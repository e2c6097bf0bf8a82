package io.luoledger.bench;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.wire.EventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Drafts onto the ledger (sealed, chained, encoded, with heads) beside a transactional producer of the same bytes, ready-made. */
final class PublishRow {
    private static final String BARE_TOPIC = "bench.bare";
    private static final int PARTITIONS = 4;

    private PublishRow() {}

    static Row row() {
        return new Row.Ratio(
                "publish",
                "publishing drafts / a transactional producer of ready bytes, the same batches",
                Row.Bound.AT_LEAST,
                Row.Clock.WALL,
                0.7,
                0.3,
                PublishRow::open);
    }

    private static Contest open(Setting setting) throws Exception {
        List<Draft> drafts = Input.drafts(setting.events());
        EventCodec codec = new EventCodec();
        List<ProducerRecord<String, byte[]>> ready = new ArrayList<>();
        for (LiveUpdateEvent event : Input.sealed(drafts)) {
            ready.add(new ProducerRecord<>(BARE_TOPIC, event.host(), codec.encode(event)));
        }
        EmbeddedBroker broker = EmbeddedBroker.temporary();
        try {
            try (Admin admin = Admin.create(broker.client().base())) {
                admin.createTopics(List.of(new NewTopic(BARE_TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
            return new Publishing(broker, drafts, ready);
        } catch (Exception e) {
            broker.close();
            throw e;
        }
    }

    private static final class Publishing implements Contest {
        private final EmbeddedBroker broker;
        private final List<Draft> drafts;
        private final List<ProducerRecord<String, byte[]>> ready;
        private final LedgerWriter writer;
        private final KafkaProducer<String, byte[]> producer;
        private int round;

        Publishing(EmbeddedBroker broker, List<Draft> drafts, List<ProducerRecord<String, byte[]>> ready) {
            this.broker = broker;
            this.drafts = drafts;
            this.ready = ready;
            writer =
                    LedgerWriter.open(broker.client(), WriterSettings.defaults().withName("bench"));
            producer = producer(broker.client().base());
            producer.initTransactions();
        }

        /** As the ledger's own writers are set up. */
        private static KafkaProducer<String, byte[]> producer(Map<String, Object> config) {
            config.put("transactional.id", "bench-bare");
            config.put("acks", "all");
            config.put("linger.ms", 5);
            config.put("compression.type", "lz4");
            config.put("batch.size", 128 * 1024);
            return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public Cost ours() throws Exception {
            List<Draft> fresh = Input.ofOthers(drafts, "r" + round++ + "-");
            return Cost.of(() -> {
                fresh.forEach(writer::append);
                writer.flush();
                return fresh.size();
            });
        }

        @Override
        public Cost theirs() throws Exception {
            return Cost.of(() -> {
                for (int from = 0; from < ready.size(); from += WriterSettings.DEFAULT_BATCH_EVENTS) {
                    int to = Math.min(ready.size(), from + WriterSettings.DEFAULT_BATCH_EVENTS);
                    producer.beginTransaction();
                    for (ProducerRecord<String, byte[]> record : ready.subList(from, to)) {
                        // what fails fails the commit
                        Object ignored = producer.send(record);
                    }
                    producer.commitTransaction();
                }
                return ready.size();
            });
        }

        @Override
        public void close() {
            producer.close();
            writer.close();
            broker.close();
        }
    }
}
