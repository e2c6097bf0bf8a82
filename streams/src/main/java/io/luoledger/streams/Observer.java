package io.luoledger.streams;

import io.luoledger.core.UpdateState;
import io.luoledger.finding.Finding;
import java.util.Map;

/**
 * Hears what the processors of this process do, for meters. Called by the threads that process, for what they process:
 * what is done again after a lost transaction is heard again.
 */
public interface Observer {
    Observer NONE = new Observer() {};

    /** An event was read. */
    default void event() {}

    /** Something that is no event was put aside. */
    default void deadLetter() {}

    default void finding(Finding finding) {}

    /**
     * A partition was taken over whose states are of older formats: each is migrated when it is written next.
     *
     * @param hosts how many hosts there are by format
     */
    default void migrating(Map<Integer, Long> hosts) {}

    /** The outcome of a live update is final. */
    default void settled(UpdateState update) {}
}
