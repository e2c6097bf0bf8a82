package io.luoledger.core;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps entities in memory, host by host. Not thread-safe. */
public final class EntityMap implements Entities {
    private final Map<String, HostEntities> hosts = new HashMap<>();

    /** Those of different hosts as one: of the hosts that they have by now. */
    public static EntityMap together(List<EntityMap> parts) {
        EntityMap all = new EntityMap();
        parts.forEach(part -> all.hosts.putAll(part.hosts));
        return all;
    }

    /** Those of one host, as they are and will be: for who asks and changes nothing but what is this host's. */
    public Entities of(String host) {
        return hosts.computeIfAbsent(host, name -> new HostEntities());
    }

    @Override
    public @Nullable Entity get(EntityKey key) {
        HostEntities host = hosts.get(key.host());
        return host == null ? null : host.get(key);
    }

    @Override
    public void put(Entity entity) {
        put(entity.key(), entity);
    }

    @Override
    public void put(EntityKey key, Entity entity) {
        of(entity.host()).put(key, entity);
    }

    @Override
    public void delete(EntityKey key) {
        HostEntities host = hosts.get(key.host());
        if (host != null) {
            host.delete(key);
        }
    }

    @Override
    public void scan(Scope scope, Consumer<Entity> sink) {
        switch (scope) {
            case Scope.Everything all ->
                inOrder(hosts.values().stream().flatMap(host -> host.all(scope).stream()), sink);
            case Scope.Hosts all ->
                inOrder(
                        hosts.entrySet().stream()
                                .map(host -> host.getValue().get(EntityKey.host(host.getKey())))
                                .filter(Objects::nonNull),
                        sink);
            case Scope.Updates of -> host(of.host(), scope, sink);
            case Scope.Generation of -> host(of.host(), scope, sink);
        }
    }

    private void host(String name, Scope scope, Consumer<Entity> sink) {
        HostEntities host = hosts.get(name);
        if (host != null) {
            host.scan(scope, sink);
        }
    }

    private static void inOrder(Stream<Entity> entities, Consumer<Entity> sink) {
        record Keyed(EntityKey key, Entity entity) {}
        entities.map(entity -> new Keyed(entity.key(), entity))
                .sorted(Comparator.comparing(Keyed::key))
                .forEach(keyed -> sink.accept(keyed.entity()));
    }

    /** How many entities were looked at so far to find all of a scope: what that costs. */
    long wentThrough() {
        return hosts.values().stream().mapToLong(HostEntities::wentThrough).sum();
    }

    /** How many entities there are. */
    public int size() {
        return hosts.values().stream().mapToInt(HostEntities::size).sum();
    }
}
