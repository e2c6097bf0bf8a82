package io.luoledger.trace;

import io.luoledger.event.Result;
import io.luoledger.trace.KernelFunctions.CallbackName;
import io.luoledger.trace.KernelFunctions.Operation;
import io.luoledger.trace.TraceLine.Form;
import org.jspecify.annotations.Nullable;

/** What the callbacks of file handlers and FLBs mean: they fill in the attempt, or move the walk on, or are an event. */
final class CallbackCalls {
    /** A callback that began. */
    record Running(
            Operation operation,
            String owner,
            boolean flb,
            EventQueue.@Nullable Place place,
            @Nullable TracedFile file,
            @Nullable FileSweep sweep) {}

    private final TracedKernel kernel;
    private final EventQueue queue;
    private final FlbCalls flbs;
    private final DevicePointers pointers;

    CallbackCalls(TracedKernel kernel, EventQueue queue, FlbCalls flbs, DevicePointers pointers) {
        this.pointers = pointers;
        this.kernel = kernel;
        this.queue = queue;
        this.flbs = flbs;
    }

    /** Whether the call is a callback of a handler or an FLB. */
    boolean entered(Call call) {
        CallbackName callback = KernelFunctions.callback(call.function);
        if (callback == null) {
            return false;
        }
        return switch (Callbacks.ownerOf(call, callback, kernel.handlerOwners)) {
            case NEITHER -> false;
            case FLB -> {
                EventQueue.Place place = queue.take(call.nanos);
                if (callback.operation().isVoid()) {
                    flbs.returned(callback.operation(), place, call, Result.success());
                } else {
                    call.work = new Running(callback.operation(), callback.owner(), true, place, null, null);
                }
                yield true;
            }
            case HANDLER -> {
                enteredHandler(call, callback);
                yield true;
            }
        };
    }

    /** Whether a handler's callback stands where nothing calls it: what does is lost. */
    boolean isStray(Call call) {
        CallbackName callback = KernelFunctions.callback(call.function);
        return callback != null && call.form == Form.EVENT && kernel.handlerOwners.contains(callback.owner());
    }

    private void enteredHandler(Call call, CallbackName callback) {
        Operation operation = callback.operation();
        String owner = callback.owner();
        if (!operation.isVoid()) {
            kernel.handlerOwners.add(owner);
        }
        EventQueue.Place place = null;
        TracedFile file = null;
        FileSweep sweep = null;
        switch (operation) {
            case FREEZE -> {
                sweep = Callbacks.walk(call, "luo_file_freeze");
                place = queue.take(call.nanos);
                file = sweep == null ? null : sweep.freezing(call);
            }
            case UNPRESERVE -> {
                FileSweep walk = Callbacks.walk(call, "luo_file_unpreserve_files");
                if (walk != null) {
                    walk.unpreserved(call, owner);
                }
            }
            case FINISH -> {
                FileSweep walk = Callbacks.walk(call, "luo_file_finish");
                if (walk != null) {
                    walk.finishing(call, owner);
                }
            }
            case CAN_PRESERVE, PRESERVE, RETRIEVE, UNFREEZE, CAN_FINISH -> {
                // the attempt's or the walk's own end tells
            }
        }
        call.work = new Running(operation, owner, false, place, file, sweep);
    }

    void returned(Call call, Running running) {
        if (running.operation().isVoid()) {
            return;
        }
        Result result = call.ret == null ? Result.success() : Result.ofReturn(call.ret);
        if (running.flb()) {
            if (running.place() != null) {
                flbs.returned(running.operation(), running.place(), call, result);
            }
        } else if (running.operation() == Operation.CAN_PRESERVE && call.saysYes() && call.device == null) {
            call.device = pointers.file(call.arguments.number("file"));
        } else if (running.operation() == Operation.FREEZE && running.place() != null) {
            Long data = call.arguments.number("data", "ser");
            if (running.sweep() == null) {
                queue.giveUp(running.place());
            } else {
                running.sweep().froze(running.place(), running.file(), running.owner(), data, result);
            }
        }
    }
}
