package io.luoledger.trace;

import io.luoledger.event.Source;
import io.luoledger.wire.UnreadableInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Notices the same text given twice: by its first lines, so many that two boots of one machine differ in them. */
final class DuplicateParts {
    /** Kernels boot alike: where the text has no times, only the lengths of calls differ. */
    static final int IDENTIFYING_LINES = 64;

    private final Map<String, String> names = new HashMap<>();

    void add(List<String> firstLines, String name) {
        String before = names.putIfAbsent(Source.idOf(firstLines.toArray(String[]::new)), name);
        if (before != null) {
            throw new UnreadableInputException(
                    name + ": the same text as " + before + ", expected each part of each boot once");
        }
    }
}
