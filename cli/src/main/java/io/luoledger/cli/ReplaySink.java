package io.luoledger.cli;

import io.luoledger.proof.LogPosition;
import io.luoledger.publish.LedgerPass;
import io.luoledger.replay.Replay;
import io.luoledger.wire.RecordedEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands a pass over files and a cluster to a replay, which takes them as one log. */
final class ReplaySink implements LedgerPass.Sink {
    private final Replay replay;
    private final Consumer<RecordedEvent> events;
    private boolean begun;

    ReplaySink(Replay replay) {
        this(replay, replay::accept);
    }

    /** @param events takes them for the replay */
    ReplaySink(Replay replay, Consumer<RecordedEvent> events) {
        this.replay = replay;
        this.events = events;
    }

    @Override
    public void begin(String name) {
        if (begun) {
            replay.nextSource();
        }
        begun = true;
    }

    @Override
    public void accept(RecordedEvent event, LogPosition place) {
        events.accept(event);
    }

    @Override
    public void damaged(@Nullable String host, LogPosition place, String reason) {
        replay.damaged(host, place.toString(), reason);
    }
}
