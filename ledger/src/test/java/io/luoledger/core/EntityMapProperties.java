package io.luoledger.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What stands together in memory is what stands together in a store, in the order of the keys' bytes. */
class EntityMapProperties {
    @Property(tries = 100)
    void shouldGiveOfEachScopeWhatAStoreHasInItsOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int steps) {
        // Given: some of it deleted again, and put back behind the others
        EntityMap map = new EntityMap();
        fold(map, RandomLog.of("a", seed, steps));
        fold(map, RandomLog.of("b", seed + 1, steps));
        List<Entity> all = all(map, new Scope.Everything());
        Random random = new Random(seed);
        List<Entity> deleted =
                all.stream().filter(entity -> random.nextInt(3) == 0).toList();
        deleted.forEach(entity -> map.delete(entity.key()));
        List<Entity> back =
                deleted.stream().filter(entity -> random.nextBoolean()).toList();
        back.forEach(map::put);
        List<Entity> store = new ArrayList<>(all);
        store.removeAll(deleted);
        store.addAll(back);
        store.sort(Comparator.comparing(entity -> entity.key().bytes(), Arrays::compareUnsigned));

        for (Scope scope : scopes(all)) {
            // When
            List<Entity> found = all(map, scope);

            // Then
            assertThat(found).isEqualTo(within(store, scope.prefix()));
        }
        assertThat(store).hasSize(map.size());
    }

    @Example
    void shouldRefuseAScopeByPartsOfNamesThatNobodyKeepsTogether() {
        // When / Then: an answer would be empty, and taken for one
        assertThatThrownBy(() -> EntityKey.prefix(EntityKind.SESSION, "a", 0, "vm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("some of session by a part of the name, expected files or paths");
    }

    private static Set<Scope> scopes(List<Entity> all) {
        Set<Scope> scopes = new LinkedHashSet<>(List.of(new Scope.Everything(), EntityKey.hosts()));
        for (Entity entity : all) {
            EntityKey key = entity.key();
            scopes.add(EntityKey.updates(key.host()));
            if (key.ofUpdate()) {
                scopes.add(EntityKey.generation(key.host(), key.generation()));
                scopes.add(EntityKey.prefix(key.kind(), key.host(), key.generation()));
            }
            if (key.kind() == EntityKind.FILE || key.kind() == EntityKind.PATH) {
                scopes.add(EntityKey.prefix(key.kind(), key.host(), key.generation(), key.name()));
            }
        }
        return scopes;
    }

    private static List<Entity> within(List<Entity> store, byte[] prefix) {
        return store.stream()
                .filter(entity -> beginsWith(entity.key().bytes(), prefix))
                .toList();
    }

    private static boolean beginsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, Math.min(bytes.length, prefix.length), prefix, 0, prefix.length);
    }

    private static List<Entity> all(EntityReader entities, Scope scope) {
        List<Entity> all = new ArrayList<>();
        entities.scan(scope, all::add);
        return all;
    }

    private static void fold(EntityMap map, List<RecordedEvent> log) {
        Ledger ledger = new Ledger(1);
        log.forEach(event -> ledger.apply(map, event));
    }
}
