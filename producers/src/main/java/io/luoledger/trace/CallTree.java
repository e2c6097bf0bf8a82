package io.luoledger.trace;

import io.luoledger.trace.TraceLine.Form;
import io.luoledger.trace.TraceLine.Stamp;
import io.luoledger.wire.LatestMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Pairs entries and exits per task.
 *
 * <p>A graph nests by itself. A function line names its caller. An event names neither, and many functions (void ones)
 * have no return probe: such a call stays open until something shows that it can't be any more - its enclosing call
 * returns, it is entered again (none of the functions in question recurses), a function is entered that only a further
 * one calls, or the task makes its next system call.
 */
final class CallTree {
    /** What hears of calls, in the order of the text. */
    interface Listener {
        void entered(Call call);

        /** Its return is known, or that no line tells it. */
        void returned(Call call);

        /** Its end isn't in the text (or it has no return probe). */
        void abandoned(Call call);

        /**
         * A probe told more of a call: of one that is open, or of the one that has just returned.
         *
         * @param ret null where it didn't tell
         */
        void probed(Call call, Arguments arguments, @Nullable Long ret);

        /** A return without its entry. */
        void unmatched(String function, long line);
    }

    /** Deeper calls of a graph are not kept: none of those that count is. */
    private static final int MAX_DEPTH = 512;

    /** Of so many tasks the call that returned last is remembered: tasks come and go, and more don't run at once. */
    private static final int MAX_RETURNED = 256;

    /** So deep function lines are believed to nest whose caller isn't traced. */
    private static final int MAX_UNTRACED_DEPTH = 64;

    private final Listener listener;
    /** The call that began last, of all tasks. */
    private @Nullable Call entered;

    private final Map<Integer, Call> tops = new HashMap<>();
    private final Map<Integer, Integer> depths = new HashMap<>();
    /** Per task, the probe's event that stands in front of its call. */
    private final Map<Integer, Waiting> waiting = new HashMap<>();
    /** Per task, the call that has just returned: a probe behind it may tell more. */
    private final Map<Integer, Call> returned = new LatestMap<>(MAX_RETURNED);

    private record Waiting(Stamp stamp, String function, Arguments arguments, long number, boolean isCall) {}

    CallTree(Listener listener) {
        this.listener = listener;
    }

