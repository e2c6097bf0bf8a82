package io.luoledger.trace;

import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.trace.Attempt.Kind;
import io.luoledger.trace.KernelFunctions.Operation;
import io.luoledger.trace.TraceLine.Form;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what the kernel's calls mean: an {@link Attempt} for each call of user space, a {@link FileSweep} for each walk
 * over a session's files, and an operation for each callback of a handler or an FLB.
 */
final class CallInterpreter implements CallTree.Listener {
    private static final long LINUX_REBOOT_CMD_KEXEC = 0x45584543L;
    private static final Set<String> KNOWN_BUT_SILENT = Set.of(
            "luo_session_alloc", "luo_session_get_name", "luo_ioctl_create_session", "luo_ioctl_retrieve_session");

    /** Functions of whose arguments probes read more than a tracer tells. */
    private static final Set<String> READ_BY_PROBES = Set.of(
            "luo_session_create",
            "luo_session_retrieve",
            "luo_session_ioctl",
            "luo_session_preserve_fd",
            "luo_preserve_file",
            "luo_session_retrieve_fd",
            "luo_retrieve_file",
            "luo_session_finish",
            "luo_session_release");

    /** What it tells besides events. */
    interface Observer {
        /** A call that means nothing to the ledger. */
        void meaningless(String function);

        /** Something is missing at this line. */
        void gap(GapReason reason, String detail, long line, long nanos);

        /** The first deserialisation of this boot is over, so what it received is known. */
        void deserialised();
    }

    private final TracedKernel kernel;
    private final EventQueue queue;
    private final BootFacts facts;
    private final FlbCalls flbs;
    private final CallbackCalls callbacks;
    private final UserCalls calls;
    private final Observer observer;
    private final DeviceCalls devices;
    private boolean ending;
    private boolean growTraced;

    CallInterpreter(
            TracedKernel kernel,
            EventQueue queue,
            BootFacts facts,
            ConsoleHints hints,
            Placeholders placeholders,
            Observer observer) {
        this.kernel = kernel;
        this.queue = queue;
        this.facts = facts;
        this.flbs = new FlbCalls(queue, facts, hints, kernel);
        DevicePointers pointers = new DevicePointers();
        this.callbacks = new CallbackCalls(kernel, queue, flbs, pointers);
        this.devices = new DeviceCalls(queue, pointers);
        this.calls = new UserCalls(kernel, queue, placeholders);
        this.observer = observer;
        facts.expect(kernel, placeholders);
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
        boolean core = enteredCore(call) || callbacks.entered(call);
        boolean device = devices.entered(call);
        growTraced |= call.function.equals("kho_block_set_grow");
        if (call.attempt != null) {
            call.attempt.evidence.entered(call);
        }
        if (!core && !device) {
            if (callbacks.isStray(call)) {
                observer.gap(
                        GapReason.UNPAIRED,
                        call.function + " is called here, but what calls it is not in the text",
                        call.line,
                        call.nanos);
            }
            observer.meaningless(call.function);
        }
    }

    @Override
    public void probed(Call call, Arguments arguments, @Nullable Long ret, long nanos) {
        Long data = arguments.number("data", "ser");
        Attempt attempt = call.attempt;
        if (attempt != null
                && data != null
                && call.work instanceof CallbackCalls.Running running
                && !running.flb()
                && (running.operation() == Operation.PRESERVE || running.operation() == Operation.RETRIEVE)) {
            attempt.data = data;
        }
        if (ret == null && READ_BY_PROBES.contains(call.function)) {
            // a tracer tells pointers, where a probe beside it reads what they point to
            enteredCore(call);
        }
        devices.probed(call, arguments, ret);
    }

