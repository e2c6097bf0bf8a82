package io.luoledger.stats;

import io.luoledger.core.Kinds;

/**
 * Files of one kind (their handler's compatible string) over many live updates.
 *
 * @param updates that handed over such files
 * @param files handed over
 * @param retrieved that came back
 * @param failed whose retrieve failed for good
 * @param finished that came back and were finished
 * @param lost discarded, leaked or lost
 * @param blackouts of the updates with such files, those that are known as a whole
 */
public record KindStats(
        long updates, long files, long retrieved, long failed, long finished, long lost, Blackouts blackouts) {
    static final KindStats NONE = new KindStats(0, 0, 0, 0, 0, 0, Blackouts.NONE);

    KindStats plus(Kinds.Kind kind, Blackouts ofUpdate) {
        return merge(new KindStats(
                1, kind.files(), kind.retrieved(), kind.failed(), kind.finished(), kind.lost(), ofUpdate));
    }

    KindStats merge(KindStats other) {
        return new KindStats(
                updates + other.updates,
                files + other.files,
                retrieved + other.retrieved,
                failed + other.failed,
                finished + other.finished,
                lost + other.lost,
                blackouts.merge(other.blackouts));
    }

    /** Share of files whose retrieve failed for good, 0 when there are none. */
    public double failureRate() {
        return files == 0 ? 0 : (double) failed / files;
    }
}
