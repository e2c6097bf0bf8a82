package io.luoledger.experiment.told;

import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.View;
import io.luoledger.experiment.check.Violation;
import io.luoledger.experiment.flb.Defects;
import io.luoledger.experiment.flb.Design;
import io.luoledger.experiment.flb.Setting;
import io.luoledger.simulator.scenario.Scenario;
import java.util.List;
import java.util.Optional;

/**
 * What a counter-example of an FLB design is on a simulated kernel: that kernel's own lookup, with the other thread's FINISH between the two
 * steps where the run switches.
 */
public final class FlbStory {
    private static final String HANDED_OVER = """
            machine switched
            %1
            label a /04.0/00.0/01.0/00.0
            bind @a vfio-pci
            cdev a.d @a
            iommufd a.i
            bind_iommufd a.d a.i
            create a out.a
            preserve out.a a.d 1
            %2
            retrieve_session a in.a
            bind ~a vfio-pci
            retrieve in.a 1 a.d
            iommufd a.i
            bind_iommufd a.d a.i
            config a.d
            label b /06.0
            bind @b vfio-pci
            """;

    private FlbStory() {}

    /** The scenario; empty where no simulated kernel is like that design, or can run into that. */
    public static Optional<Scenario> of(Setting setting, CounterExample example) {
        if (setting.neverAsked()) {
            return Optional.empty();
        }
        boolean enumerates = switch (setting.design()) {
            case RWSEM, RWSEM_WALK -> true;
            case SEED, LOCK_IN_FINISH, FAIL_FIRST, CACHED, LOCKED_GET, REFCOUNT, REFCOUNT_LOCK_IN_FINISH -> false;
        };
        String before = enumerates ? "remove @b\n" : "";
        String lookup = enumerates ? "rescan\n" : "cdev b.d @b\n";
        String variant = kernel(setting.design());
        return switch (example.violation().kind()) {
            case View.USE_AFTER_FREE -> told(variant, before + "meanwhile copied finish in.a\n" + lookup);
            case Defects.NULL_POINTER -> told(variant, before + "meanwhile asked finish in.a\n" + lookup);
            case Violation.DEADLOCK ->
                told(variant + "+flb-finish-locks", before + "meanwhile locked finish in.a\n" + lookup);
            case Defects.DOUBLE_RETRIEVE -> told(variant + "+flb-retrieved-again", before + "finish in.a\n" + lookup);
            default -> Optional.empty();
        };
    }

    private static Optional<Scenario> told(String kernel, String ending) {
        return Optional.of(new Scenario("flb", "a counter-example", List.of(kernel), HANDED_OVER + ending));
    }

    /** The simulated kernel whose FLBs are as in that design. */
    private static String kernel(Design design) {
        return switch (design) {
            case SEED, LOCK_IN_FINISH, FAIL_FIRST, CACHED, LOCKED_GET -> "seed+luo8";
            case REFCOUNT, REFCOUNT_LOCK_IN_FINISH -> "seed";
            case RWSEM, RWSEM_WALK -> "next";
        };
    }
}
