package io.luoledger.stats;

import io.luoledger.core.Kinds;

/**
 * Files of one kind (their handler's compatible string) over many live updates. Each counts once: as retrieved, failed or
 * lost, or as one of which nobody knows.
 *
 * @param updates that handed over such files
 * @param files handed over
 * @param retrieved that came back, whatever became of them later
 * @param failed that never came back, because their retrieve failed for good
 * @param finished that came back and were finished
 * @param lost that never came back, though nobody refused them: discarded, leaked or lost
 * @param blackouts of the updates with such files, those that are known as a whole
 * @param blackoutsAtLeast the same of those of which only parts are known
 */
public record KindStats(
        long updates,
        long files,
        long retrieved,
        long failed,
        long finished,
        long lost,
        Blackouts blackouts,
        Blackouts blackoutsAtLeast) {
    static final KindStats NONE = new KindStats(0, 0, 0, 0, 0, 0, Blackouts.NONE, Blackouts.NONE);

    /** With the files of one update more. */
    KindStats plus(Kinds.Kind kind, long lostNow) {
        return new KindStats(
                updates + 1,
                files + kind.files(),
                retrieved + kind.retrieved(),
                failed + kind.failed(),
                finished + kind.finished(),
                lost + lostNow,
                blackouts,
                blackoutsAtLeast);
    }

    KindStats with(Blackouts exact, Blackouts atLeast) {
        return new KindStats(updates, files, retrieved, failed, finished, lost, exact, atLeast);
    }

    KindStats merge(KindStats other) {
        return new KindStats(
                updates + other.updates,
                files + other.files,
                retrieved + other.retrieved,
                failed + other.failed,
                finished + other.finished,
                lost + other.lost,
                blackouts.merge(other.blackouts),
                blackoutsAtLeast.merge(other.blackoutsAtLeast));
    }

    /** What became of these nobody knows: the source has a gap, or never told them one by one. */
    public long unknown() {
        return files - retrieved - failed - lost;
    }

    /** Share of files whose retrieve failed for good, 0 when there are none. */
    public double failureRate() {
        return files == 0 ? 0 : (double) failed / files;
    }
}
