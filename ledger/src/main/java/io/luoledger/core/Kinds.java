package io.luoledger.core;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one live update holds and what became of it, by kind of file: its handler's compatible string. Kept small: a
 * kernel has a handful of handlers, and whatever is beyond that is counted together. Never changed once made.
 */
public final class Kinds {
    /** Stands for the handler of files whose source doesn't tell it. */
    public static final String UNKNOWN = "unknown";

    /** Stands for the handler of device files whose source doesn't tell it. */
    public static final String DEVICE = "device";

    public static final Kinds NONE = new Kinds(new String[0], new Kind[0]);

    private static final String OTHERS = "others";
    private static final int MOST = 32;

    /** In order. */
    private final String[] names;

    private final Kind[] counts;

    private Kinds(String[] names, Kind[] counts) {
        this.names = names;
        this.counts = counts;
    }

    /**
     * How many files of one kind. Each that was handed over and is settled counts once: as retrieved, failed or lost.
     *
     * @param files handed over (or about to be)
     * @param retrieved that came back, whatever became of them later
     * @param failures whose retrieve failed for good
     * @param finished that came back and were finished
     * @param gone discarded, leaked or lost
     * @param failuresCame of the failures, those that came back all the same
     * @param goneCounted of those gone, those that had come back or failed before
     */
    public record Kind(
            long files, long retrieved, long failures, long finished, long gone, long failuresCame, long goneCounted) {
        public static final Kind NONE = new Kind(0, 0, 0, 0, 0, 0, 0);

        /** That never came back, because their retrieve failed for good. */
        public long failed() {
            return failures - failuresCame;
        }

        /** That never came back, though nobody refused them: discarded, leaked or lost. */
        public long lost() {
            return gone - goneCounted;
        }

        /** Both together. */
        public Kind plus(Kind other) {
            return new Kind(
                    files + other.files,
                    retrieved + other.retrieved,
                    failures + other.failures,
                    finished + other.finished,
                    gone + other.gone,
                    failuresCame + other.failuresCame,
                    goneCounted + other.goneCounted);
        }

        /** Handed over and not settled. */
        public long open() {
            return files - finished - gone;
        }

        private Kind held(long more) {
            return new Kind(files + more, retrieved, failures, finished, gone, failuresCame, goneCounted);
        }

        private Kind moved(FileState before, FileStatus to) {
            FileStatus from = before.status();
            boolean came = came(to) && !before.cameBack();
            long moreGone = count(gone(to)) - count(gone(from));
            return new Kind(
                    files,
                    retrieved + count(came),
                    failures + count(to == FileStatus.RETRIEVE_FAILED && from != to),
                    finished + count(to == FileStatus.FINISHED) - count(from == FileStatus.FINISHED),
                    gone + moreGone,
                    failuresCame + count(came && before.errno() != null),
                    goneCounted + moreGone * count(counted(before)));
        }

        /** With one file in that state more, or one less. */
        private Kind with(FileState file, long more) {
            boolean isGone = gone(file.status());
            return new Kind(
                    files + more,
                    retrieved + more * count(file.cameBack()),
                    failures + more * count(file.errno() != null),
                    finished + more * count(file.status() == FileStatus.FINISHED),
                    gone + more * count(isGone),
                    failuresCame + more * count(file.cameBack() && file.errno() != null),
                    goneCounted + more * count(isGone && counted(file)));
        }

        private static boolean came(FileStatus status) {
            return status == FileStatus.RETRIEVED || status == FileStatus.FINISHED;
        }

        /** Whether it counts as retrieved or failed, whatever becomes of it. */
        private static boolean counted(FileState file) {
            return file.cameBack() || file.errno() != null;
        }

        private static boolean gone(FileStatus status) {
            return status == FileStatus.DISCARDED || status == FileStatus.LEAKED || status == FileStatus.LOST;
        }

        private static long count(boolean one) {
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

    /** All counts, in order of the handlers. */
    public SortedMap<String, Kind> byHandler() {
        TreeMap<String, Kind> all = new TreeMap<>();
        for (int i = 0; i < names.length; i++) {
            all.put(names[i], counts[i]);
        }
        return Collections.unmodifiableSortedMap(all);
    }

    /** Those of which there is anything, in order. */
    List<String> handlers() {
        return List.of(names);
    }

    /** The counts of one kind, zeros when there is none of it. */
    public Kind of(String handler) {
        int index = index(handler);
        index = index >= 0 ? index : index(OTHERS);
        return index >= 0 ? counts[index] : Kind.NONE;
    }

    /** Whether there is a handler here that isn't there. */
    boolean moreThan(Kinds others) {
        for (String name : names) {
            if (others.index(name) < 0) {
                return true;
            }
        }
        return false;
    }

    Kinds held(FileState file, long more) {
        return with(of(file), kind -> kind.held(more));
    }

    Kinds moved(FileState before, FileState after) {
        return with(of(after), kind -> kind.moved(before, after.status()));
    }

    /** A file turned out to be of another kind than was known: what became of it so far goes with it. */
    Kinds renamed(FileState before, FileState after) {
        return of(before).equals(of(after))
                ? this
                : with(of(before), kind -> kind.with(before, -1)).with(of(after), kind -> kind.with(before, 1));
    }

    /** What the whole counts and no kind does. */
    Kind rest(Tally whole) {
        long files = whole.files();
        long retrieved = whole.filesRetrieved();
        long settled = whole.filesSettled();
        for (Kind kind : counts) {
            files -= kind.files();
            retrieved -= kind.retrieved();
            settled -= kind.finished() + kind.gone();
        }
        long rest = Math.max(0, files);
        long came = Math.clamp(retrieved, 0, rest);
        long over = Math.clamp(settled, came, rest);
        return new Kind(rest, came, 0, came, over - came, 0, 0);
    }

    /** Negative when it isn't there: minus its place, minus one. */
    private int index(String handler) {
        return Arrays.binarySearch(names, handler);
    }

    private Kinds with(String handler, UnaryOperator<Kind> how) {
        String name = index(handler) >= 0 || names.length < MOST ? handler : OTHERS;
        int index = index(name);
        if (index < 0) {
            Kind first = how.apply(Kind.NONE);
            return first.equals(Kind.NONE) ? this : inserted(-index - 1, name, first);
        }
        Kind after = how.apply(counts[index]);
        if (after.equals(Kind.NONE)) {
            return removed(index);
        }
        Kind[] changed = counts.clone();
        changed[index] = after;
        return new Kinds(names, changed);
    }

    /** In order of the handlers. */
    public void forEach(BiConsumer<String, Kind> sink) {
        for (int i = 0; i < names.length; i++) {
            sink.accept(names[i], counts[i]);
        }
    }

    /** With the counts of one more kind, which comes behind the others. */
    public Kinds plus(String handler, Kind kind) {
        return inserted(names.length, handler, kind);
    }

    private Kinds inserted(int index, String name, Kind count) {
        String[] moreNames = Arrays.copyOf(names, names.length + 1);
        Kind[] moreCounts = Arrays.copyOf(counts, counts.length + 1);
        System.arraycopy(names, index, moreNames, index + 1, names.length - index);
        System.arraycopy(counts, index, moreCounts, index + 1, counts.length - index);
        moreNames[index] = name;
        moreCounts[index] = count;
        return new Kinds(moreNames, moreCounts);
    }

    private Kinds removed(int index) {
        String[] fewerNames = Arrays.copyOf(names, names.length - 1);
        Kind[] fewerCounts = Arrays.copyOf(counts, counts.length - 1);
        System.arraycopy(names, index + 1, fewerNames, index, fewerNames.length - index);
        System.arraycopy(counts, index + 1, fewerCounts, index, fewerCounts.length - index);
        return new Kinds(fewerNames, fewerCounts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kinds that && Arrays.equals(names, that.names) && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return byHandler().toString();
    }
}
