package io.luoledger.trace;

import io.luoledger.trace.KernelFunctions.CallbackName;
import io.luoledger.trace.KernelFunctions.Operation;
import io.luoledger.trace.TraceLine.Form;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a file handler's callbacks from an FLB's and from functions that are only called alike, by what calls them. */
final class Callbacks {
    enum Owner {
        HANDLER,
        FLB,
        NEITHER
    }

    /** Marks a put whose callback was seen: it calls one at most. */
    private static final Object USED = new Object();

    private Callbacks() {}

    static Owner ownerOf(Call call, CallbackName callback, Set<String> handlerOwners) {
        Operation operation = callback.operation();
        boolean stalePossible = call.form == Form.EVENT && call.caller == null;
        if (stalePossible && handlerOwners.contains(callback.owner()) && nearest(call, operation, true) != null) {
            return Owner.HANDLER;
        }
        String direct = call.caller != null ? call.caller : call.parent == null ? "" : call.parent.function;
        if (KernelFunctions.handlerIsCalledFrom(operation, direct)) {
            return Owner.HANDLER;
        }
        if (KernelFunctions.flbIsCalledFrom(operation, direct) && (!stalePossible || use(call.parent))) {
            return Owner.FLB;
        }
        if (!stalePossible) {
            return Owner.NEITHER;
        }
        if (call.arguments.number("retrieve_status") != null && nearest(call, operation, true) != null) {
            return Owner.HANDLER;
        }
        Call flb = nearest(call, operation, false);
        if (flb != null && onlyStaleAbove(call, flb) && use(flb)) {
            return Owner.FLB;
        }
        Call walk = nearest(call, operation, true);
        return walk != null && onlyStaleAbove(call, walk) ? Owner.HANDLER : Owner.NEITHER;
    }

    /** The walk over a session's files that this callback is part of. */
    static @Nullable FileSweep walk(Call call, String function) {
        Call walk = call.within(function);
        return walk != null && walk.work instanceof FileSweep sweep ? sweep : null;
    }

    private static boolean use(@Nullable Call caller) {
        if (caller == null || caller.work == USED) {
            return false;
        }
        if (caller.function.startsWith("liveupdate_flb_put_")) {
            caller.work = USED;
        }
        return true;
    }

    private static @Nullable Call nearest(Call call, Operation operation, boolean ofHandler) {
        for (Call caller = call.parent; caller != null; caller = caller.parent) {
            if (ofHandler
                    ? KernelFunctions.handlerIsCalledFrom(operation, caller.function)
                    : KernelFunctions.flbIsCalledFrom(operation, caller.function)) {
                return caller;
            }
        }
        return null;
    }

    /** Whether all between may have returned unseen: void callbacks and void functions of the core. */
    private static boolean onlyStaleAbove(Call call, Call caller) {
        for (Call between = call.parent; between != null && between != caller; between = between.parent) {
            CallbackName callback = KernelFunctions.callback(between.function);
            boolean stale = callback == null
                    ? KernelFunctions.isCore(between.function)
                    : callback.operation().isVoid();
            if (!stale) {
                return false;
            }
        }
        return true;
    }
}
