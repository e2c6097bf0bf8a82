package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.cluster.HarnessException;
import io.luoledger.cluster.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts again what has ended by itself, as systemd or a container engine does on a real machine, and counts that. */
final class Supervisor implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final List<Container> all = new CopyOnWriteArrayList<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final List<String> restarts = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::watch, "luo-ledger supervisor");
    private volatile boolean closed;

    Supervisor() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(Container container) {
        all.add(container);
    }

    void remove(Container container) {
        all.remove(container);
    }

    /** Leaves it alone until it is released. */
    void hold(Container container) {
        held.add(container.name());
    }

    void release(Container container) {
        held.remove(container.name());
    }

    /** Who was started again since the last call. */
    List<String> restarts() {
        List<String> since = new ArrayList<>(restarts);
        restarts.clear();
        return since;
    }

    private void watch() {
        while (!closed) {
            try {
                Set<String> running = Set.of(
                        Shell.run("docker", "ps", "--format", "{{.Names}}").split("\n"));
                for (Container container : all) {
                    if (!running.contains(container.name())) {
                        restart(container);
                    }
                }
                Await.pause(POLL);
            } catch (HarnessException e) {
                // a container that was removed meanwhile; or the engine, of which others hear, too
            }
        }
    }

    private void restart(Container container) {
        // what ended well had nothing more to do
        if (!held.contains(container.name()) && container.hasFailed() && !closed) {
            restarts.add(container.name());
            container.start();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
