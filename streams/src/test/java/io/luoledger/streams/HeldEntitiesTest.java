package io.luoledger.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.HostState;
import io.luoledger.store.StateFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class HeldEntitiesTest {
    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("held").get();
    private final List<String> told = new ArrayList<>();

    private final HeldEntities.Listener listener = new HeldEntities.Listener() {
        @Override
        public void written(Entity entity) {
            told.add(entity.host() + " written");
        }

        @Override
        public void deleted(Entity last) {
            told.add(last.host() + " deleted");
        }
    };

    @Test
    void shouldWriteAndTellOnceOfWhatChangedOften() {
        // Given
        HeldEntities entities = new HeldEntities(store, listener);
        entities.put(host("h1", 1));
        entities.put(host("h1", 2));
        entities.put(host("h2", 1));

        // When
        entities.write();
        entities.write();

        // Then
        assertThat(told).containsExactly("h1 written", "h2 written");
        assertThat(new StoreReader(store).get(EntityKey.host("h1"))).isEqualTo(host("h1", 2));
    }

    @Test
    void shouldTellOfWhatIsDeleted() {
        // Given
        new HeldEntities(store, listener).put(host("h1", 1));
        HeldEntities entities = new HeldEntities(store, listener);
        entities.put(host("h1", 1));
        entities.write();

        // When
        entities.delete(EntityKey.host("h1"));
        entities.delete(EntityKey.host("never there"));
        entities.write();

        // Then
        assertThat(told).containsExactly("h1 written", "h1 deleted");
        assertThat(entities.get(EntityKey.host("h1"))).isNull();
        assertThat(new StoreReader(store).get(EntityKey.host("h1"))).isNull();
    }

    @Test
    void shouldShowNothingOfAnUnwrittenChangeToOthers() {
        // Given
        HeldEntities entities = new HeldEntities(store, listener);

        // When
        entities.put(host("h1", 1));

        // Then
        assertThat(new StoreReader(store).get(EntityKey.host("h1"))).isNull();
    }

    @Test
    void shouldRefuseStatesOfAnotherFormatWhenItBegins() {
        // Given: what a version wrote that told no format
        store.put(Bytes.wrap(EntityKey.host("h1").bytes()), new byte[] {1, 1, 0});

        // Then
        assertThatThrownBy(() -> new HeldEntities(store, listener)).isInstanceOf(StateFormatException.class);
    }

    @Test
    void shouldRefuseStatesOfAFormatThatIsToldToBeAnother() {
        // Given
        HeldEntities entities = new HeldEntities(store, listener);
        entities.put(host("h1", 1));
        entities.write();
        store.put(StoredFormat.key(), "a later one".getBytes(StandardCharsets.UTF_8));
        store.put(Bytes.wrap(EntityKey.host("h1").bytes()), new byte[] {99, 1, 0});

        // Then
        assertThatThrownBy(() -> new HeldEntities(store, listener)).isInstanceOf(StateFormatException.class);
    }

    @Test
    void shouldReadNoStateWhereTheFormatIsTold() {
        // Given
        HeldEntities entities = new HeldEntities(store, listener);
        entities.put(host("h1", 1));
        entities.write();
        store.put(Bytes.wrap(EntityKey.host("h2").bytes()), new byte[] {99, 1, 0});

        // When
        HeldEntities again = new HeldEntities(store, listener);

        // Then
        assertThat(again.get(EntityKey.host("h1"))).isEqualTo(host("h1", 1));
    }

    private static HostState host(String name, long oldest) {
        return new HostState(name, List.of(), oldest);
    }
}