    private boolean enteredCore(Call call) {
        Arguments arguments = call.arguments;
        switch (call.function) {
            case "luo_open" -> begin(call, Kind.OPEN);
            case "luo_ioctl" -> {
                Long command = arguments.number("cmd");
                begin(call, Attempt.ofDeviceCommand(command == null ? 0 : command)).command =
                        command == null ? 0 : command;
            }
            case "luo_session_create" -> reach(call, Kind.CREATE);
            case "luo_session_retrieve" -> reach(call, Kind.RETRIEVE_SESSION);
            case "luo_file_set_init", "luo_session_getfile", "anon_inode_getfile" -> partOfCreation(call);
            case "luo_session_insert" -> inserting(call);
            case "luo_session_ioctl" -> sessionIoctl(call);
            case "luo_session_preserve_fd" -> reach(call, Kind.PRESERVE);
            case "luo_preserve_file" -> reach(call, Kind.PRESERVE).filesBefore = arguments.number("count");
            case "luo_session_retrieve_fd" -> reach(call, Kind.RETRIEVE);
            case "luo_retrieve_file" -> reach(call, Kind.RETRIEVE).filesBefore = arguments.number("count");
            case "luo_session_finish" -> reach(call, Kind.FINISH);
            case "luo_session_release" -> releasing(call);
            case "luo_session_deserialize" -> facts.deserialising(call);
            case "luo_file_deserialize" -> facts.fileSet(call);
            case "luo_session_setup_incoming" -> {
                if (call.form == Form.FUNCTION) {
                    facts.setUpIncoming();
                }
            }
            case "kho_block_set_it_read_entry" -> {
                // its return tells
            }
            case KernelFunctions.KEXEC_LOAD, KernelFunctions.KEXEC_FILE_LOAD -> {
                // its return tells whether it is what boots next
            }
            case KernelFunctions.REBOOT -> {
                Long command = arguments.hex("cmd");
                if (command != null && command == LINUX_REBOOT_CMD_KEXEC) {
                    begin(call, Kind.HANDOVER);
                }
            }
            case KernelFunctions.KEXEC, KernelFunctions.LIVEUPDATE_REBOOT -> begin(call, Kind.HANDOVER);
            case "luo_session_serialize" -> {
                if (call.attempt != null) {
                    call.attempt.freezing = true;
                }
            }
            case "luo_file_freeze" -> {
                FileSweep sweep = sweep(call);
                TracedSession session = kernel.ofFileSet(arguments.number("file_set"));
                if (session != null) {
                    session.serialized = arguments.number("file_set_ser");
                }
                call.work = sweep;
            }
            case "luo_file_unfreeze" -> sweep(call).unfreezeAll(call.nanos);
            case "luo_file_unpreserve_files" -> taking(call, false);
            case "luo_file_finish" -> taking(call, true);
            case "luo_flb_file_preserve" -> {
                if (call.attempt != null && arguments.string("handler") != null) {
                    named(call.attempt, arguments.string("handler"));
                }
            }
            case "luo_flb_file_finish" -> {
                Call walk = call.within("luo_file_finish");
                if (walk != null && walk.work instanceof FileSweep sweep) {
                    sweep.endFinishing(arguments.string("handler"));
                }
            }
            case "luo_flb_file_unpreserve",
                    "liveupdate_flb_put_incoming",
                    "liveupdate_flb_put_outgoing",
                    "liveupdate_flb_get_incoming",
                    "liveupdate_flb_get_outgoing",
                    "luo_flb_retrieve_one",
                    "luo_flb_serialize" -> {
                // frames that callbacks are told apart by
            }
            default -> {
                return KNOWN_BUT_SILENT.contains(call.function);
            }
        }
        return true;
    }

    private Attempt begin(Call call, Kind kind) {
        Attempt outer = call.attempt;
        if (outer != null && outer.kind == kind) {
            return outer;
        }
        EventQueue.Place place = kind == Kind.HANDOVER
                ? queue.take(call.nanos, Side.OUTGOING, new HandoverStarted(Result.success()))
                : queue.take(call.nanos);
        Attempt attempt = new Attempt(kind, call, place, kernel.gaps());
        call.attempt = attempt;
        return attempt;
    }

    /** The call got as far as this function. */
    private Attempt reach(Call call, Kind kind) {
        Attempt attempt = begin(call, kind);
        Arguments arguments = call.arguments;
        attempt.reached = true;
        if (attempt.name == null) {
            attempt.name = arguments.string("name");
        }
        if (attempt.sessionAddress == null) {
            attempt.sessionAddress = arguments.number("session");
        }
        if (attempt.session == null) {
            attempt.session = kernel.atAddress(attempt.sessionAddress);
            if (attempt.session != null && attempt.filep != null && kind != Kind.CREATE) {
                attempt.session.filep = attempt.filep;
                kernel.index(attempt.session);
            }
        }
        Long token = arguments.number("token");
        if (token != null) {
            attempt.token = new io.luoledger.event.Token(token);
        }
        Long fileSet = arguments.number("file_set");
        if (fileSet != null) {
            attempt.fileSet = fileSet;
            if (attempt.session == null) {
                attempt.session = attempt.name == null ? kernel.ofFileSet(fileSet) : null;
            }
        }
        return attempt;
    }

