package io.luoledger.experiment.told;

import io.luoledger.experiment.freeze.Design;
import io.luoledger.experiment.freeze.Property;
import io.luoledger.simulator.kernel.KernelProfiles;
import io.luoledger.simulator.scenario.Scenario;
import java.util.List;
import java.util.Optional;

/**
 * What a counter-example of a design of FREEZE is on a simulated kernel: the same sessions and files, the same calls in the same order,
 * another thread's call where the run switches.
 */
public final class FreezeStory {
    private static final String POSTED = "7.3+session-freeze";

    private static final String SESSIONS = """
            %1
            mkfd c0 memfd:4096
            mkfd a0 memfd:4096
            mkfd a1 memfd:4096
            mkfd a2 memfd:4096
            mkfd b0 memfd:4096
            create c C
            create a A
            create b B
            preserve C c0 1
            preserve A a0 1
            preserve A a1 2
            preserve B b0 1
            """;

    /** B's handler refuses in a reboot, A was frozen before it. */
    private static final String EARLY_THEN_REFUSED = """
            freeze A
            fault freeze ENOMEM 1
            reboot
            """;

    /** B's handler refuses in a reboot that freezes everything. */
    private static final String REFUSED = """
            fault freeze ENOMEM 3
            reboot
            """;

    private static final String NEXT_WITHOUT_C = """
            %2
            retrieve_session a A
            retrieve A 1
            retrieve A 2
            finish A
            retrieve_session b B
            retrieve B 1
            finish B
            """;

    private static final String NEXT = NEXT_WITHOUT_C + """
            retrieve_session c C
            retrieve C 1
            finish C
            """;

    private FreezeStory() {}

    /** The scenario; empty where no simulated kernel is of that design, or where no event tells of such a loss. */
    public static Optional<Scenario> of(Design design, Property lost) {
        String kernel = design.word().equals("posted") ? POSTED : POSTED + "-" + design.word();
        String calls = calls(design, lost);
        return calls.isEmpty() || KernelProfiles.find(kernel).isEmpty()
                ? Optional.empty()
                : Optional.of(new Scenario("freeze", "a counter-example", List.of(kernel), SESSIONS + calls));
    }

    /** The same calls on a kernel that does it right. */
    static Scenario onSoundKernel(Scenario story, Property lost) {
        return story.on(List.of(lost == Property.RESUME ? POSTED + "-rollback-all" : POSTED));
    }

    private static String calls(Design design, Property lost) {
        return switch (lost) {
            case UNFROZEN, TWICE, ENTRY -> mistake(design, NEXT);
            case FLB_COUNT -> mistake(design, design.word().equals("flb-at-freeze") ? NEXT_WITHOUT_C : NEXT);
            case NOT_FROZEN, UNPRESERVED -> mistake(design, "close A\n");
            case HANG -> mistake(design, "freeze A\n");
            case RESUME -> EARLY_THEN_REFUSED + "preserve A a2 3\n";
            // no design has the first; the others show in no event: a use, a frozen session that is open again by rule,
            // another errno
            case DEADLOCK, STALE, PROMISE, ANSWER -> "";
        };
    }

    /** The calls up to the design's mistake, and behind it; empty where it makes none. */
    private static String mistake(Design design, String then) {
        return switch (design.word()) {
            case "flb-at-freeze" -> "freeze A\nclose C\n" + then;
            case "mutex-only-unmarked" -> "meanwhile serialized freeze A\n" + then;
            case "bad-rollback-marked" -> EARLY_THEN_REFUSED + then;
            case "bad-no-rollback", "bad-lock-kept" -> REFUSED + then;
            case "bad-close" -> "freeze A\n" + then;
            case "bad-check-unlocked" -> "meanwhile unlocked freeze A\npreserve A a2 3\n" + then;
            case "bad-check-late" -> "freeze A\npreserve A a2 3\n" + then;
            case "bad-half-freeze" -> "fault freeze ENOMEM 1\nfreeze A\n" + then;
            default -> "";
        };
    }
}
