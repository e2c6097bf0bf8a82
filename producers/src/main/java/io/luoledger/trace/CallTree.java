package io.luoledger.trace;

import io.luoledger.trace.TraceLine.Form;
import io.luoledger.trace.TraceLine.Stamp;
import java.util.HashMap;
import java.util.Map;
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

        /**
         * @param ret null where the text doesn't tell it
         * @param nanos when, as in the text
         */
        void returned(Call call, @Nullable Long ret, long nanos);

        /** Its end isn't in the text (or it has no return probe). */
        void abandoned(Call call);

        /** A return without its entry. */
        void unmatched(String function, long line);
    }

    /** Deeper calls of a graph are not kept: none of those that count is. */
    private static final int MAX_DEPTH = 512;

    private final Listener listener;
    private final Map<Integer, Call> tops = new HashMap<>();
    private final Map<Integer, Integer> depths = new HashMap<>();

    CallTree(Listener listener) {
        this.listener = listener;
    }

    void enter(TraceLine.Enter line, long number) {
        Stamp stamp = line.stamp();
        switch (line.form()) {
            case EVENT -> makeRoom(stamp.task(), line.function());
            case FUNCTION -> returnTo(stamp.task(), line.caller());
            case GRAPH -> {
                // nests by itself
            }
        }
        push(stamp, line.form(), line.function(), line.caller(), line.arguments(), number);
    }

    void leaf(TraceLine.Leaf line, long number) {
        push(line.stamp(), Form.GRAPH, line.function(), null, line.arguments(), number);
        pop(line.stamp().task(), line.ret(), line.stamp().nanos());
    }

    void exit(TraceLine.Exit line, long number) {
        int task = line.stamp().task();
        long nanos = line.stamp().nanos();
        Call top = tops.get(task);
        String function = line.function();
        if (depths.getOrDefault(task, 0) > MAX_DEPTH) {
            depths.merge(task, -1, Integer::sum);
            return;
        }
        if (function == null) {
            if (top != null) {
                pop(task, line.ret(), nanos);
            } else {
                listener.unmatched("}", number);
            }
            return;
        }
        if (!open(top, function)) {
            listener.unmatched(function, number);
            return;
        }
        abandonAbove(task, function);
        Call ending = tops.get(task);
        if (ending != null && line.caller() != null) {
            ending.caller = line.caller();
        }
        pop(task, line.ret(), nanos);
    }

    /** The text ends. */
    void end() {
        for (Integer task : java.util.List.copyOf(new java.util.TreeSet<>(tops.keySet()))) {
            abandonAll(task);
        }
    }

    private void makeRoom(int task, String function) {
        Call top = tops.get(task);
        if (top == null) {
            return;
        }
        if (KernelFunctions.startsUserCall(function)) {
            abandonForeign(task, function);
        } else if (open(top, function)) {
            abandonAbove(task, function);
            abandonTop(task);
        } else {
            for (String caller : KernelFunctions.onlyCallersOf(function)) {
                if (open(top, caller)) {
                    abandonAbove(task, caller);
                    return;
                }
            }
        }
    }

    /** What can't have called this user call has ended. */
    private void abandonForeign(int task, String function) {
        for (Call top = tops.get(task);
                top != null && !KernelFunctions.mayCall(top.function, function);
                top = tops.get(task)) {
            abandonTop(task);
        }
    }

    private void returnTo(int task, @Nullable String caller) {
        Call top = tops.get(task);
        if (caller != null && open(top, caller)) {
            abandonAbove(task, caller);
        } else {
            abandonAll(task);
        }
    }

    private static boolean open(@Nullable Call top, String function) {
        for (Call call = top; call != null; call = call.parent) {
            if (call.function.equals(function)) {
                return true;
            }
        }
        return false;
    }

    private void push(
            Stamp stamp, Form form, String function, @Nullable String caller, Arguments arguments, long number) {
        int task = stamp.task();
        int depth = depths.merge(task, 1, Integer::sum);
        if (depth > MAX_DEPTH) {
            // counted, so that the returns still pair
            return;
        }
        Call call = new Call(function, arguments, form, stamp.nanos(), number, task, tops.get(task), caller);
        tops.put(task, call);
        listener.entered(call);
    }

    private void pop(int task, @Nullable Long ret, long nanos) {
        Call top = tops.get(task);
        if (top == null || depths.getOrDefault(task, 0) > MAX_DEPTH) {
            depths.merge(task, -1, Integer::sum);
            return;
        }
        drop(task, top);
        listener.returned(top, ret, nanos);
    }

    private void abandonAbove(int task, String function) {
        for (Call top = tops.get(task); top != null && !top.function.equals(function); top = tops.get(task)) {
            abandonTop(task);
        }
    }

    private void abandonAll(int task) {
        while (tops.containsKey(task)) {
            abandonTop(task);
        }
    }

    private void abandonTop(int task) {
        Call top = tops.get(task);
        if (top != null) {
            depths.put(task, Math.min(depths.getOrDefault(task, 1), MAX_DEPTH));
            drop(task, top);
            listener.abandoned(top);
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
