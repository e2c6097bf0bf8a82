package io.luoledger.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntityKeyTest {
    @Test
    void shouldSpreadTheKeysOfAFleet() {
        // Given
        Set<EntityKey> keys = new HashSet<>();
        for (int host = 0; host < 2000; host++) {
            String name = "host-%06d".formatted(host);
            keys.add(EntityKey.host(name));
            keys.add(EntityKey.log(name));
            for (int generation = 0; generation < 4; generation++) {
                keys.add(EntityKey.of(EntityKind.UPDATE, name, generation));
                keys.add(EntityKey.of(EntityKind.BUSES, name, generation));
                for (int session = 0; session < 4; session++) {
                    keys.add(EntityKey.of(EntityKind.SESSION, name, generation, "vm-" + session));
                }
            }
        }

        // When
        Set<Integer> hashes = new HashSet<>();
        keys.forEach(key -> hashes.add(key.hashCode()));

        // Then: about as few are the same as chance makes
        assertThat(keys.size() - hashes.size()).isLessThan(10);
    }
}
