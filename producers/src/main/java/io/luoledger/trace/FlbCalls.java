package io.luoledger.trace;

import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.FlbBody.FlbUnpreserved;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.trace.KernelFunctions.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the events of FLB callbacks, and asks the console for what the trace doesn't name. */
final class FlbCalls {
    private static final List<String> NAMING_FRAMES = List.of(
            "liveupdate_flb_put_incoming",
            "liveupdate_flb_put_outgoing",
            "luo_flb_retrieve_one",
            "liveupdate_flb_get_incoming");

    private final EventQueue queue;
    private final BootFacts facts;
    private final ConsoleHints hints;
    private final TracedKernel kernel;

    FlbCalls(EventQueue queue, BootFacts facts, ConsoleHints hints, TracedKernel kernel) {
        this.queue = queue;
        this.facts = facts;
        this.hints = hints;
        this.kernel = kernel;
    }

    void returned(Operation operation, EventQueue.Place place, Call call, Result result) {
        String flb = name(operation, call);
        Long data = call.arguments.number("data");
        switch (operation) {
            case PRESERVE -> {
                queue.settle(place, Side.OUTGOING, new FlbPreserved(flb, data, result));
                handlerByConsole(call);
            }
            case UNPRESERVE -> queue.settle(place, Side.OUTGOING, new FlbUnpreserved(flb, data, result));
            case RETRIEVE -> {
                facts.flbRetrieved(result.ok());
                queue.settle(place, Side.INCOMING, new FlbRetrieved(flb, data, result));
            }
            case FINISH -> queue.settle(place, Side.INCOMING, new FlbFinished(flb, data, result));
            case CAN_PRESERVE, FREEZE, UNFREEZE, CAN_FINISH -> queue.giveUp(place);
        }
    }

    private @Nullable String name(Operation operation, Call call) {
        String told = call.arguments.string("compatible");
        if (told != null) {
            return told;
        }
        for (Call frame = call.parent; frame != null; frame = frame.parent) {
            if (NAMING_FRAMES.contains(frame.function)) {
                String name = frame.arguments.string("compatible");
                return name != null ? name : hints.flb(operation, call.function);
            }
        }
        return hints.flb(operation, call.function);
    }

    /** The console says which handler has FLBs of the kind that this handler just brought in. */
    private void handlerByConsole(Call call) {
        RunningAttempt attempt = call.attempt;
        String owner = attempt == null || attempt.handler() != null ? null : attempt.owningHandler();
        String handler = owner == null ? null : hints.handler(call.function);
        if (owner != null && handler != null) {
            kernel.handlerNames.putIfAbsent(owner, handler);
        }
    }

    /** Preserved files that no line showed frozen. */
    long notFrozen() {
        return kernel.outgoing().stream()
                .flatMap(session -> session.files().stream())
                .filter(file -> !file.frozen)
                .count();
    }

    /** The kernel's warnings stand where the function is entered that they are about. */
    void warnings(Call call) {
        for (ConsoleReport warning = hints.warningIn(call); warning != null; warning = hints.warningIn(call)) {
            queue.add(call.nanos, Side.NONE, new KernelWarned(warning.place(), warning.message(), Result.success()));
        }
    }
}
