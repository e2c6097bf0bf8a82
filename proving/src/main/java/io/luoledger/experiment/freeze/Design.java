package io.luoledger.experiment.freeze;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** FREEZE of single sessions as it was posted, with what the posting leaves open decided in one way or another. */
public enum Design {
    POSTED(
            "as posted, and: what was frozen early stays frozen, the FLB's count is written at the reboot, EBUSY comes first, FREEZE holds the rwsem for read",
            Set.of()),
    ROLLBACK_ALL("a failed reboot unfreezes what was frozen early, too", Set.of(Choice.ROLLBACK_ALL)),
    UNFREEZE_CALL("frozen early stays frozen, and a call unfreezes it", Set.of(Choice.UNFREEZE_CALL)),
    FLB_AT_FREEZE("the FLB's count is written at FREEZE", Set.of(Choice.FLB_AT_FREEZE)),
    FLB_PER_SESSION("each session's part of the FLB's count is written with its files", Set.of(Choice.FLB_PER_SESSION)),
    FD_FIRST(
            "PRESERVE_FD looks at the descriptor before it looks whether the session is frozen",
            Set.of(Choice.FD_FIRST)),
    MUTEX_ONLY("FREEZE takes the session's mutex alone; the reboot marks what it freezes", Set.of(Choice.MUTEX_ONLY)),
    MUTEX_ONLY_UNMARKED(
            "FREEZE takes the session's mutex alone; the reboot doesn't mark what it freezes",
            Set.of(Choice.MUTEX_ONLY, Choice.UNMARKED)),
    USE_REFUSED("handlers refuse every use of a frozen file", Set.of(Choice.USE_REFUSED)),
    USE_REFUSED_ROLLBACK_ALL(
            "handlers refuse every use of a frozen file; a failed reboot unfreezes what was frozen early, too",
            Set.of(Choice.USE_REFUSED, Choice.ROLLBACK_ALL)),
    USE_REFUSED_UNFREEZE_CALL(
            "handlers refuse every use of a frozen file; frozen early stays frozen, and a call unfreezes it",
            Set.of(Choice.USE_REFUSED, Choice.UNFREEZE_CALL)),
    BAD_ROLLBACK_MARKED(
            "a failed reboot unfreezes what was frozen early, and leaves it marked", Set.of(Choice.ROLLBACK_MARKED)),
    BAD_NO_ROLLBACK("a failed reboot unfreezes nothing", Set.of(Choice.NO_ROLLBACK)),
    BAD_CLOSE("closing a frozen session unpreserves at once", Set.of(Choice.CLOSE_STRAIGHT)),
    BAD_CHECK_UNLOCKED("PRESERVE_FD looks before it takes the mutex", Set.of(Choice.CHECK_UNLOCKED)),
    BAD_CHECK_LATE("PRESERVE_FD looks when it has counted for the FLB", Set.of(Choice.CHECK_LATE)),
    BAD_HALF_FREEZE("a FREEZE that is refused leaves frozen what it froze", Set.of(Choice.HALF_FREEZE)),
    BAD_LOCK_KEPT("a failed reboot keeps the rwsem", Set.of(Choice.LOCK_KEPT));

    /** One point in which a design differs from the posting. */
    enum Choice {
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

    private final String about;
    private final Set<Choice> choices;

    Design(String about, Set<Choice> choices) {
        this.about = about;
        this.choices = choices.isEmpty() ? EnumSet.noneOf(Choice.class) : EnumSet.copyOf(choices);
    }

    /** The design of that name, as {@link #word} spells it. */
    public static Optional<Design> named(String word) {
        return Arrays.stream(values())
                .filter(design -> design.word().equals(word))
                .findFirst();
    }

    /** As lists spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String about() {
        return about;
    }

    /** Whether nobody proposes it: it is there to be found wrong. */
    public boolean isPlanted() {
        return name().startsWith("BAD_");
    }

    boolean has(Choice choice) {
        return choices.contains(choice);
    }

    boolean allows(Actor actor) {
        return actor != Actor.UNFREEZE || has(Choice.UNFREEZE_CALL);
    }
}
