package io.luoledger.replay;

import io.luoledger.event.LiveUpdateEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest few events that were taken. */
final class RecentEvents {
    static final int MOST = 10;

    private final @Nullable LiveUpdateEvent[] ring = new LiveUpdateEvent[MOST];
    private int next;

    void add(LiveUpdateEvent event) {
        ring[next] = event;
        next = next + 1 == MOST ? 0 : next + 1;
    }

    /** Those of one host, oldest first. */
    List<LiveUpdateEvent> of(String host) {
        List<LiveUpdateEvent> events = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            LiveUpdateEvent event = ring[(next + i) % MOST];
            if (event != null && event.host().equals(host)) {
                events.add(event);
            }
        }
        return events;
    }
}
