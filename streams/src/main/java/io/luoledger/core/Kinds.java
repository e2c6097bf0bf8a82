package io.luoledger.core;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one live update holds and what became of it, by kind of file: its handler's compatible string. Kept small: a
 * kernel has a handful of handlers, and whatever is beyond that is counted together.
 */
public record Kinds(SortedMap<String, Kind> byHandler) {
    /** Stands for the handler of files whose source doesn't tell it. */
    public static final String UNKNOWN = "unknown";

    /** Stands for the handler of device files whose source doesn't tell it. */
    public static final String DEVICE = "device";

    static final Kinds NONE = new Kinds(new TreeMap<>());

    private static final String OTHERS = "others";
    private static final int MOST = 32;

    public Kinds {
        byHandler = Collections.unmodifiableSortedMap(new TreeMap<>(byHandler));
    }

    /**
     * How many files of one kind.
     *
     * @param files handed over (or about to be)
     * @param retrieved that came back
     * @param failed whose retrieve failed for good
     * @param finished that came back and were finished
     * @param lost discarded, leaked or lost
     */
    public record Kind(long files, long retrieved, long failed, long finished, long lost) {
        static final Kind NONE = new Kind(0, 0, 0, 0, 0);

        /** Handed over and not settled. */
        public long open() {
            return files - finished - lost;
        }

        private Kind held(long more) {
            return new Kind(files + more, retrieved, failed, finished, lost);
        }

        private Kind moved(FileStatus from, FileStatus to) {
            boolean came = to == FileStatus.RETRIEVED || to == FileStatus.FINISHED;
            boolean had = from == FileStatus.RETRIEVED || from == FileStatus.FINISHED;
            return new Kind(
                    files,
                    retrieved + (came && !had ? 1 : 0),
                    failed + (to == FileStatus.RETRIEVE_FAILED && from != to ? 1 : 0),
                    finished + count(to == FileStatus.FINISHED) - count(from == FileStatus.FINISHED),
                    lost + count(gone(to)) - count(gone(from)));
        }

        private static boolean gone(FileStatus status) {
            return status == FileStatus.DISCARDED || status == FileStatus.LEAKED || status == FileStatus.LOST;
        }

        private static int count(boolean one) {
            return one ? 1 : 0;
        }
    }

    /** The kind of a file: its handler's string, or a word that no kernel has for one. */
    public static String of(FileState file) {
        return of(file.handler(), file.device() != null);
    }

    static String of(@Nullable String handler, boolean device) {
        return handler != null ? handler : device ? DEVICE : UNKNOWN;
    }

    /** The counts of one kind, zeros when there is none of it. */
    public Kind of(String handler) {
        return byHandler.getOrDefault(byHandler.containsKey(handler) ? handler : OTHERS, Kind.NONE);
    }

    Kinds held(FileState file, long more) {
        return with(of(file), kind -> kind.held(more));
    }

    Kinds moved(FileState file, FileStatus from, FileStatus to) {
        return with(of(file), kind -> kind.moved(from, to));
    }

    /** A file turned out to be of another kind than was known. */
    Kinds renamed(FileState before, FileState after) {
        return of(before).equals(of(after)) ? this : held(before, -1).held(after, 1);
    }

    private Kinds with(String handler, UnaryOperator<Kind> how) {
        String name = byHandler.containsKey(handler) || byHandler.size() < MOST ? handler : OTHERS;
        TreeMap<String, Kind> changed = new TreeMap<>(byHandler);
        Kind after = how.apply(changed.getOrDefault(name, Kind.NONE));
        if (after.equals(Kind.NONE)) {
            changed.remove(name);
        } else {
            changed.put(name, after);
        }
        return new Kinds(changed);
    }

    void write(StateWriter out) {
        out.number(byHandler.size());
        for (Map.Entry<String, Kind> entry : byHandler.entrySet()) {
            Kind kind = entry.getValue();
            out.text(entry.getKey())
                    .number(kind.files())
                    .number(kind.retrieved())
                    .number(kind.failed())
                    .number(kind.finished())
                    .number(kind.lost());
        }
    }

    static Kinds read(StateReader in) {
        TreeMap<String, Kind> kinds = new TreeMap<>();
        for (long i = in.number(); i > 0; i--) {
            kinds.put(in.text(), new Kind(in.number(), in.number(), in.number(), in.number(), in.number()));
        }
        return new Kinds(kinds);
    }
}