    private void sessionIoctl(Call call) {
        Long command = call.arguments.number("cmd");
        Attempt attempt = begin(call, Attempt.ofSessionCommand(command == null ? 0 : command));
        attempt.command = command == null ? 0 : command;
        attempt.name = call.arguments.string("session");
        attempt.filep = call.arguments.number("filep");
        attempt.session = kernel.atFilep(attempt.filep);
    }

    private void releasing(Call call) {
        Attempt attempt = begin(call, Kind.CLOSE);
        attempt.name = call.arguments.string("name");
        attempt.session = kernel.atFilep(call.arguments.number("filep"));
        Long retrieved = call.arguments.number("retrieved");
        if (retrieved != null) {
            attempt.incoming = retrieved != 0;
        }
    }

    private void partOfCreation(Call call) {
        if (call.within("luo_session_deserialize") != null) {
            facts.partOfSession(call);
            return;
        }
        Attempt attempt = call.attempt;
        if (attempt == null) {
            return;
        }
        Long address = call.arguments.number("session");
        if (address == null) {
            address = call.arguments.number("priv");
        }
        if (address != null) {
            attempt.sessionAddress = address;
        }
        Long fileSet = call.arguments.number("file_set");
        if (fileSet != null) {
            attempt.fileSet = fileSet;
        }
    }

    private void inserting(Call call) {
        if (call.within("luo_session_deserialize") != null) {
            if (call.form == Form.FUNCTION) {
                // no line tells its return
                facts.inserted(call);
            }
        } else if (call.attempt != null) {
            Long address = call.arguments.number("session");
            if (address != null) {
                call.attempt.sessionAddress = address;
            }
        }
    }

    /** The files of a session go: taken back, or finished. */
    private void taking(Call call, boolean incoming) {
        if (call.attempt != null && call.attempt.kind == Kind.CLOSE && call.attempt.incoming == null) {
            call.attempt.incoming = incoming;
            if (call.attempt.session == null) {
                call.attempt.session = kernel.ofFileSet(call.arguments.number("file_set"));
            }
        }
        call.work = sweep(call);
    }

    private FileSweep sweep(Call call) {
        TracedSession session = kernel.ofFileSet(call.arguments.number("file_set"));
        Attempt attempt = call.attempt;
        if (session == null && attempt != null && attempt.kind != Kind.HANDOVER) {
            session = attempt.session;
            if (session == null && attempt.name != null) {
                boolean incoming = call.function.equals("luo_file_finish");
                session = kernel.named(incoming ? Side.INCOMING : Side.OUTGOING, attempt.name);
                if (session == null && incoming) {
                    session = calls.incoming(attempt.name);
                }
                attempt.session = session;
            }
        }
        return new FileSweep(kernel, queue, session, call.arguments.number("count"));
    }

    private void named(Attempt attempt, @Nullable String handler) {
        attempt.handler = handler;
        if (attempt.owningHandler != null && handler != null) {
            kernel.handlerNames.put(attempt.owningHandler, handler);
        }
    }

    @Override
    public void returned(Call call, @Nullable Long ret, long nanos) {
        if (call.isPart()) {
            return;
        }
        Attempt attempt = call.attempt;
        devices.returned(call, ret);
        if (call.work instanceof CallbackCalls.Running running) {
            callbacks.returned(call, running, ret);
            if (attempt != null) {
                attempt.evidence.returned(running, ret);
            }
        } else if (call.work instanceof FileSweep sweep) {
            sweepEnded(call, sweep, ret == null || ret >= 0, nanos);
        }
        switch (call.function) {
            case "luo_session_alloc", "anon_inode_getfile" -> {
                if (ret != null && call.within("luo_session_deserialize") != null) {
                    facts.allocated(call, ret);
                } else if (ret != null && attempt != null) {
                    if (call.function.equals("luo_session_alloc")) {
                        attempt.sessionAddress = ret;
                    } else {
                        attempt.filep = ret;
                    }
                }
            }
            case "luo_session_insert" -> {
                if (call.form != Form.FUNCTION
                        && call.within("luo_session_deserialize") != null
                        && (ret == null || ret == 0)) {
                    facts.inserted(call);
                }
            }
            case "kho_block_set_it_read_entry" -> facts.entryRead(call, ret);
            case "luo_session_deserialize" -> {
                if (facts.deserialised(call, ret)) {
                    observer.deserialised();
                }
            }
            case KernelFunctions.KEXEC_LOAD, KernelFunctions.KEXEC_FILE_LOAD -> {
                Long flags = call.arguments.hex("flags");
                boolean forCrash = flags != null && (flags & KernelFunctions.crashFlag(call.function)) != 0;
                if (ret != null && ret == 0 && !forCrash) {
                    kernel.loaded(call.function.equals(KernelFunctions.KEXEC_FILE_LOAD));
                }
            }
            case "luo_session_serialize" -> {
                if (attempt != null) {
                    attempt.serialized = ret == null || ret >= 0;
                }
            }
            default -> {
                // nothing to learn
            }
        }
        if (attempt != null) {
            if (attempt.owner == call) {
                ended(attempt, ret != null ? ret : attempt.innerReturn, call, nanos);
            } else if (ret != null && isOwnFunction(call.function)) {
                attempt.innerReturn = ret;
                attempt.innerReturnNanos = nanos;
            }
        }
    }

