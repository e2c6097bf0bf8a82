package io.luoledger.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps so many entries, the latest that were asked for or put. Not thread-safe. */
public final class LatestMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    public LatestMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
