package io.luoledger.fleet;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.core.Ledger;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.replay.DiffReplay;
import io.luoledger.replay.Replay;
import io.luoledger.replay.Until;
import io.luoledger.wire.RecordedEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one host, in order, and what can't be read of them. Whatever is asked of a moment is folded from these
 * anew.
 *
 * @param nextSequence of the ledger's end when it was read
 * @param unread records that can't be decoded and claim to belong to the host
 */
public record HostLog(
        String host, List<RecordedEvent> events, List<Damage> damages, long nextSequence, List<String> unread) {
    /**
     * Something that can't be read behind so many of the events.
     *
     * @param place where it is
     * @param reason where it is, and why
     */
    public record Damage(int behind, @Nullable String host, String place, String reason) {}

    public HostLog {
        events = List.copyOf(events);
        damages = List.copyOf(damages);
        unread = List.copyOf(unread);
    }

    /** @param kernels that the catalogue doesn't have, or has otherwise */
    public Replay replay(AbiGate gate, Map<String, AbiDescriptor> kernels, @Nullable Until until) {
        Replay replay = new Replay(new Ledger(), gate, host, until);
        replay.know(kernels);
        int damage = 0;
        for (int at = 0; at <= events.size(); at++) {
            for (; damage < damages.size() && damages.get(damage).behind() == at; damage++) {
                Damage one = damages.get(damage);
                replay.damaged(one.host(), one.place(), one.reason());
            }
            if (at < events.size()) {
                replay.accept(events.get(at));
            }
        }
        return replay;
    }

    public DiffReplay diff(AbiGate gate, long update) {
        DiffReplay replay = new DiffReplay(host, update, gate);
        events.forEach(replay::accept);
        return replay;
    }

    public @Nullable LiveUpdateEvent first() {
        return events.isEmpty() ? null : events.getFirst().event();
    }

    public @Nullable LiveUpdateEvent last() {
        return events.isEmpty() ? null : events.getLast().event();
    }
}
