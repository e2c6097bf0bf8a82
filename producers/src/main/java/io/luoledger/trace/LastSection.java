package io.luoledger.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * The section "shutdown" of a text in sections ("#@ section NAME"): the buffer that a kernel dumped when it went down.
 * Nothing comes behind it, wherever it stands in the text.
 */
final class LastSection {
    private static final String MARK = "#@ section ";
    private static final String NAME = "shutdown";

    /** A trace buffer of the usual size holds less; what is longer is read where it stands. */
    private static final int MAX_LINES = 500_000;

    private List<TextLine> lines = new ArrayList<>();
    private boolean inside;
    private boolean gaveUp;

    /** Whether the line belongs to it, so that it is kept for later. */
    boolean holds(TextLine line) {
        if (line.text().startsWith(MARK)) {
            inside = !gaveUp && line.text().substring(MARK.length()).strip().equals(NAME);
        }
        if (inside) {
            lines.add(line);
        }
        return inside;
    }

    /** Whether no more is kept: what is there has to be read now, and the rest as it comes. */
    boolean full() {
        gaveUp |= lines.size() >= MAX_LINES;
        inside &= !gaveUp;
        return gaveUp;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    List<TextLine> take() {
        List<TextLine> taken = lines;
        lines = new ArrayList<>();
        return taken;
    }
}
