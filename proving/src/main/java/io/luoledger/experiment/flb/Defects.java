package io.luoledger.experiment.flb;

import io.luoledger.experiment.check.View;
import io.luoledger.experiment.check.Violation;
import java.util.List;

/** What can go wrong with an FLB. */
public final class Defects {
    /** get_incoming() said that all is well, and gave NULL. */
    public static final String NULL_POINTER = "null pointer";

    /** Retrieved from pages that were restored before: KHO gives NULL, and the PCI core panics. */
    public static final String DOUBLE_RETRIEVE = "double retrieve";

    /** Every file is finished and nobody holds a reference, and the FLB's finish doesn't run. */
    public static final String LOST_FINISH = "lost finish";

    /** Every thread is through, and the count says that somebody still holds the FLB. */
    public static final String LEAKED_REFERENCE = "leaked reference";

    /** A file isn't finished yet, and the FLB is. */
    public static final String EARLY_FINISH = "early finish";

    /** All kinds, the worst first. */
    public static final List<String> ALL = List.of(
            View.USE_AFTER_FREE,
            NULL_POINTER,
            DOUBLE_RETRIEVE,
            View.DOUBLE_FREE,
            EARLY_FINISH,
            Violation.DEADLOCK,
            Violation.HANG,
            LOST_FINISH,
            LEAKED_REFERENCE);

    private Defects() {}
}
