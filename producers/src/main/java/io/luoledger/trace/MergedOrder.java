package io.luoledger.trace;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which order the records of several recorders of one boot happened: what two of them saw stands there once, and the
 * other one's copy is passed over. Each recorder's own order stays.
 */
final class MergedOrder {
    /**
     * What one recorder contributes next.
     *
     * @param part which recorder
     * @param copy whether another one told it already
     */
    record Step(int part, boolean copy) {}

    private int[] steps = new int[64];
    private int size;
    private final long[] offsets;
    private final List<Records> recorders;

    private MergedOrder(List<Records> recorders) {
        this.recorders = recorders;
        this.offsets = new long[recorders.size()];
    }

    /** Null where no two of them share a record or saw CPUs side by side: one text goes on where the one before ends. */
    static @Nullable MergedOrder of(List<Records> parts) {
        MergedOrder order = new MergedOrder(parts);
        Records merged = parts.getFirst();
        for (int i = 0; i < merged.size(); i++) {
            order.add(0, false);
        }
        boolean any = false;
        for (int part = 1; part < parts.size(); part++) {
            Records next = parts.get(part);
            Overlap overlap = Overlap.of(merged, next);
            any |= overlap != null || parts.subList(0, part).stream().anyMatch(next::isBeside);
            merged = order.merge(merged, part, next, overlap);
        }
        return any ? order : null;
    }

    private Records merge(Records before, int part, Records next, @Nullable Overlap overlap) {
        MergedOrder old = new MergedOrder(recorders);
        old.steps = steps;
        old.size = size;
        steps = new int[64];
        size = 0;
        offsets[part] = overlap == null ? 0 : overlap.offset();
        Records merged = new Records(before.ofTracer());
        merged.sawCpusOf(before);
        merged.sawCpusOf(next);
        int step = 0;
        int told = 0;
        int[] until = overlap == null ? new int[0] : overlap.nextTwins(before.size());
        for (int i = 0; i < next.size(); i++) {
            int twin = overlap == null ? -1 : overlap.twin(i);
            int limit = overlap == null ? before.size() : twin >= 0 ? twin + 1 : until[i];
            while (told < limit && (twin >= 0 || !isLater(before.time(told), next.time(i), offsets[part]))) {
                step = copySteps(old, step);
                merged.add(before, told++, 0);
            }
            boolean copy = overlap != null && overlap.isCopy(i);
            add(part, copy);
            if (!copy) {
                merged.add(next, i, offsets[part]);
            }
        }
        while (told < before.size()) {
            step = copySteps(old, step);
            merged.add(before, told++, 0);
        }
        while (step < old.size) {
            add(old.steps[step++]);
        }
        return merged;
    }

    private static boolean isLater(long here, long there, long offset) {
        return here >= 0 && there >= 0 && here > there - offset;
    }

    /** Up to the next record that counts, with the copies in front of it. */
    private int copySteps(MergedOrder old, int from) {
        int step = from;
        while ((old.steps[step] & 1) != 0) {
            add(old.steps[step++]);
        }
        add(old.steps[step++]);
        return step;
    }

    private void add(int part, boolean copy) {
        add(part << 1 | (copy ? 1 : 0));
    }

    private void add(int step) {
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, 2 * size);
        }
        steps[size++] = step;
    }

    int size() {
        return size;
    }

    Step step(int index) {
        return new Step(steps[index] >> 1, (steps[index] & 1) != 0);
    }

    /** What that recorder wrote. */
    Records recorder(int part) {
        return recorders.get(part);
    }

    /** What that recorder's clock is ahead of the first one's. */
    long offset(int part) {
        return offsets[part];
    }
}
