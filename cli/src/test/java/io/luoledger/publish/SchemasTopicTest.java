package io.luoledger.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.wire.SchemaTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemasTopicTest {
    private static final int WRITERS = 3;
    private static final int IDS = 4;

    @Test
    void shouldGiveAnIdOneMeaningWhenWritersRaceForIt() throws Exception {
        // Given
        List<Schema> meanings = List.of(
                Schema.create(Schema.Type.STRING), Schema.create(Schema.Type.LONG), Schema.create(Schema.Type.BYTES));
        CyclicBarrier together = new CyclicBarrier(WRITERS);
        try (EmbeddedBroker broker = EmbeddedBroker.temporary();
                ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
            ClientSettings client = broker.client();

            // When
            List<Future<Integer>> running = new ArrayList<>();
            for (Schema meaning : meanings) {
                Callable<Integer> writer = () -> claim(client, meaning, together);
                running.add(pool.submit(writer));
            }
            int won = 0;
            for (Future<Integer> writer : running) {
                won += writer.get(5, TimeUnit.MINUTES);
            }

            // Then: reading throws where an id stands for two schemas
            assertThat(SchemasTopic.read(client))
                    .containsOnlyKeys(0, 1, 2, 3)
                    .allSatisfy((id, schema) ->
                            assertThat(meanings).anyMatch(meaning -> SchemaTable.sameForm(meaning, schema)));
            assertThat(won).isEqualTo(IDS);
        }
    }

    /** How many ids got this meaning. */
    private static int claim(ClientSettings client, Schema meaning, CyclicBarrier together) throws Exception {
        int won = 0;
        for (int i = 0; i < IDS; i++) {
            int id = i;
            together.await(5, TimeUnit.MINUTES);
            SchemasTopic.add(client, there -> there.containsKey(id) ? Map.of() : Map.of(id, meaning));
            Schema told = Objects.requireNonNull(SchemasTopic.read(client).get(id));
            won += SchemaTable.sameForm(told, meaning) ? 1 : 0;
        }
        return won;
    }
}
