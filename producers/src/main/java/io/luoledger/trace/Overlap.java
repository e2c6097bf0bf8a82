package io.luoledger.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a recorder are another one's, too. Both wrote of the same kernel, each perhaps with losses, and each by
 * a clock of its own: what they tell in the same order is the same.
 */
final class Overlap {
    private static final long MILLISECOND = 1_000_000L;

    /** A console stamps by the tick, and a slow line makes it late. */
    private static final long JITTER = 20 * MILLISECOND;

    /** Texts that lie behind one another by the clock are two times of one clock, unless they are as alike as this. */
    private static final int MANY = 12;

    private static final long MAX_TABLE = 4_000_000L;

    /** For each record of the second recorder the first one's index, or -1. */
    private final int[] twins;

    private final boolean[] copies;
    /** What the second one's clock is ahead, 0 where nobody can tell. */
    private final long offset;

    private Overlap(int[] twins, long offset) {
        this.twins = twins;
        this.offset = offset;
        this.copies = new boolean[twins.length];
        for (int i = 0; i < twins.length; i++) {
            copies[i] = twins[i] >= 0;
        }
    }

    /** Whether the first recorder told it already. */
    boolean isCopy(int index) {
        return copies[index];
    }

    int twin(int index) {
        return twins[index];
    }

    long offset() {
        return offset;
    }

    /** Of each record, the next one's twin that has one; the end where none has. */
    int[] nextTwins(int end) {
        int[] next = new int[twins.length];
        int twin = end;
        for (int i = twins.length - 1; i >= 0; i--) {
            next[i] = twin;
            twin = twins[i] >= 0 ? twins[i] : twin;
        }
        return next;
    }

    /** Null where the two share nothing. */
    static @Nullable Overlap of(Records first, Records second) {
        if (first.sawOtherCpus(second)) {
            return null;
        }
        if (first.ofTracer() == second.ofTracer()) {
            return between(first, second);
        }
        Records entries = second.entries();
        Overlap overlap = between(first.entries(), entries);
        if (overlap != null) {
            overlap.copyTheRest(first.functions(), second);
        }
        return overlap;
    }

    /** What events tell of functions that a tracer tells, too: also the returns. */
    private void copyTheRest(Set<Integer> told, Records second) {
        int last = twins.length - 1;
        while (twins[last] < 0) {
            last--;
        }
        Set<Integer> copied = new HashSet<>();
        boolean inside = false;
        for (int i = 0; i < copies.length; i++) {
            inside |= copies[i];
            int function = second.function(i);
            if (second.isReturn(i)) {
                copies[i] = copied.contains(function);
            } else {
                copies[i] |= inside && i < last && told.contains(function);
                if (copies[i]) {
                    copied.add(function);
                } else {
                    copied.remove(function);
                }
            }
        }
    }

    private static @Nullable Overlap between(Records first, Records second) {
        if (first.size() == 0 || second.size() == 0) {
            return null;
        }
        int[] sameClock = byTime(first, second);
        if (isWindow(first, second, sameClock)) {
            return new Overlap(sameClock, 0);
        }
        int[] twins = byOrder(first, second);
        long offset = offset(first, second, twins);
        return plausible(first, second, twins, offset) && isWindow(first, second, twins)
                ? new Overlap(twins, offset == Long.MIN_VALUE ? 0 : offset)
                : null;
    }

    private static int[] byTime(Records first, Records second) {
        Map<Long, ArrayList<Integer>> places = new HashMap<>();
        for (int i = 0; i < first.size(); i++) {
            if (first.time(i) >= 0) {
                places.computeIfAbsent(first.print(i) ^ Records.mix(first.time(i)), any -> new ArrayList<>())
                        .add(i);
            }
        }
        int[] twins = none(second.size());
        Map<Long, Integer> taken = new HashMap<>();
        for (int i = 0; i < second.size(); i++) {
            long key = second.print(i) ^ Records.mix(second.time(i));
            List<Integer> at = places.get(key);
            int before = taken.merge(key, 1, Integer::sum) - 1;
            if (second.time(i) >= 0 && at != null && before < at.size()) {
                twins[i] = at.get(before);
            }
        }
        return increasing(twins);
    }

    /** What is told once by each is the same; between such places, what follows in the same order. */
    private static int[] byOrder(Records first, Records second) {
        Map<Long, Integer> once = once(first);
        Map<Long, Integer> onceHere = once(second);
        int[] twins = none(second.size());
        for (int i = 0; i < second.size(); i++) {
            Integer there = once.get(second.print(i));
            if (there != null && there >= 0 && onceHere.getOrDefault(second.print(i), -1) == i) {
                twins[i] = there;
            }
        }
        increasing(twins);
        int left = -1;
        int leftTwin = -1;
        for (int i = 0; i <= second.size(); i++) {
            boolean end = i == second.size();
            if (end || twins[i] >= 0) {
                fill(first, second, twins, leftTwin + 1, end ? first.size() : twins[i], left + 1, i);
                left = i;
                leftTwin = end ? leftTwin : twins[i];
            }
        }
        return twins;
    }

