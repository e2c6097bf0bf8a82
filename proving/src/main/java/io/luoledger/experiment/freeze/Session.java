package io.luoledger.experiment.freeze;

import io.luoledger.experiment.check.Cell;
import io.luoledger.experiment.check.ModelBuilder;
import io.luoledger.experiment.check.Mutex;
import io.luoledger.experiment.check.Shared;
import io.luoledger.experiment.check.Touches;
import io.luoledger.experiment.check.View;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A session's part of the state.
 *
 * @param descriptor whether a descriptor is open
 * @param references of the descriptor, and of each call that is under way
 * @param listed whether it is in the list of outgoing sessions
 * @param mark {@link #OPEN}, {@link #EARLY} or {@link #AT_REBOOT}
 * @param entry how many files the hand-over lists of it
 * @param files each {@link #ABSENT}, {@link #PRESERVED} or {@link #FROZEN}
 */
record Session(
        String name,
        Mutex mutex,
        Cell descriptor,
        Cell references,
        Cell listed,
        Cell mark,
        Cell entry,
        List<Cell> files) {
    static final int OPEN = 0;
    static final int EARLY = 1;
    static final int AT_REBOOT = 2;

    static final int ABSENT = 0;
    static final int PRESERVED = 1;
    static final int FROZEN = 2;

    /**
     * @param held how many files are preserved at the start
     * @param more how many more there may be
     */
    static Session of(ModelBuilder model, String name, int held, int more) {
        String file = name.toLowerCase(Locale.ROOT);
        return new Session(
                name,
                model.mutex("session " + name + "'s mutex"),
                model.cell(name + ".descriptor", 1),
                model.cell(name + ".references", 1),
                model.cell(name + ".listed", 1),
                model.cell(name + ".mark", OPEN),
                model.cell(name + ".entry", 0),
                IntStream.range(0, held + more)
                        .mapToObj(place -> model.cell(file + place, place < held ? PRESERVED : ABSENT))
                        .toList());
    }

    /** How many files it holds. */
    int held(View view) {
        return (int) files.stream().filter(file -> view.get(file) != ABSENT).count();
    }

    /** Its mark, its entry and its files, and what else a step changes. */
    Touches changing(Shared... more) {
        Stream<Shared> own = Stream.concat(Stream.of(mark, entry), files.stream());
        return Touches.changing(Stream.concat(own, Stream.of(more)).toArray(Shared[]::new));
    }
}
