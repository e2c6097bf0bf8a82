package io.luoledger.trace;

import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.trace.Attempt.Kind;
import io.luoledger.trace.KernelFunctions.Operation;
import io.luoledger.trace.TraceLine.Form;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says what the kernel's calls mean: an {@link Attempt} for each call of user space, a {@link FileSweep} for each walk
 * over a session's files, and an operation for each callback of a handler or an FLB.
 */
final class CallInterpreter implements CallTree.Listener {
    private static final long LINUX_REBOOT_CMD_KEXEC = 0x45584543L;

    /** Functions whose callers, or whose returns, tell: they mean nothing by themselves. */
    private static final Set<String> FRAMES = Set.of(
            "luo_session_alloc",
            "luo_session_get_name",
            "luo_ioctl_create_session",
            "luo_ioctl_retrieve_session",
            "kho_block_set_it_read_entry",
            KernelFunctions.KEXEC_LOAD,
            KernelFunctions.KEXEC_FILE_LOAD,
            "luo_session_serialize",
            "luo_flb_file_unpreserve",
            "liveupdate_flb_put_incoming",
            "liveupdate_flb_put_outgoing",
            "liveupdate_flb_get_incoming",
            "liveupdate_flb_get_outgoing",
            "luo_flb_retrieve_one",
            "luo_flb_serialize");

    private final TracedKernel kernel;
    private final EventQueue queue;
    private final BootFacts facts;
    private final FlbCalls flbs;
    private final CallbackCalls callbacks;
    private final UserCalls calls;
    private final DeviceCalls devices;
    private final Gaps gaps;
    private final Consumer<String> meaningless;
    private final Runnable deserialised;
    private boolean ending;
    private boolean growTraced;
    /** Whether the text tells of the kernel's own functions below its calls. */
    private boolean ownTraced;

    /**
     * @param meaningless hears of calls that mean nothing to the ledger, by their functions
     * @param deserialised runs when the boot's first deserialisation is over, so that what it received is known
     */
    CallInterpreter(
            TracedKernel kernel,
            EventQueue queue,
            BootFacts facts,
            ConsoleHints hints,
            Placeholders placeholders,
            Gaps gaps,
            Consumer<String> meaningless,
            Runnable deserialised) {
        this.kernel = kernel;
        this.queue = queue;
        this.facts = facts;
        this.gaps = gaps;
        this.meaningless = meaningless;
        this.deserialised = deserialised;
        this.flbs = new FlbCalls(queue, facts, hints, kernel);
        DevicePointers pointers = new DevicePointers();
        this.callbacks = new CallbackCalls(kernel, queue, flbs, pointers);
        this.devices = new DeviceCalls(queue, pointers);
        this.calls = new UserCalls(kernel, queue, placeholders);
    }

    /** What is still open now is so because the text ends. */
    void textEnds() {
        devices.end();
        ending = true;
    }

    /** All calls have ended. */
    void end() {
        calls.end();
    }

    @Override
    public void entered(Call call) {
        if (call.isPart()) {
            return;
        }
        flbs.warnings(call);
        boolean known = enteredCore(call) || callbacks.entered(call);
        known |= devices.entered(call);
        growTraced |= call.function.equals("kho_block_set_grow");
        if (call.attempt != null) {
            call.attempt.include(call);
        }
        if (call.form == Form.EVENT
                && call.work instanceof CallbackCalls.Running running
                && running.sweep() != null
                && running.sweep().isOfUnknown()) {
            lost(call, GapReason.OTHER, "a file is frozen here of a session that the text doesn't tell of");
        }
        if (known) {
            return;
        }
        if (callbacks.isStray(call)) {
            lost(call, GapReason.UNPAIRED, call.function + " is called here, but what calls it is not in the text");
        }
        meaningless.accept(call.function);
    }

    @Override
    public void probed(Call call, Arguments arguments, @Nullable Long ret) {
        RunningAttempt attempt = ret == null ? call.attempt : null;
        Kind kind = attempt == null || attempt.owner != call ? null : requested(call);
        if (attempt != null && kind != null && attempt.kind != kind) {
            // a tracer may not tell the command
            call.attempt = attempt.as(kind);
        }
        devices.probed(call, arguments, ret);
    }

    /** What an ioctl asks for, or null for another call. */
    private static @Nullable Kind requested(Call call) {
        Long told = call.arguments.number("cmd");
        long command = told == null ? 0 : told;
        return switch (call.function) {
            case "luo_ioctl" -> Attempt.ofDeviceCommand(command);
            case "luo_session_ioctl" -> Attempt.ofSessionCommand(command);
            default -> null;
        };
    }

