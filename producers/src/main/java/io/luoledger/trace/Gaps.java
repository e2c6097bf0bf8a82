package io.luoledger.trace;

import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.Side;
import java.util.EnumSet;
import java.util.Set;

/** What the text of a boot doesn't show, told where it is missing. */
final class Gaps {
    private final TracedKernel kernel;
    private final BootEvents events;
    /** Whether the console tells why the text ends. */
    private final boolean died;

    private final Set<GapReason> toldInPart = EnumSet.noneOf(GapReason.class);
    private String file = "";

    Gaps(TracedKernel kernel, BootEvents events, boolean died) {
        this.kernel = kernel;
        this.events = events;
        this.died = died;
    }

    /** A part of its own begins: each kind of gap is news again. */
    void beginPart() {
        toldInPart.clear();
    }

    /** What follows is missing in this file. */
    void in(String name) {
        file = name;
    }

    /**
     * Something is missing here. A further gap of a kind is told where events lie between it and the last one.
     *
     * @param nanos when, or -1
     */
    void tell(GapReason reason, String detail, long line, long nanos) {
        if (reason == GapReason.TRUNCATED) {
            if (!died) {
                ends(detail, line);
            }
            return;
        }
        kernel.hasGap();
        SourceGap gap = new SourceGap(reason, where(detail), line);
        if (toldInPart.add(reason)) {
            events.queue().add(nanos, Side.NONE, gap);
        } else {
            events.queue().addFurther(nanos, gap);
        }
    }

    /** Something is missing in a call whose event is to come. */
    void tellInFrontOf(EventQueue.Place place, String detail, long line) {
        kernel.hasGap();
        toldInPart.add(GapReason.UNPAIRED);
        events.queue().addInFrontOf(place, new SourceGap(GapReason.UNPAIRED, where(detail), line));
    }

    /** The text ends too early: known when it has been read. */
    void ends(String detail, long line) {
        events.gapAtEnd(GapReason.TRUNCATED, where(detail), line);
    }

    /** Events leave this machine: where a file lay on it is nobody's affair. */
    private String where(String detail) {
        return file.substring(file.lastIndexOf('/') + 1) + ": " + detail;
    }
}
