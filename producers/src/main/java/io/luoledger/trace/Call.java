package io.luoledger.trace;

import io.luoledger.event.PciAddress;
import io.luoledger.trace.TraceLine.Form;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call of a traced function: its entry, its arguments, who called it, and its return, as {@link CallTree} learns them. Knows what
 * called it, not what it calls: memory is the depth, never the length. Whoever says what it means keeps that in it as long as it
 * lasts.
 */
final class Call {
    /** The symbol that the text names. */
    final String symbol;
    /** The function that it is, or is a copy or a part of. */
    final String function;
    /** What the line told, and the probes beside it. */
    Arguments arguments;

    final Form form;
    final long nanos;
    final long line;
    final int task;
    /** The traced call that encloses it; a probe without return leaves a stale one, see {@link CallTree}. */
    final @Nullable Call parent;
    /** What the text itself names as caller. */
    @Nullable
    String caller;
    /** What it returned; null where the text doesn't tell, or it hasn't. */
    @Nullable
    Long ret;

    private boolean returned;
    long endNanos;
    /** What a probe told of its end. */
    Arguments toldAtEnd = Arguments.NONE;
    /** The PCI function that it is about. */
    @Nullable
    PciAddress device;
    /** The user call that this one is part of. */
    @Nullable
    RunningAttempt attempt;
    /** What the interpreter keeps while the call lasts. */
    @Nullable
    Object work;
    /** The function that it has called to do what user space asked for. */
    private @Nullable String served;
    /** Whether a line of the function tracer behind the probe tells the same call again, and then its end, too. */
    boolean toldAgain;

    Call(
            String symbol,
            Arguments arguments,
            Form form,
            long nanos,
            long line,
            int task,
            @Nullable Call parent,
            @Nullable String caller) {
        this.symbol = symbol;
        this.function = KernelFunctions.withoutSuffix(symbol);
        this.arguments = arguments;
        this.form = form;
        this.nanos = nanos;
        this.line = line;
        this.task = task;
        this.parent = parent;
        this.caller = caller;
        this.attempt = parent == null ? null : parent.attempt;
    }

    /** It has ended, and this is all that will be known of how. */
    void returns(@Nullable Long value, long atNanos) {
        ret = value;
        returned = true;
        endNanos = atNanos;
    }

    boolean hasReturned() {
        return returned;
    }

    /** Whether it returned true: a graph prints the whole register of a function that returns a bool. */
    boolean saysYes() {
        return ret != null && (ret & 0xff) != 0;
    }

    /** Whether the compiler made it of a part of the function that has called it, which is a call of its own. */
    boolean isPart() {
        return parent != null && parent.hasPart(symbol);
    }

    /** Whether that is what the compiler made of a part of this function. */
    boolean hasPart(String callee) {
        return KernelFunctions.withoutSuffix(callee).equals(function) && !callee.equals(function);
    }

    /** It calls this function. */
    void calls(String callee) {
        served = KernelFunctions.calledOnceWith(callee).isEmpty() ? served : callee;
    }

    /** Whether it is part of a user call that can't have called that function: it serves one request, of one session. */
    boolean cannotServe(String callee, Arguments told) {
        Set<String> once = KernelFunctions.calledOnceWith(callee);
        if (once.isEmpty()) {
            return false;
        }
        String session = arguments.string("session");
        String name = told.string("name");
        return (served != null && once.contains(served)) || (session != null && name != null && !session.equals(name));
    }

    /** The nearest enclosing call of that function. */
    @Nullable
    Call within(String name) {
        for (Call call = parent; call != null; call = call.parent) {
            if (call.function.equals(name)) {
                return call;
            }
        }
        return null;
    }
}
