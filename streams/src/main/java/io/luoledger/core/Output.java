package io.luoledger.core;

import io.luoledger.finding.Finding;

/** What the application of one event came to. */
public sealed interface Output {
    /** An entity has this state now. */
    record EntityChanged(Entity entity) implements Output {}

    /** A settled entity left the state. */
    record EntityForgotten(Entity last) implements Output {}

    /** A check has something to say. */
    record FindingRaised(Finding finding) implements Output {}

    /** A live update's summary; the last one of an update counts. */
    record UpdateChanged(UpdateState update) implements Output {}
}
