package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registered file handlers and FLBs, and which files some session holds. */
final class Handlers {
    private final List<RegisteredHandler> registered = new ArrayList<>();
    private final List<Flb> flbs = new ArrayList<>();
    private final Map<Object, Integer> held = new HashMap<>();

    /** EEXIST for a compatible string that is taken. */
    RegisteredHandler register(FileHandler handler) {
        if (find(handler.compatible()) != null) {
            throw new SysError("EEXIST");
        }
        RegisteredHandler entry = new RegisteredHandler(handler);
        registered.add(entry);
        return entry;
    }

    /** Links an FLB to a handler. EEXIST when it is linked already, ENOSPC when the hand-over table would not hold it. */
    void link(RegisteredHandler handler, Flb flb, int capacity) {
        if (handler.flbs().contains(flb)) {
            throw new SysError("EEXIST");
        }
        if (!flbs.contains(flb)) {
            if (flbs.size() >= capacity) {
                throw new SysError("ENOSPC");
            }
            for (Flb other : flbs) {
                if (other.name().equals(flb.name())) {
                    throw new SysError("EEXIST");
                }
            }
            flbs.add(flb);
        }
        handler.flbs().add(flb);
    }

    /** Compatible strings, in order of registration. */
    List<String> names() {
        return registered.stream().map(entry -> entry.handler().compatible()).toList();
    }

    /** FLBs in order of registration. */
    List<Flb> flbs() {
        return flbs;
    }

    /** The first handler that says yes. ENOENT. */
    RegisteredHandler accepting(OpenFile file) {
        for (RegisteredHandler entry : registered) {
            if (entry.handler().canPreserve(file)) {
                return entry;
            }
        }
        throw new SysError("ENOENT");
    }

    @Nullable
    RegisteredHandler find(String compatible) {
        for (RegisteredHandler entry : registered) {
            if (entry.handler().compatible().equals(compatible)) {
                return entry;
            }
        }
        return null;
    }

    /** Notes that a session holds the file with this identity. EBUSY when one does, if that is refused. */
    void hold(Object identity, boolean refuse) {
        if (refuse && held.containsKey(identity)) {
            throw new SysError("EBUSY");
        }
        held.merge(identity, 1, Integer::sum);
    }

    /** Whether a session holds the file with this identity. */
    boolean holds(Object identity) {
        return held.containsKey(identity);
    }

    void letGo(@Nullable Object identity) {
        if (identity != null) {
            held.computeIfPresent(identity, (same, count) -> count == 1 ? null : count - 1);
        }
    }
}
