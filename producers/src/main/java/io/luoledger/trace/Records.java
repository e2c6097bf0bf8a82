package io.luoledger.trace;

import io.luoledger.text.LineReader;
import io.luoledger.text.TextFile;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one recorder wrote, as far as two recorders of one boot can be compared by it: of each record what it tells, as a
 * number, and when. A recorder is known by its events, or, where these name no function of live update, by the calls that
 * a tracer of functions saw. Some bytes a record, whatever the length of the text.
 */
final class Records {
    private static final int ENTRY = 1;
    private static final int RETURN = 2;

    private final boolean tracer;
    private long[] prints = new long[64];
    private long[] times = new long[64];
    private int[] functions = new int[64];
    private boolean[] returns = new boolean[64];
    private int size;
    private final Set<Integer> cpus = new HashSet<>();
    private boolean namesFunctions;
    /** Entry of a hand-over that wasn't seen to come back, or -1: a boot has one. */
    private int handover = -1;

    Records(boolean tracer) {
        this.tracer = tracer;
    }

    static Records of(TextFile text) {
        Records events = new Records(false);
        Records calls = new Records(true);
        try (LineReader lines = new LineReader(text.open())) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (lines.ended() && !lines.tooLong()) {
                    TraceLine read = TraceLineParser.parse(CopiedLine.of(line));
                    events.take(read);
                    calls.take(read);
                }
            }
            return events.namesFunctions || !calls.namesFunctions ? events : calls;
        } catch (IOException e) {
            throw new UnreadableInputException(text.name() + ": can't be read: " + Reason.of(e), e);
        }
    }

    private void take(TraceLine read) {
        if (read instanceof TraceLine.Exit exit && KernelFunctions.KEXEC.equals(exit.function())) {
            handover = -1;
        }
        if (!holds(read)) {
            return;
        }
        switch (read) {
            case TraceLine.Enter enter -> add(enter.stamp(), enter.function(), ENTRY, 0, enter.arguments());
            case TraceLine.Leaf leaf -> add(leaf.stamp(), leaf.function(), ENTRY, 0, leaf.arguments());
            case TraceLine.Probe probe ->
                add(
                        probe.stamp(),
                        probe.function(),
                        probe.entry() ? ENTRY : RETURN,
                        probe.entry() ? 0 : number(probe.ret()),
                        probe.arguments());
            case TraceLine.Exit exit ->
                add(exit.stamp(), String.valueOf(exit.function()), RETURN, number(exit.ret()), exit.arguments());
            default -> throw new IllegalStateException("no record: " + read);
        }
    }

    private static long number(@Nullable Long ret) {
        return ret == null ? 1 : ret;
    }

    /** Whether it is one of these. */
    boolean holds(TraceLine read) {
        if (!tracer) {
            return isEvent(read) || read instanceof TraceLine.Probe;
        }
        return read instanceof TraceLine.Leaf
                || (read instanceof TraceLine.Enter enter && enter.form() != TraceLine.Form.EVENT)
                || (read instanceof TraceLine.Exit exit && exit.form() != TraceLine.Form.EVENT);
    }

    static boolean isEvent(TraceLine read) {
        return (read instanceof TraceLine.Enter enter && enter.form() == TraceLine.Form.EVENT)
                || (read instanceof TraceLine.Exit exit && exit.form() == TraceLine.Form.EVENT);
    }

    private void add(TraceLine.Stamp stamp, String symbol, int kind, long ret, Arguments arguments) {
        String function = KernelFunctions.withoutSuffix(symbol);
        boolean systemCall = function.startsWith("sys_");
        namesFunctions |= !systemCall;
        if (stamp.cpu() >= 0) {
            cpus.add(stamp.cpu());
        }
        if (kind == ENTRY && function.equals(KernelFunctions.KEXEC)) {
            handover = size;
        }
        // each form of text tells a system call's arguments otherwise, and a tracer tells what no event does
        long told = systemCall || tracer ? 0 : arguments.fingerprint();
        int name = function.hashCode();
        add(mix(31L * mix(31L * name + kind) + (int) ret) + told, stamp.nanos(), name, kind == RETURN);
    }

    /** A record of another recorder, by this one's clock. */
    void add(Records other, int index, long ahead) {
        long nanos = other.times[index];
        handover = index == other.handover ? size : handover;
        add(other.prints[index], nanos < 0 ? -1 : nanos - ahead, other.functions[index], other.returns[index]);
    }

    private void add(long print, long nanos, int function, boolean isReturn) {
        if (size == prints.length) {
            prints = Arrays.copyOf(prints, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
            functions = Arrays.copyOf(functions, 2 * size);
            returns = Arrays.copyOf(returns, 2 * size);
        }
        prints[size] = print;
        times[size] = nanos;
        functions[size] = function;
        returns[size] = isReturn;
        size++;
    }

    /** As far as events and a tracer's lines can be compared: which functions were entered. */
    Records entries() {
        Records coarse = new Records(tracer);
        for (int i = 0; i < size; i++) {
            // what is told once only is nobody's copy
            coarse.add(
                    mix(returns[i] ? 31L * i + (tracer ? 2 : 1) : functions[i]),
                    times[i],
                    returns[i] ? (tracer ? 2 : 1) : functions[i],
                    returns[i]);
        }
        coarse.handover = handover;
        return coarse;
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

    /** Whether the two can't have seen the same: what each saw ran on other CPUs. */
    boolean sawOtherCpus(Records other) {
        return !cpus.isEmpty() && !other.cpus.isEmpty() && Collections.disjoint(cpus, other.cpus);
    }

    /** What this one tells is on these CPUs, too. */
    void sawCpusOf(Records other) {
        cpus.addAll(other.cpus);
    }

    /** Whether it saw other CPUs in the same time, as the files under per_cpu do. */
    boolean isBeside(Records other) {
        return sawOtherCpus(other)
                && times[0] >= 0
                && other.times[0] >= 0
                && times[0] <= other.times[other.size - 1]
                && other.times[0] <= times[size - 1];
    }

    /** Whether these are the calls that a tracer saw, not events. */
    boolean ofTracer() {
        return tracer;
    }

    boolean isReturn(int index) {
        return returns[index];
    }

    /** Entry of the hand-over that the kernel didn't come back from, or -1. */
    int handover() {
        return handover;
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