    private static Map<Long, Integer> once(Records records) {
        Map<Long, Integer> once = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            once.merge(records.print(i), i, (before, again) -> -1);
        }
        return once;
    }

    /** The longest common subsequence of what lies between two places, if it is short enough to be looked for. */
    private static void fill(Records first, Records second, int[] twins, int from, int to, int start, int end) {
        int low = from;
        int here = start;
        while (low < to && here < end && first.print(low) == second.print(here)) {
            twins[here++] = low++;
        }
        int high = to;
        int last = end;
        while (high > low && last > here && first.print(high - 1) == second.print(last - 1)) {
            twins[--last] = --high;
        }
        int rows = high - low;
        int columns = last - here;
        if (rows == 0 || columns == 0 || (long) rows * columns > MAX_TABLE) {
            return;
        }
        int[][] length = new int[rows + 1][columns + 1];
        for (int row = rows - 1; row >= 0; row--) {
            for (int column = columns - 1; column >= 0; column--) {
                length[row][column] = first.print(low + row) == second.print(here + column)
                        ? length[row + 1][column + 1] + 1
                        : Math.max(length[row + 1][column], length[row][column + 1]);
            }
        }
        int row = 0;
        int column = 0;
        while (row < rows && column < columns) {
            if (first.print(low + row) == second.print(here + column)) {
                twins[here + column++] = low + row++;
            } else if (length[row + 1][column] >= length[row][column + 1]) {
                row++;
            } else {
                column++;
            }
        }
    }

    private static int[] none(int size) {
        int[] twins = new int[size];
        Arrays.fill(twins, -1);
        return twins;
    }

    /** Leaves the longest increasing part of it. */
    private static int[] increasing(int[] twins) {
        int[] tails = new int[twins.length];
        int[] before = new int[twins.length];
        int length = 0;
        for (int i = 0; i < twins.length; i++) {
            if (twins[i] < 0) {
                continue;
            }
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (twins[tails[middle]] < twins[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            before[i] = low == 0 ? -1 : tails[low - 1];
            tails[low] = i;
            length = Math.max(length, low + 1);
        }
        boolean[] stays = new boolean[twins.length];
        for (int i = length == 0 ? -1 : tails[length - 1]; i >= 0; i = before[i]) {
            stays[i] = true;
        }
        for (int i = 0; i < twins.length; i++) {
            if (!stays[i]) {
                twins[i] = -1;
            }
        }
        return twins;
    }

    /** Median of the clocks' difference; Long.MIN_VALUE where the texts have no times. */
    private static long offset(Records first, Records second, int[] twins) {
        long[] differences = new long[twins.length];
        int count = 0;
        for (int i = 0; i < twins.length; i++) {
            if (twins[i] >= 0 && second.time(i) >= 0 && first.time(twins[i]) >= 0) {
                differences[count++] = second.time(i) - first.time(twins[i]);
            }
        }
        Arrays.sort(differences, 0, count);
        return count == 0 ? Long.MIN_VALUE : differences[count / 2];
    }

    /** Whether the pairs keep one distance by the clocks; those that don't are none. */
    private static boolean plausible(Records first, Records second, int[] twins, long offset) {
        int pairs = count(twins);
        if (offset == Long.MIN_VALUE) {
            // no clock tells: a few calls may well come in the same order twice
            return pairs >= 4;
        }
        long begin = second.time(0);
        boolean sameHandover =
                second.handover() >= 0 && first.handover() >= 0 && twins[second.handover()] == first.handover();
        boolean behind = !sameHandover && (isBehind(first, second) || isBehind(second, first));
        for (int i = 0; i < twins.length; i++) {
            if (twins[i] >= 0 && second.time(i) >= 0 && first.time(twins[i]) >= 0) {
                long apart = Math.abs(second.time(i) - first.time(twins[i]) - offset);
                long drift = begin < 0 ? 0 : Math.abs(second.time(i) - begin) / 100;
                if (apart > (behind ? MILLISECOND : JITTER + drift)) {
                    twins[i] = -1;
                }
            }
        }
        int kept = count(twins);
        return kept * 5 >= pairs * 4 && (!behind || kept >= MANY);
    }

    private static boolean isBehind(Records first, Records second) {
        long end = first.time(first.size() - 1);
        return end >= 0 && second.time(0) > end;
    }

    private static int count(int[] twins) {
        int count = 0;
        for (int twin : twins) {
            count += twin >= 0 ? 1 : 0;
        }
        return count;
    }

    /**
     * Whether the pairs are what two recorders of one time have in common: most of what lies between the first and the last
     * pair, and nothing of both in front of the first or behind the last. Functions that only one records don't count.
     */
    private static boolean isWindow(Records first, Records second, int[] twins) {
        int pairs = count(twins);
        if (pairs == 0) {
            return false;
        }
        int from = 0;
        while (twins[from] < 0) {
            from++;
        }
        int to = twins.length - 1;
        while (twins[to] < 0) {
            to--;
        }
        Set<Integer> both = first.functions();
        both.retainAll(second.functions());
        int slack = 2 + pairs / 10;
        int inFirst = count(first, both, twins[from], twins[to] + 1);
        int inSecond = count(second, both, from, to + 1);
        return 2 * pairs >= Math.max(inFirst, inSecond)
                && Math.min(count(first, both, 0, twins[from]), count(second, both, 0, from)) <= slack
                && Math.min(count(first, both, twins[to] + 1, first.size()), count(second, both, to + 1, second.size()))
                        <= slack;
    }

    private static int count(Records records, Set<Integer> functions, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += functions.contains(records.function(i)) ? 1 : 0;
        }
        return count;
    }
}