    /** Whether the call is one of live update's own. */
    private boolean enteredCore(Call call) {
        Arguments arguments = call.arguments;
        switch (call.function) {
            case "luo_open" -> {
                facts.opened();
                begin(call, Kind.OPEN);
            }
            case "luo_ioctl", "luo_session_ioctl" -> begin(call, Objects.requireNonNull(requested(call)));
            case "luo_session_create" -> begin(call, Kind.CREATE);
            case "luo_session_retrieve" -> begin(call, Kind.RETRIEVE_SESSION);
            case "luo_session_preserve_fd", "luo_preserve_file" -> begin(call, Kind.PRESERVE);
            case "luo_session_retrieve_fd", "luo_retrieve_file" -> begin(call, Kind.RETRIEVE);
            case "luo_session_finish" -> begin(call, Kind.FINISH);
            case "luo_session_release" -> begin(call, Kind.CLOSE);
            case KernelFunctions.KEXEC, KernelFunctions.LIVEUPDATE_REBOOT -> begin(call, Kind.HANDOVER);
            case KernelFunctions.REBOOT -> {
                Long command = arguments.hex("cmd");
                if (command != null && command == LINUX_REBOOT_CMD_KEXEC) {
                    begin(call, Kind.HANDOVER);
                }
            }
            case "luo_file_set_init", "luo_session_getfile", "anon_inode_getfile" -> {
                if (isDeserialised(call)) {
                    facts.partOfSession(call);
                }
            }
            case "luo_session_insert" -> {
                if (call.form == Form.FUNCTION && isDeserialised(call)) {
                    // no line tells its return
                    facts.inserted(call);
                }
            }
            case "luo_session_deserialize" -> facts.deserialising(call);
            case "luo_file_deserialize" -> facts.fileSet(call);
            case "luo_session_setup_incoming" -> {
                if (call.form == Form.FUNCTION) {
                    facts.setUpIncoming();
                }
            }
            case "luo_file_freeze" -> {
                TracedSession session = kernel.ofFileSet(arguments.number("file_set"));
                Long count = arguments.number("count");
                if (session != null && count != null && count > session.files().size()) {
                    // each preserve told how many came before it: those that no line told of stand behind the last one
                    session.holds(count);
                }
                call.work = sweep(call);
                if (session != null) {
                    session.serialized = arguments.number("file_set_ser");
                }
            }
            case "luo_file_unfreeze" -> sweep(call).unfreezeAll(call.nanos);
            case "luo_file_unpreserve_files", "luo_file_finish" -> call.work = sweep(call);
            case "luo_flb_file_preserve" -> handlerNamed(call);
            case "luo_flb_file_finish" -> {
                Call walk = call.within("luo_file_finish");
                if (walk != null && walk.work instanceof FileSweep sweep) {
                    sweep.endFinishing(arguments.string("handler"));
                }
            }
            default -> {
                return FRAMES.contains(call.function);
            }
        }
        return true;
    }

    /** Whether it is part of the deserialisation; not where its return names a call of user space, whose entry is lost. */
    private static boolean isDeserialised(Call call) {
        return call.within("luo_session_deserialize") != null
                && (call.caller == null || !KernelFunctions.startsUserCall(call.caller));
    }

    private void begin(Call call, Kind kind) {
        if (call.attempt == null || call.attempt.kind != kind) {
            EventQueue.Place place = kind == Kind.HANDOVER
                    ? queue.take(call.nanos, Side.OUTGOING, new HandoverStarted(Result.success()))
                    : queue.take(call.nanos);
            call.attempt = new RunningAttempt(kind, call, place, kernel.gaps());
        }
    }

    private FileSweep sweep(Call call) {
        TracedSession session = kernel.ofFileSet(call.arguments.number("file_set"));
        RunningAttempt attempt = call.attempt;
        if (session == null && attempt != null && attempt.kind != Kind.HANDOVER) {
            session = calls.session(attempt.told());
            String name = attempt.name();
            if (session == null && name != null) {
                boolean incoming = call.function.equals("luo_file_finish");
                session = kernel.named(incoming ? Side.INCOMING : Side.OUTGOING, name);
                session = session == null && incoming ? calls.incoming(name) : session;
            }
        }
        return new FileSweep(kernel, queue, session, call.arguments.number("count"));
    }

    /** What the handler is called whose FLBs are preserved, once it has said that it takes the file. */
    private void handlerNamed(Call call) {
        String owner = call.attempt == null ? null : call.attempt.owningHandler();
        String handler = call.arguments.string("handler");
        if (owner != null && handler != null) {
            kernel.handlerNames.put(owner, handler);
        }
    }

    @Override
    public void returned(Call call) {
        if (call.isPart()) {
            return;
        }
        devices.ended(call);
        if (call.work instanceof CallbackCalls.Running running) {
            callbacks.returned(call, running);
            if (running.operation() == Operation.CAN_FINISH && call.attempt != null) {
                call.attempt.answers(call);
            }
        } else if (call.work instanceof FileSweep sweep) {
            sweep.endFinishing(null);
            if (call.function.equals("luo_file_freeze")) {
                sweep.freezeEnded(succeeded(call), call.endNanos);
                freezesLost(call, sweep);
            }
        }
        returnedCore(call);
        RunningAttempt attempt = call.attempt;
        if (attempt != null && attempt.owner == call) {
            ended(attempt);
        }
    }

