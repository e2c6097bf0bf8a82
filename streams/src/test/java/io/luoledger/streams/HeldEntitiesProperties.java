package io.luoledger.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityMap;
import io.luoledger.core.EntityReader;
import io.luoledger.core.Ledger;
import io.luoledger.core.RandomLog;
import io.luoledger.core.Scope;
import io.luoledger.store.StateDigest;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

class HeldEntitiesProperties {
    /** What a listener knows in the end. */
    private static final class Heard implements HeldEntities.Listener {
        private final Map<EntityKey, Entity> told = new HashMap<>();

        @Override
        public void written(Entity entity) {
            told.put(entity.key(), entity);
        }

        @Override
        public void deleted(Entity last) {
            told.remove(last.key());
        }
    }

    @Property(tries = 200)
    void shouldHoldWhatAMapHoldsWhateverIsWrittenEarlyOrReadAgain(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 120) int steps,
            @ForAll @IntRange(min = 1, max = 8) int mostHeld,
            @ForAll @IntRange(min = 1, max = 30) int mostChanged) {
        // Given: a short retention, so that entities are forgotten, too
        List<RecordedEvent> log = new ArrayList<>(RandomLog.of("a", seed, steps));
        log.addAll(RandomLog.of("b", seed + 1, steps));
        Ledger ledger = new Ledger(1);
        EntityMap map = new EntityMap();
        KeyValueStore<Bytes, byte[]> store =
                Stores.inMemoryKeyValueStore("held").get();
        Heard heard = new Heard();
        HeldEntities held = new HeldEntities(store, heard, mostHeld, mostChanged);
        Random commits = new Random(seed);

        for (RecordedEvent event : log) {
            // When
            ledger.apply(held, event);
            ledger.apply(map, event);
            if (commits.nextInt(10) == 0) {
                held.write();
            }

            // Then
            assertThat(all(held)).isEqualTo(all(map));
        }
        held.write();
        assertThat(StateDigest.of(new StoreReader(store))).isEqualTo(StateDigest.of(map));
        assertThat(heard.told.values()).containsExactlyInAnyOrderElementsOf(all(map));
    }

    private static List<Entity> all(EntityReader entities) {
        List<Entity> all = new ArrayList<>();
        entities.scan(new Scope.Everything(), all::add);
        return all;
    }
}
