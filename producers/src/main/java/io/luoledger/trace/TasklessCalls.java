package io.luoledger.trace;

import io.luoledger.trace.TraceLine.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says whose call a record is where the text names no task (tp_printk without printk callers). One call after the other
 * needs no name; where calls of several tasks overlap nobody knows what belongs to which, until all of them have returned.
 */
final class TasklessCalls {
    private final CallTree tree;
    /** Calls of user space that overlap, whose returns are still due. */
    private int overlapping;

    TasklessCalls(CallTree tree) {
        this.tree = tree;
    }

    /** The record with its task, or null where nobody knows it. */
    @Nullable
    TraceLine placed(TraceLine read) {
        if (read instanceof TraceLine.Enter enter && enter.stamp().task() == Stamp.NO_TASK) {
            return entered(enter);
        }
        return read instanceof TraceLine.Exit exit && exit.stamp().task() == Stamp.NO_TASK ? returned(exit) : read;
    }

    private @Nullable TraceLine entered(TraceLine.Enter enter) {
        String function = KernelFunctions.withoutSuffix(enter.function());
        boolean userCall = KernelFunctions.startsUserCall(function);
        if (function.equals(KernelFunctions.REBOOT) || function.equals(KernelFunctions.KEXEC)) {
            // whoever is in a call now won't come back from it
            overlapping = 0;
        }
        if (overlapping > 0) {
            overlapping += returnIsDue(function) ? 1 : 0;
            return null;
        }
        List<Integer> inCalls = tree.tasksIn(TasklessCalls::returnIsDue);
        if (inCalls.isEmpty()) {
            List<Integer> rebooting = tree.tasksIn(KernelFunctions.REBOOT::equals);
            boolean inside = !userCall || KernelFunctions.mayCall(KernelFunctions.REBOOT, function);
            return inside && rebooting.size() == 1 ? with(enter, rebooting.getFirst()) : enter;
        }
        List<Integer> callers = userCall
                ? inCalls.stream()
                        .filter(task -> KernelFunctions.mayCall(tree.innermost(task), function))
                        .toList()
                : inCalls;
        if (callers.isEmpty() && !function.equals(KernelFunctions.REBOOT) && !function.equals(KernelFunctions.KEXEC)) {
            overlapping = inCalls.size() + 1;
            inCalls.forEach(tree::abandonAll);
            return null;
        }
        return callers.size() == 1 ? with(enter, callers.getFirst()) : callers.isEmpty() ? enter : null;
    }

    /** Whether the text tells the end of such a call: that of a reboot it doesn't, whether it worked or not. */
    private static boolean returnIsDue(String function) {
        return KernelFunctions.startsUserCall(function) && !function.equals(KernelFunctions.REBOOT);
    }

    private @Nullable TraceLine returned(TraceLine.Exit exit) {
        String function = KernelFunctions.withoutSuffix(String.valueOf(exit.function()));
        if (overlapping > 0) {
            overlapping -= returnIsDue(function) ? 1 : 0;
            return null;
        }
        List<Integer> tasks = tree.tasksIn(function::equals);
        return tasks.isEmpty() ? exit : tasks.size() == 1 ? exit.at(stamp(exit.stamp(), tasks.getFirst())) : null;
    }

    private static TraceLine with(TraceLine.Enter enter, int task) {
        return enter.at(stamp(enter.stamp(), task));
    }

    private static Stamp stamp(Stamp stamp, int task) {
        return new Stamp(task, stamp.cpu(), stamp.nanos());
    }
}