    private void returnedCore(Call call) {
        switch (call.function) {
            case "luo_session_alloc" -> {
                if (call.ret != null && isDeserialised(call)) {
                    facts.allocated(call.ret);
                }
            }
            case "luo_session_insert" -> {
                if (call.form != Form.FUNCTION && isDeserialised(call) && (call.ret == null || call.ret == 0)) {
                    facts.inserted(call);
                }
            }
            case "kho_block_set_it_read_entry" -> facts.entryRead(call);
            case "luo_session_deserialize" -> {
                if (facts.deserialised(call)) {
                    deserialised.run();
                }
            }
            case KernelFunctions.KEXEC_LOAD, KernelFunctions.KEXEC_FILE_LOAD -> {
                Long flags = call.arguments.hex("flags");
                boolean forCrash = flags != null && (flags & KernelFunctions.crashFlag(call.function)) != 0;
                if (call.ret != null && call.ret == 0 && !forCrash) {
                    kernel.loaded(call.function.equals(KernelFunctions.KEXEC_FILE_LOAD));
                }
            }
            default -> {
                // nothing to learn
            }
        }
    }

    private static boolean succeeded(Call call) {
        return call.ret == null || call.ret >= 0;
    }

    @Override
    public void abandoned(Call call) {
        if (call.isPart()) {
            return;
        }
        devices.ended(call);
        if (call.work instanceof CallbackCalls.Running running && running.place() != null) {
            queue.giveUp(running.place());
            if (running.operation() == Operation.FREEZE && !ending && !call.toldAgain) {
                // what it told is lost with its return: the file's state isn't known any more
                lost(call, GapReason.UNPAIRED, beginsOnly(call.function));
            }
        } else if (call.work instanceof FileSweep sweep) {
            sweep.abandoned();
            freezesLost(call, sweep);
        }
        if (call.function.equals("luo_session_insert") && isDeserialised(call) && !ending) {
            lost(call, GapReason.UNPAIRED, beginsOnly(call.function));
        }
        facts.abandoned(call);
        RunningAttempt attempt = call.attempt;
        if (attempt != null && attempt.owner == call) {
            ended(attempt);
        }
    }

    private void freezesLost(Call call, FileSweep sweep) {
        if (call.function.equals("luo_file_freeze") && !ending && sweep.missesFreezes(call.hasReturned())) {
            lost(call, GapReason.UNPAIRED, notAllOf(call));
        }
    }

    private static String notAllOf(Call walk) {
        return "not every file that " + walk.function + " took is in the text";
    }

    private void ended(RunningAttempt running) {
        Call call = running.owner;
        Attempt attempt = running.told();
        ownTraced |= attempt.course().reached();
        Call answer = call.ret != null ? call : running.answer();
        Long ret = answer == null ? null : answer.ret;
        if (answer != null && ret != null) {
            Call walk = running.walk();
            if (walk != null
                    && (walk.ret == null ? ret == 0 : walk.ret == 0)
                    && walk.work instanceof FileSweep sweep
                    && sweep.misses()) {
                gaps.tellInFrontOf(attempt.place(), notAllOf(walk), walk.line);
            }
            if (call.form == Form.GRAPH
                    && ret >= 0
                    && ownTraced
                    && attempt.needsItsFunction()
                    && !attempt.course().reached()) {
                gaps.tellInFrontOf(
                        attempt.place(), "what " + attempt.title() + " called is not in the text", call.line);
            }
            calls.returned(attempt, ret, call.hasReturned() ? call.endNanos : answer.endNanos);
            return;
        }
        if (call.form == Form.FUNCTION && attempt.kind() != Kind.HANDOVER) {
            Long untold = calls.untold(attempt, growTraced);
            if (untold != null) {
                calls.returned(attempt, untold, call.endNanos);
                return;
            }
        }
        if (attempt.kind() == Kind.HANDOVER && ending) {
            // a reboot that works doesn't return
            calls.returned(attempt, 0, call.nanos);
            if (!attempt.course().serialized() && flbs.notFrozen() > 0) {
                lost(
                        call,
                        GapReason.TRUNCATED,
                        "the text ends inside the reboot, before " + flbs.notFrozen()
                                + (flbs.notFrozen() == 1 ? " preserved file was" : " preserved files were")
                                + " seen frozen");
            }
            return;
        }
        queue.giveUp(attempt.place());
        boolean silent = attempt.kind() == Kind.DEVICE_OTHER || attempt.kind() == Kind.SESSION_OTHER;
        if ((attempt.kind() == Kind.OPEN && !ending) || (silent && call.form == Form.FUNCTION)) {
            return;
        }
        lost(call, ending ? GapReason.TRUNCATED : GapReason.UNPAIRED, beginsOnly(attempt.title()));
    }

    private static String beginsOnly(String what) {
        return what + " begins here, but its return is not in the text";
    }

    @Override
    public void unmatched(String function, long line) {
        if (function.startsWith("luo_") || function.equals(KernelFunctions.KEXEC)) {
            gaps.tell(GapReason.UNPAIRED, function + " returns here, but its call is not in the text", line, -1);
        }
    }

    private void lost(Call call, GapReason reason, String what) {
        gaps.tell(reason, what, call.line, call.nanos);
    }
}
