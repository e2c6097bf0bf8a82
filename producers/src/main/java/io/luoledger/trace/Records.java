package io.luoledger.trace;

import io.luoledger.text.LineReader;
import io.luoledger.text.PlainText;
import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * What one recorder wrote, as far as two recorders of one boot can be compared by it: of each record of an event what it
 * tells, as a number, and when. Some bytes a record, whatever the length of the text.
 */
final class Records {
    private long[] prints = new long[64];
    private long[] times = new long[64];
    private int[] functions = new int[64];
    private int size;

    static Records of(TextFile text) {
        Records records = new Records();
        try (LineReader lines = new LineReader(text.open())) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (lines.ended() && !lines.tooLong()) {
                    records.take(TraceLineParser.parse(PlainText.of(line)));
                }
            }
            return records;
        } catch (IOException e) {
            throw new UnreadableInputException(text.name() + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** Takes it, if it is a record of an event. */
    private void take(TraceLine read) {
        if (!holds(read)) {
            // the other tracers' text is nobody else's copy
            return;
        }
        if (read instanceof TraceLine.Enter enter) {
            add(enter.stamp().nanos(), enter.function(), 1, 0, enter.arguments());
        } else if (read instanceof TraceLine.Exit exit) {
            Long ret = exit.ret();
            add(exit.stamp().nanos(), String.valueOf(exit.function()), 2, ret == null ? 1 : ret, exit.arguments());
        }
    }

    static boolean holds(TraceLine read) {
        return (read instanceof TraceLine.Enter enter && enter.form() == TraceLine.Form.EVENT)
                || (read instanceof TraceLine.Exit exit && exit.form() == TraceLine.Form.EVENT);
    }

    private void add(long nanos, String function, int kind, long ret, Arguments arguments) {
        // each form of text tells a system call's arguments otherwise
        long told = function.startsWith("sys_") ? 0 : arguments.fingerprint();
        add(mix(31L * mix(31L * function.hashCode() + kind) + (int) ret) + told, nanos, function.hashCode());
    }

    /** A record of another recorder, by this one's clock. */
    void add(Records other, int index, long ahead) {
        long nanos = other.times[index];
        add(other.prints[index], nanos < 0 ? -1 : nanos - ahead, other.functions[index]);
    }

    private void add(long print, long nanos, int function) {
        if (size == prints.length) {
            prints = Arrays.copyOf(prints, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
            functions = Arrays.copyOf(functions, 2 * size);
        }
        prints[size] = print;
        times[size] = nanos;
        functions[size] = function;
        size++;
    }

    static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        return mixed ^ (mixed >>> 29);
    }

    int size() {
        return size;
    }

    long print(int index) {
        return prints[index];
    }

    /** -1 where it isn't known. */
    long time(int index) {
        return times[index];
    }

    int function(int index) {
        return functions[index];
    }

    Set<Integer> functions() {
        Set<Integer> all = new HashSet<>();
        for (int i = 0; i < size; i++) {
            all.add(functions[i]);
        }
        return all;
    }
}
