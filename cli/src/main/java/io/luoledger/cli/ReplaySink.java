package io.luoledger.cli;

import io.luoledger.proof.LogPosition;
import io.luoledger.publish.LedgerPass;
import io.luoledger.replay.Replay;
import io.luoledger.wire.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Hands a pass over files and a cluster to a replay, which takes them as one log. */
final class ReplaySink implements LedgerPass.Sink {
    private final Replay replay;
    private boolean begun;

    ReplaySink(Replay replay) {
        this.replay = replay;
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
        replay.accept(event);
    }

    @Override
    public void damaged(@Nullable String host, LogPosition place, String reason) {
        replay.damaged(host, place.toString(), reason);
    }
}
