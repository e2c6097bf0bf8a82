package io.luoledger.experiment.freeze;

import io.luoledger.experiment.check.Violation;
import java.util.Arrays;
import java.util.Optional;

/** What a design has to keep, and by which name the checker knows its loss. */
public enum Property {
    UNFROZEN("carried unfrozen", true, "a file is handed over that isn't frozen"),
    TWICE("frozen twice", true, "a handler's freeze is called for a file that is frozen"),
    NOT_FROZEN("unfrozen twice", true, "a handler's unfreeze is called for a file that isn't frozen"),
    UNPRESERVED("unpreserved frozen", true, "a handler's unpreserve is called for a file that is frozen"),
    ENTRY("wrong entry", true, "the hand-over lists other files than the session holds"),
    FLB_COUNT("wrong FLB count", true, "the FLB's count isn't that of the files"),
    DEADLOCK(Violation.DEADLOCK, true, "threads wait for each other"),
    HANG(Violation.HANG, true, "a call never returns, though the kernel goes on"),
    STALE("used frozen", false, "user space changes a file after what is handed over of it was recorded"),
    PROMISE("opened again", false, "a session whose FREEZE returned 0 is open again, and nobody was told"),
    RESUME("left frozen", false, "after a failed reboot a session's files stay frozen, and only closing it helps"),
    ANSWER("other errno", false, "PRESERVE_FD into a frozen session says something else than EBUSY");

    private final String kind;
    private final boolean safety;
    private final String says;

    Property(String kind, boolean safety, String says) {
        this.kind = kind;
        this.safety = safety;
        this.says = says;
    }

    /** Its loss, as counter-examples call it. */
    public String kind() {
        return kind;
    }

    /** Whether its loss is a defect; else a hazard that a design may choose. */
    public boolean isSafety() {
        return safety;
    }

    /** What its loss is. */
    public String says() {
        return says;
    }

    static Optional<Property> of(String kind) {
        return Arrays.stream(values())
                .filter(property -> property.kind.equals(kind))
                .findFirst();
    }
}
