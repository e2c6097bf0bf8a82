package io.luoledger.fleet;

import io.luoledger.proof.LogPosition;
import io.luoledger.publish.LedgerPass;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects one host's events of a pass. */
final class HostLogReader implements LedgerPass.Sink {
    private static final int MOST_EVENTS = 2_000_000;

    private final String host;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final List<HostLog.Damage> damages = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private long next;

    HostLogReader(String host) {
        this.host = host;
    }

    @Override
    public void accept(RecordedEvent recorded, LogPosition place) {
        if (!recorded.event().host().equals(host)) {
            return;
        }
        if (events.size() >= MOST_EVENTS) {
            throw new ClusterException("host " + host + " has more than " + MOST_EVENTS
                    + " events, which is more than a page can show; luo-ledger events --host lists them");
        }
        events.add(recorded);
        next = Math.max(next, recorded.event().sequence() + 1);
    }

    @Override
    public void damaged(@Nullable String of, LogPosition place, String reason) {
        damages.add(new HostLog.Damage(events.size(), of, place.toString(), reason));
        if (of != null) {
            unread.add(reason);
        }
    }

    HostLog log() {
        return new HostLog(host, events, damages, next, unread);
    }
}
