package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.wire.RecordedEvent;
import java.util.List;

/** The load of one run. */
interface Work {
    /** The process that writes it. */
    Container writer();

    AckLog log();

    /** Lets it end, with all that it sent acknowledged, and gives that. */
    List<RecordedEvent> finish();

    default AckLog.Progress progress() {
        return log().progress();
    }

    /** Waits until so many events are acknowledged. */
    default void awaitAcknowledged(long events) {
        Await.until(
                "the writer to have " + events + " events acknowledged",
                () -> progress().acknowledged() >= events);
    }
}