    /** Tasks that are in such a function. */
    List<Integer> tasksIn(Predicate<String> function) {
        return tops.entrySet().stream()
                .filter(task -> isIn(task.getValue(), call -> function.test(call.function)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean isIn(@Nullable Call top, Predicate<Call> which) {
        for (Call call = top; call != null; call = call.parent) {
            if (which.test(call)) {
                return true;
            }
        }
        return false;
    }

    /** The function that the task has entered last. */
    String innermost(int task) {
        Call top = tops.get(task);
        return top == null ? "" : top.function;
    }

    void enter(TraceLine.Enter line, long number) {
        Stamp stamp = line.stamp();
        if (line.function().equals(KernelFunctions.KEXEC)) {
            adoptReboot(stamp.task());
        }
        Arguments arguments = probedBefore(stamp.task(), line.function()).and(line.arguments());
        switch (line.form()) {
            case EVENT -> makeRoom(stamp.task(), line.function(), arguments);
            case FUNCTION -> {
                Call top = tops.get(stamp.task());
                if (top != null && top.symbol.equals(line.function())) {
                    top.toldAgain = true;
                }
                returnTo(stamp.task(), line.function(), line.caller());
            }
            case GRAPH -> {
                // nests by itself; but what user space calls is in no other call of it, whose return must be lost then
                if (isIn(
                        tops.get(stamp.task()),
                        call -> isForeign(call.function, line.function()) || isRepeated(call, line.function()))) {
                    abandonAll(stamp.task());
                }
            }
        }
        push(stamp, line.form(), line.function(), line.caller(), arguments, number);
    }

    /** An event in the text of a tracer of functions: mostly of a function that the next line tells, too. */
    void enterOrProbe(TraceLine.Enter line, long number) {
        int task = line.stamp().task();
        flush(task);
        if (!begunWith(line.stamp(), line.function(), line.arguments())) {
            waiting.put(task, new Waiting(line.stamp(), line.function(), line.arguments(), number, true));
        }
    }

    /** Only one task reboots: it is the one whose call another recorder told without saying whose. */
    private void adoptReboot(int task) {
        Call reboot = tops.get(Stamp.NO_TASK);
        if (reboot != null && reboot.function.equals(KernelFunctions.REBOOT) && !tops.containsKey(task)) {
            tops.remove(Stamp.NO_TASK);
            tops.put(task, reboot);
            depths.remove(Stamp.NO_TASK);
            depths.put(task, 1);
        }
    }

    /** The same call as the one entered last, told by another recorder, which may not know the task. */
    void told(TraceLine.Enter line) {
        Call last = entered;
        if (last != null && last == tops.get(last.task)) {
            begunWith(new Stamp(last.task, line.stamp().cpu(), last.nanos), line.function(), line.arguments());
        }
    }

    /** An event behind the tracer's line of the same call. */
    private boolean begunWith(Stamp stamp, String symbol, Arguments arguments) {
        Call top = tops.get(stamp.task());
        if (top == null || top.form == Form.EVENT || !top.symbol.equals(symbol)) {
            return false;
        }
        top.arguments = arguments.and(top.arguments);
        listener.probed(top, arguments, null);
        return true;
    }

    void probe(TraceLine.Probe line) {
        int task = line.stamp().task();
        if (line.entry()) {
            if (!begunWith(line.stamp(), line.function(), line.arguments())) {
                waiting.put(task, new Waiting(line.stamp(), line.function(), line.arguments(), 0, false));
            }
            return;
        }
        Call about = about(task, line.function());
        if (about != null) {
            toldAtEnd(about, line.arguments(), line.ret());
        }
    }

    private void toldAtEnd(Call call, Arguments arguments, @Nullable Long ret) {
        call.toldAtEnd = arguments.and(call.toldAtEnd);
        listener.probed(call, arguments, ret);
    }

    /** The call that an event behind its return, or in front of it, tells of. */
    private @Nullable Call about(int task, String symbol) {
        Call last = returned.get(task);
        if (last != null && last.symbol.equals(symbol)) {
            return last;
        }
        Call call = tops.get(task);
        while (call != null && !call.symbol.equals(symbol)) {
            call = call.parent;
        }
        return call;
    }

    /** What a probe told in front of this call. */
    private Arguments probedBefore(int task, String function) {
        Waiting before = waiting.get(task);
        if (before != null && before.function().equals(function)) {
            waiting.remove(task);
            return before.arguments();
        }
        flush(task);
        return Arguments.NONE;
    }

    /** A probe whose function no line tells: the event itself is the call. */
    private void flush(int task) {
        Waiting alone = waiting.remove(task);
        if (alone != null && alone.isCall()) {
            makeRoom(task, alone.function(), alone.arguments());
            push(alone.stamp(), Form.EVENT, alone.function(), null, alone.arguments(), alone.number());
        }
    }

    void leaf(TraceLine.Leaf line, long number) {
        Arguments arguments = probedBefore(line.stamp().task(), line.function()).and(line.arguments());
        push(line.stamp(), Form.GRAPH, line.function(), null, arguments, number);
        pop(line.stamp().task(), line.ret(), line.stamp().nanos());
    }

    void exit(TraceLine.Exit line, long number) {
        int task = line.stamp().task();
        long nanos = line.stamp().nanos();
        flush(task);
        Call top = tops.get(task);
        String function = line.function();
        if (depths.getOrDefault(task, 0) > MAX_DEPTH) {
            depths.merge(task, -1, Integer::sum);
            return;
        }
        if (function == null) {
            if (isIn(top, call -> call.form == Form.GRAPH)) {
                abandonAbove(task, call -> call.form == Form.GRAPH);
                pop(task, line.ret(), nanos);
            } else {
                listener.unmatched("}", number);
            }
            return;
        }
        Call about = about(task, function);
        if (about != null && about.form == Form.GRAPH && line.form() == Form.EVENT) {
            // the graph tells its end
            toldAtEnd(about, line.arguments(), line.ret());
            return;
        }
        if (!isIn(top, ofSymbol(function))) {
            listener.unmatched(function, number);
            return;
        }
        abandonAbove(task, ofSymbol(function));
        Call ending = tops.get(task);
        if (ending != null && line.caller() != null) {
            ending.caller = line.caller();
        }
        if (ending != null && ending.form != Form.GRAPH) {
            toldAtEnd(ending, line.arguments(), line.ret());
        }
        pop(task, line.ret(), nanos);
    }

    /** The text ends. */
    void end() {
        for (Integer task : List.copyOf(new java.util.TreeSet<>(waiting.keySet()))) {
            flush(task);
        }
        for (Integer task : List.copyOf(new java.util.TreeSet<>(tops.keySet()))) {
            abandonAll(task);
        }
    }

    private void makeRoom(int task, String symbol, Arguments arguments) {
        Call top = tops.get(task);
        if (top == null) {
            return;
        }
        String function = KernelFunctions.withoutSuffix(symbol);
        if (KernelFunctions.startsUserCall(function)) {
            abandonForeign(task, function);
        } else if (!top.hasPart(symbol) && isIn(top, call -> call.cannotServe(function, arguments))) {
            // the user call's own return is lost
            abandonAll(task);
        } else if (isIn(top, ofSymbol(symbol))) {
            abandonAbove(task, ofSymbol(symbol));
            abandonTop(task);
        } else {
            for (String caller : KernelFunctions.onlyCallersOf(function)) {
                if (isIn(top, of(caller))) {
                    abandonAbove(task, of(caller));
                    return;
                }
            }
        }
    }

    private static boolean isForeign(String enclosing, String symbol) {
        String function = KernelFunctions.withoutSuffix(symbol);
        return KernelFunctions.startsUserCall(enclosing)
                && KernelFunctions.startsUserCall(function)
                && !enclosing.equals(function)
                && !KernelFunctions.mayCall(enclosing, function);
    }

    private static boolean isRepeated(Call enclosing, String symbol) {
        return enclosing.symbol.equals(symbol) && KernelFunctions.startsUserCall(enclosing.function);
    }

    /** What can't have called this user call has ended. */
    private void abandonForeign(int task, String function) {
        for (Call top = tops.get(task);
                top != null && !KernelFunctions.mayCall(top.function, function);
                top = tops.get(task)) {
            abandonTop(task);
        }
    }

    /**
     * A function line: what can't have called it has ended. A caller that isn't traced may stand between it and the
     * calls that are open, unless they mean nothing.
     */
    private void returnTo(int task, String symbol, @Nullable String caller) {
        Call top = tops.get(task);
        String function = KernelFunctions.withoutSuffix(symbol);
        String base = caller == null ? null : KernelFunctions.withoutSuffix(caller);
        if (base != null && isIn(top, of(base))) {
            abandonAbove(task, of(base));
        } else if (KernelFunctions.startsUserCall(function)) {
            abandonForeign(task, function);
        } else if (top == null
                || KernelFunctions.startsFromUser(function, base)
                || depths.getOrDefault(task, 0) > MAX_UNTRACED_DEPTH
                || !meansSomething(top)) {
            abandonAll(task);
        }
    }

    private static boolean meansSomething(Call top) {
        for (Call call = top; call != null; call = call.parent) {
            if (call.attempt != null || call.work != null) {
                return true;
            }
        }
        return false;
    }

    private static Predicate<Call> of(String function) {
        return call -> call.function.equals(function);
    }

    private static Predicate<Call> ofSymbol(String symbol) {
        return call -> call.symbol.equals(symbol);
    }

    private void push(
            Stamp stamp, Form form, String symbol, @Nullable String caller, Arguments arguments, long number) {
        int task = stamp.task();
        int depth = depths.merge(task, 1, Integer::sum);
        if (depth > MAX_DEPTH) {
            // counted, so that the returns still pair
            return;
        }
        returned.remove(task);
        Call call = new Call(symbol, arguments, form, stamp.nanos(), number, task, tops.get(task), caller);
        if (call.parent != null) {
            call.parent.calls(call.function);
        }
        tops.put(task, call);
        entered = call;
        listener.entered(call);
    }

    private void pop(int task, @Nullable Long ret, long nanos) {
        Call top = tops.get(task);
        if (top == null || depths.getOrDefault(task, 0) > MAX_DEPTH) {
            depths.merge(task, -1, Integer::sum);
            return;
        }
        drop(task, top);
        if (top.form == Form.GRAPH) {
            returned.put(task, top);
        }
        top.returns(ret, nanos);
        listener.returned(top);
    }

    private void abandonAbove(int task, Predicate<Call> which) {
        for (Call top = tops.get(task); top != null && !which.test(top); top = tops.get(task)) {
            abandonTop(task);
        }
    }

    /** Nobody will tell how the calls ended that the task is in. */
    void abandonAll(int task) {
        while (tops.containsKey(task)) {
            abandonTop(task);
        }
    }

    private void abandonTop(int task) {
        Call top = tops.get(task);
        if (top != null) {
            depths.put(task, Math.min(depths.getOrDefault(task, 1), MAX_DEPTH));
            drop(task, top);
            if (top.form == Form.FUNCTION) {
                // a function line has no end: it ended when another one showed that it had
                top.returns(null, top.nanos);
                listener.returned(top);
            } else {
                listener.abandoned(top);
            }
        }
    }

    private void drop(int task, Call top) {
        if (top.parent == null) {
            // tasks come and go: nothing stays of one that is in no traced call
            tops.remove(task);
            depths.remove(task);
        } else {
            tops.put(task, top.parent);
            depths.merge(task, -1, Integer::sum);
        }
    }
}
