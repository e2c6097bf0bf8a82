package io.luoledger.fleet;

import io.luoledger.wire.ClusterException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The logs of the hosts that were looked at last, so that moving through one doesn't read it again. So many events are kept
 * in all; one host's are kept whatever they are. Readers take turns: reading is what costs, and whoever waits for a host
 * finds it read.
 */
final class HostLogs {
    private static final long MOST_EVENTS = 400_000;
    private static final long PATIENCE_SECONDS = Duration.ofSeconds(20).toSeconds();

    private final Function<String, HostLog> read;
    private final LinkedHashMap<String, HostLog> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock turn = new ReentrantLock();
    private long events;

    HostLogs(Function<String, HostLog> read) {
        this.read = read;
    }

    /** @param fresh whether a log that was read up to this sequence is still all of it */
    HostLog of(String host, LongPredicate fresh) {
        HostLog known = kept(host);
        if (known != null && fresh.test(known.nextSequence())) {
            return known;
        }
        try {
            if (!turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ClusterException("other hosts' events are being read at this moment; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("this instance is being stopped", e);
        }
        try {
            HostLog meanwhile = kept(host);
            return meanwhile != null && fresh.test(meanwhile.nextSequence()) ? meanwhile : keep(read.apply(host));
        } finally {
            turn.unlock();
        }
    }

    private synchronized @Nullable HostLog kept(String host) {
        return kept.get(host);
    }

    private synchronized HostLog keep(HostLog log) {
        HostLog before = kept.put(log.host(), log);
        events += log.events().size() - (before == null ? 0 : before.events().size());
        var oldest = kept.entrySet().iterator();
        while (events > MOST_EVENTS && kept.size() > 1) {
            Map.Entry<String, HostLog> one = oldest.next();
            events -= one.getValue().events().size();
            oldest.remove();
        }
        return log;
    }
}
