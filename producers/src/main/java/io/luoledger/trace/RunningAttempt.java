package io.luoledger.trace;

import io.luoledger.event.Token;
import io.luoledger.trace.Attempt.Kind;
import io.luoledger.trace.CallbackCalls.Running;
import io.luoledger.trace.KernelFunctions.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call of user space that goes on: holds what the kernel calls to answer it, in the order of the entries. What these tell
 * as they begin, in probes beside them and as they return, is an {@link Attempt} when it is over.
 */
final class RunningAttempt {
    /** So many calls are kept of one that goes on and on: the kernel makes some dozens. */
    private static final int MAX_CALLS = 10_000;

    private static final Set<String> IOCTLS = Set.of("luo_ioctl", "luo_session_ioctl");

    /** The kernel's own functions for it, behind the checks common to all. */
    private static final Set<String> OWN = Set.of(
            "luo_session_create",
            "luo_session_retrieve",
            "luo_session_preserve_fd",
            "luo_preserve_file",
            "luo_session_retrieve_fd",
            "luo_retrieve_file",
            "luo_session_finish");

    private static final Set<String> OF_REBOOT = Set.of(KernelFunctions.KEXEC, KernelFunctions.LIVEUPDATE_REBOOT);
    private static final Set<String> OF_CREATION =
            Set.of("luo_file_set_init", "luo_session_getfile", "anon_inode_getfile");
    private static final Set<String> ON_FILES = Set.of("luo_session_ioctl", "luo_session_release");
    private static final Set<String> NAMING = Set.of("luo_session_insert", "luo_session_release");
    private static final String FINISHES = "luo_file_finish";
    private static final String FREEZES = "luo_session_serialize";
    private static final Set<String> WALKS = Set.of(FINISHES, "luo_file_unpreserve_files");
    private static final Set<String> TELLING = Stream.of(
                    IOCTLS,
                    OWN,
                    OF_REBOOT,
                    OF_CREATION,
                    ON_FILES,
                    WALKS,
                    Set.of(
                            FREEZES,
                            "luo_session_alloc",
                            "luo_session_insert",
                            "luo_session_deserialize",
                            "kho_block_set_grow",
                            "kho_block_set_shrink",
                            "luo_flb_file_preserve"))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    /** The callbacks that do what was asked for. */
    private static final Predicate<Call> HANDLING = callback(Operation.PRESERVE).or(callback(Operation.RETRIEVE));

    final Kind kind;
    /** The outermost call. */
    final Call owner;

    final EventQueue.Place place;

    /** How many gaps the text had when it began. */
    final long gapsBefore;

    private final List<Call> calls = new ArrayList<>();
    private boolean cannotFinish;

    RunningAttempt(Kind kind, Call owner, EventQueue.Place place, long gapsBefore) {
        this.kind = kind;
        this.owner = owner;
        this.place = place;
        this.gapsBefore = gapsBefore;
    }

    /** The same call, now that it is known what it asks for. */
    RunningAttempt as(Kind known) {
        RunningAttempt attempt = new RunningAttempt(known, owner, place, gapsBefore);
        calls.forEach(attempt::include);
        attempt.cannotFinish = cannotFinish;
        return attempt;
    }

    /** A call below it begins, or the outermost one. Those that tell nothing of it aren't kept. */
    void include(Call call) {
        String function = call.function;
        boolean tells = TELLING.contains(function)
                || (kind == Kind.PRESERVE && function.endsWith("_get_id"))
                || (kind == Kind.RETRIEVE && function.startsWith("kho_restore_"))
                || (call.work instanceof Running callback && tells(callback));
        if (tells && calls.size() < MAX_CALLS) {
            calls.add(call);
        }
    }

    private static boolean tells(Running callback) {
        return callback.flb()
                ? callback.operation() == Operation.PRESERVE
                : switch (callback.operation()) {
                    case CAN_PRESERVE, PRESERVE, RETRIEVE -> true;
                    case CAN_FINISH, UNPRESERVE, FREEZE, UNFREEZE, FINISH -> false;
                };
    }

    /** A handler was asked whether its file can finish: there are as many as files, and a no is what counts. */
    void answers(Call call) {
        if (call.ret != null && !call.saysYes()) {
            cannotFinish = true;
        }
    }

    /** What its calls have told so far: all of it, when it is over. */
    Attempt told() {
        return new Attempt(kind, place, gapsBefore, request(), handling(), course());
    }

    // ---- who asked for what ----

    private Attempt.Request request() {
        Long command = first(of(IOCTLS), call -> call.arguments.number("cmd"));
        Call walk = walk();
        return new Attempt.Request(
                command == null ? 0 : command,
                first(of(IOCTLS), call -> call.arguments.number("size")),
                name(),
                sessionAddress(),
                first(of(ON_FILES), call -> call.arguments.number("filep")),
                last(of("anon_inode_getfile"), call -> call.ret),
                last(of(OWN).or(of(OF_CREATION)), call -> call.arguments.number("file_set")),
                walk == null ? null : walk.arguments.number("file_set"),
                last(of("luo_preserve_file").or(of("luo_retrieve_file")), call -> call.arguments.number("count")),
                token(),
                incoming());
    }

