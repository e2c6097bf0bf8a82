package io.luoledger.experiment.freeze;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * FREEZE of single sessions as it was posted, with what the posting leaves open decided in one way or another.
 *
 * @param word as lists spell it
 * @param about a line
 * @param choices in what it differs from the posting
 */
public record Design(String word, String about, Set<Choice> choices) {
    /** One point in which a design differs from the posting. */
    public enum Choice {
        ROLLBACK_ALL,
        ROLLBACK_MARKED,
        NO_ROLLBACK,
        UNFREEZE_CALL,
        FLB_AT_FREEZE,
        FLB_PER_SESSION,
        FD_FIRST,
        CHECK_UNLOCKED,
        CHECK_LATE,
        MUTEX_ONLY,
        UNMARKED,
        USE_REFUSED,
        CLOSE_STRAIGHT,
        HALF_FREEZE,
        LOCK_KEPT
    }

    private static final List<Design> ALL = List.of(
            of(
                    "posted",
                    "as posted, and: what was frozen early stays frozen, the FLB's count is written at the reboot, EBUSY comes first, FREEZE holds the rwsem for read"),
            of("rollback-all", "a failed reboot unfreezes what was frozen early, too", Choice.ROLLBACK_ALL),
            of("unfreeze-call", "frozen early stays frozen, and a call unfreezes it", Choice.UNFREEZE_CALL),
            of("flb-at-freeze", "the FLB's count is written at FREEZE", Choice.FLB_AT_FREEZE),
            of(
                    "flb-per-session",
                    "each session's part of the FLB's count is written with its files",
                    Choice.FLB_PER_SESSION),
            of(
                    "fd-first",
                    "PRESERVE_FD looks at the descriptor before it looks whether the session is frozen",
                    Choice.FD_FIRST),
            of(
                    "mutex-only",
                    "FREEZE takes the session's mutex alone; the reboot marks what it freezes",
                    Choice.MUTEX_ONLY),
            of(
                    "mutex-only-unmarked",
                    "FREEZE takes the session's mutex alone; the reboot doesn't mark what it freezes",
                    Choice.MUTEX_ONLY,
                    Choice.UNMARKED),
            of("use-refused", "handlers refuse every use of a frozen file", Choice.USE_REFUSED),
            of(
                    "use-refused-rollback-all",
                    "handlers refuse every use of a frozen file; a failed reboot unfreezes what was frozen early, too",
                    Choice.USE_REFUSED,
                    Choice.ROLLBACK_ALL),
            of(
                    "use-refused-unfreeze-call",
                    "handlers refuse every use of a frozen file; frozen early stays frozen, and a call unfreezes it",
                    Choice.USE_REFUSED,
                    Choice.UNFREEZE_CALL),
            of(
                    "bad-rollback-marked",
                    "a failed reboot unfreezes what was frozen early, and leaves it marked",
                    Choice.ROLLBACK_MARKED),
            of("bad-no-rollback", "a failed reboot unfreezes nothing", Choice.NO_ROLLBACK),
            of("bad-close", "closing a frozen session unpreserves at once", Choice.CLOSE_STRAIGHT),
            of("bad-check-unlocked", "PRESERVE_FD looks before it takes the mutex", Choice.CHECK_UNLOCKED),
            of("bad-check-late", "PRESERVE_FD looks when it has counted for the FLB", Choice.CHECK_LATE),
            of("bad-half-freeze", "a FREEZE that is refused leaves frozen what it froze", Choice.HALF_FREEZE),
            of("bad-lock-kept", "a failed reboot keeps the rwsem", Choice.LOCK_KEPT));

    public Design {
        choices = Set.copyOf(choices);
    }

    private static Design of(String word, String about, Choice... choices) {
        return new Design(word, about, Set.of(choices));
    }

    /** Those that may be meant by the posting, and then the planted ones. */
    public static List<Design> all() {
        return ALL;
    }

    /** The design of that name. */
    public static Optional<Design> named(String word) {
        return ALL.stream().filter(design -> design.word.equals(word)).findFirst();
    }

    /** Whether nobody proposes it: it is there to be found wrong. */
    public boolean isPlanted() {
        return word.startsWith("bad-");
    }

    boolean has(Choice choice) {
        return choices.contains(choice);
    }

    boolean allows(Actor actor) {
        return actor != Actor.UNFREEZE || has(Choice.UNFREEZE_CALL);
    }
}