    private static boolean isOwnFunction(String function) {
        return switch (function) {
            case "luo_session_create",
                    "luo_session_retrieve",
                    "luo_session_preserve_fd",
                    "luo_preserve_file",
                    "luo_session_retrieve_fd",
                    "luo_retrieve_file",
                    "luo_session_finish",
                    KernelFunctions.KEXEC,
                    KernelFunctions.LIVEUPDATE_REBOOT -> true;
            default -> false;
        };
    }

    private void sweepEnded(Call call, FileSweep sweep, boolean ok, long nanos) {
        sweep.endFinishing(null);
        if (call.function.equals("luo_file_freeze")) {
            sweep.freezeEnded(ok, nanos);
        }
    }

    @Override
    public void abandoned(Call call) {
        if (call.isPart()) {
            return;
        }
        if (call.form == Form.FUNCTION) {
            // a function line has no end: it ended when another one showed that it had
            returned(call, null, call.nanos);
            return;
        }
        devices.returned(call, null);
        if (call.work instanceof CallbackCalls.Running running && running.place() != null) {
            queue.giveUp(running.place());
            if (running.operation() == KernelFunctions.Operation.FREEZE && !ending && !call.toldAgain) {
                // what it told is lost with its return: the file's state isn't known any more
                observer.gap(
                        GapReason.UNPAIRED,
                        call.function + " begins here, but its return is not in the text",
                        call.line,
                        call.nanos);
            }
        } else if (call.work instanceof FileSweep sweep) {
            sweep.abandoned();
        }
        facts.abandoned(call);
        Attempt attempt = call.attempt;
        if (attempt != null && attempt.owner == call) {
            ended(
                    attempt,
                    attempt.innerReturn,
                    call,
                    attempt.innerReturn == null ? call.nanos : attempt.innerReturnNanos);
        }
    }

    private void ended(Attempt attempt, @Nullable Long ret, Call call, long nanos) {
        if (ret != null) {
            calls.returned(attempt, ret, nanos);
            return;
        }
        if (call.form == Form.FUNCTION && attempt.kind != Kind.HANDOVER) {
            Long untold = calls.untold(attempt, growTraced);
            if (untold != null) {
                calls.returned(attempt, untold, nanos);
                return;
            }
        }
        if (attempt.kind == Kind.HANDOVER && ending) {
            // a reboot that works doesn't return
            calls.returned(attempt, 0, nanos);
            if (!attempt.serialized && flbs.notFrozen() > 0) {
                observer.gap(
                        GapReason.TRUNCATED,
                        "the text ends inside the reboot, before " + flbs.notFrozen()
                                + " preserved file(s) were seen frozen",
                        call.line,
                        call.nanos);
            }
            return;
        }
        queue.giveUp(attempt.place);
        boolean silent = attempt.kind == Kind.DEVICE_OTHER || attempt.kind == Kind.SESSION_OTHER;
        if ((attempt.kind == Kind.OPEN && !ending) || (silent && call.form == Form.FUNCTION)) {
            return;
        }
        observer.gap(
                ending ? GapReason.TRUNCATED : GapReason.UNPAIRED,
                attempt.title() + " begins here, but its return is not in the text",
                call.line,
                call.nanos);
    }

    @Override
    public void unmatched(String function, long line) {
        if (function.startsWith("luo_") || function.equals(KernelFunctions.KEXEC)) {
            observer.gap(GapReason.UNPAIRED, function + " returns here, but its call is not in the text", line, -1);
        }
    }
}