    /** The session's name as a line of it told. */
    @Nullable
    String name() {
        return first(
                call -> true,
                call -> IOCTLS.contains(call.function)
                        ? call.arguments.string("session")
                        : OWN.contains(call.function) || NAMING.contains(call.function)
                                ? call.arguments.string("name")
                                : null);
    }

    private @Nullable Long sessionAddress() {
        Long made = last(call -> true, call -> switch (call.function) {
            case "luo_session_alloc" -> call.ret;
            case "luo_session_insert" -> call.arguments.number("session");
            default -> OF_CREATION.contains(call.function) ? call.arguments.number("session", "priv") : null;
        });
        return made != null ? made : first(of(OWN), call -> call.arguments.number("session"));
    }

    private @Nullable Token token() {
        String token = null;
        for (Call call : calls) {
            String told = OWN.contains(call.function) ? call.arguments.text("token") : null;
            // a line that was cut may end within the number, which another line has whole
            token = told == null || (token != null && token.startsWith(told)) ? token : told;
        }
        Long bits = token == null ? null : Numbers.parse(token);
        return bits == null ? null : new Token(bits);
    }

    private @Nullable Boolean incoming() {
        Long told = first(of("luo_session_release"), call -> call.arguments.number("retrieved"));
        return told != null ? Boolean.valueOf(told != 0) : first(of(WALKS), call -> call.function.equals(FINISHES));
    }

    /** The walk over the session's files, taken back or finished. */
    @Nullable
    Call walk() {
        return first(of(WALKS), call -> call);
    }

    // ---- what the handler does ----

    private Attempt.Handling handling() {
        return new Attempt.Handling(
                any(callback(Operation.CAN_PRESERVE).and(Call::hasReturned)),
                any(callback(Operation.RETRIEVE)),
                any(callback(Operation.PRESERVE).and(Call::hasReturned)),
                owningHandler(),
                handler(),
                last(HANDLING, RunningAttempt::data),
                last(
                        callback(Operation.CAN_PRESERVE).or(callback(Operation.PRESERVE)),
                        call -> call.arguments.number("file")),
                first(call -> call.work instanceof Running, call -> call.device),
                last(HANDLING, call -> call.ret),
                last(
                        call -> call.work instanceof Running callback && callback.flb(),
                        call -> call.ret != null && call.ret < 0 ? call.ret : null));
    }

    /** What is common to the names of the handler's callbacks. */
    @Nullable
    String owningHandler() {
        Predicate<Call> takes = callback(Operation.CAN_PRESERVE).and(Call::saysYes);
        return last(takes.or(HANDLING), call -> call.work instanceof Running callback ? callback.owner() : null);
    }

    /** The handler's own name. */
    @Nullable
    String handler() {
        return last(of("luo_flb_file_preserve"), call -> call.arguments.string("handler"));
    }

    private static @Nullable Long data(Call call) {
        Long told = call.toldAtEnd.number("data", "ser");
        return told != null ? told : call.arguments.number("data", "ser");
    }

    // ---- how far it comes ----

    private Attempt.Course course() {
        return new Attempt.Course(
                calls.stream().map(call -> call.function).collect(Collectors.toUnmodifiableSet()),
                any(of(OWN)),
                cannotFinish,
                any(of(FREEZES)),
                any(of(FREEZES).and(call -> call.hasReturned() && (call.ret == null || call.ret >= 0))));
    }

    /** The function that answered, for a call whose own return is not in the text. */
    @Nullable
    Call answer() {
        return first(of(OWN).or(of(OF_REBOOT)), call -> call != owner && call.ret != null ? call : null);
    }

    private static Predicate<Call> of(String function) {
        return call -> call.function.equals(function);
    }

    private static Predicate<Call> of(Set<String> functions) {
        return call -> functions.contains(call.function);
    }

    private static Predicate<Call> callback(Operation operation) {
        return call -> call.work instanceof Running callback && !callback.flb() && callback.operation() == operation;
    }

    private boolean any(Predicate<Call> which) {
        return first(which, call -> call) != null;
    }

    private <T> @Nullable T first(Predicate<Call> which, Function<Call, @Nullable T> what) {
        return found(calls, which, what);
    }

    private <T> @Nullable T last(Predicate<Call> which, Function<Call, @Nullable T> what) {
        return found(calls.reversed(), which, what);
    }

    private static <T> @Nullable T found(List<Call> calls, Predicate<Call> which, Function<Call, @Nullable T> what) {
        for (Call call : calls) {
            T value = which.test(call) ? what.apply(call) : null;
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
