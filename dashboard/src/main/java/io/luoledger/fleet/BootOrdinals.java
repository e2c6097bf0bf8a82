package io.luoledger.fleet;

import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.HostState;
import io.luoledger.event.LiveUpdateEvent;
import java.util.HashMap;
import java.util.Map;

/** How the ledger counts one host's boots, remembered for longer than it does. Life: asked after each of the events. */
final class BootOrdinals {
    private final Map<String, Long> ordinals = new HashMap<>();
    private boolean first;

    /** Of the event's boot, given the states after it. */
    long of(LiveUpdateEvent event, EntityReader entities) {
        String boot = event.boot().id();
        first = !ordinals.containsKey(boot);
        return ordinals.computeIfAbsent(
                boot,
                id -> entities.get(EntityKey.host(event.host())) instanceof HostState host
                        ? host.current().ordinal()
                        : Long.valueOf(-1));
    }

    /** Whether that event was the first one of its boot. */
    boolean first() {
        return first;
    }
}
