package io.luoledger.trace;

import io.luoledger.event.PciAddress;
import io.luoledger.event.Token;
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
 * One call of user space. Holds what the kernel called to answer it, in the order of the entries, and nothing else: who asked
 * for what, and what came of it, is read from these calls.
 */
final class Attempt {
    enum Kind {
        OPEN,
        CREATE,
        RETRIEVE_SESSION,
        DEVICE_OTHER,
        PRESERVE,
        RETRIEVE,
        FINISH,
        SESSION_OTHER,
        CLOSE,
        HANDOVER
    }

    static final long CREATE_SESSION = 0xba00;
    static final long RETRIEVE_SESSION = 0xba01;
    static final long PRESERVE_FD = 0xba40;
    static final long RETRIEVE_FD = 0xba41;
    static final long FINISH = 0xba42;

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

    Attempt(Kind kind, Call owner, EventQueue.Place place, long gapsBefore) {
        this.kind = kind;
        this.owner = owner;
        this.place = place;
        this.gapsBefore = gapsBefore;
    }

    /** The same call, now that it is known what it asks for. */
    Attempt as(Kind known) {
        Attempt attempt = new Attempt(known, owner, place, gapsBefore);
        calls.forEach(attempt::include);
        attempt.cannotFinish = cannotFinish;
        return attempt;
    }

    static Kind ofDeviceCommand(long command) {
        if (command == CREATE_SESSION) {
            return Kind.CREATE;
        }
        return command == RETRIEVE_SESSION ? Kind.RETRIEVE_SESSION : Kind.DEVICE_OTHER;
    }

    static Kind ofSessionCommand(long command) {
        if (command == PRESERVE_FD) {
            return Kind.PRESERVE;
        }
        if (command == RETRIEVE_FD) {
            return Kind.RETRIEVE;
        }
        return command == FINISH ? Kind.FINISH : Kind.SESSION_OTHER;
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

    // ---- who asked for what ----

    /** The ioctl's command word, 0 where none was seen. */
    long command() {
        Long command = first(of(IOCTLS), call -> call.arguments.number("cmd"));
        return command == null ? 0 : command;
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

    /** Where the session lies in the kernel's memory: one that the call made, or one that it was made on. */
    @Nullable
    Long sessionAddress() {
        Long made = last(call -> true, call -> switch (call.function) {
            case "luo_session_alloc" -> call.ret;
            case "luo_session_insert" -> call.arguments.number("session");
            default -> OF_CREATION.contains(call.function) ? call.arguments.number("session", "priv") : null;
        });
        return made != null ? made : first(of(OWN), call -> call.arguments.number("session"));
    }

    /** The file that it was made on. */
    @Nullable
    Long filep() {
        return first(of(ON_FILES), call -> call.arguments.number("filep"));
    }

    /** The file that was made of the session. */
    @Nullable
    Long fileMade() {
        return last(of("anon_inode_getfile"), call -> call.ret);
    }

    @Nullable
    Long fileSet() {
        return last(of(OWN).or(of(OF_CREATION)), call -> call.arguments.number("file_set"));
    }

    /** How many files the session held before, as the kernel's own function was told. */
    @Nullable
    Long filesBefore() {
        return last(of("luo_preserve_file").or(of("luo_retrieve_file")), call -> call.arguments.number("count"));
    }

    @Nullable
    Token token() {
        String token = null;
        for (Call call : calls) {
            String told = OWN.contains(call.function) ? call.arguments.text("token") : null;
            // a line that was cut may end within the number, which another line has whole
            token = told == null || (token != null && token.startsWith(told)) ? token : told;
        }
        Long bits = token == null ? null : Numbers.parse(token);
        return bits == null ? null : new Token(bits);
    }

    /** Whether the session was an incoming one, where anything shows it. */
    @Nullable
    Boolean incoming() {
        Long told = first(of("luo_session_release"), call -> call.arguments.number("retrieved"));
        return told != null ? Boolean.valueOf(told != 0) : first(of(WALKS), call -> call.function.equals(FINISHES));
    }

    /** The walk over the session's files, taken back or finished. */
    @Nullable
    Call walk() {
        return first(of(WALKS), call -> call);
    }

    // ---- what the handler did ----

    /** Whether a handler was asked if it takes the file. */
    boolean asked() {
        return any(callback(Operation.CAN_PRESERVE).and(Call::hasReturned));
    }

    /** Whether the handler was asked to retrieve it. */
    boolean handlerRan() {
        return any(callback(Operation.RETRIEVE));
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

    /** What the handler left for the next kernel, or found. */
    @Nullable
    Long data() {
        return last(HANDLING, call -> {
            Long told = call.toldAtEnd.number("data", "ser");
            return told != null ? told : call.arguments.number("data", "ser");
        });
    }

    /** The file's address in this kernel. */
    @Nullable
    Long fileAddress() {
        return last(
                callback(Operation.CAN_PRESERVE).or(callback(Operation.PRESERVE)),
                call -> call.arguments.number("file"));
    }

    /** The PCI function behind the file. */
    @Nullable
    PciAddress device() {
        return first(call -> call.work instanceof Running, call -> call.device);
    }

    // ---- how it ended, as far as the calls show ----

    /** Whether it can't succeed without its own function. */
    boolean needsItsFunction() {
        return switch (kind) {
            case CREATE, RETRIEVE_SESSION, PRESERVE, RETRIEVE, FINISH -> true;
            case OPEN, DEVICE_OTHER, SESSION_OTHER, CLOSE, HANDOVER -> false;
        };
    }

    /** Whether the call got as far as its own function. */
    boolean reached() {
        return any(of(OWN));
    }

    boolean called(String function) {
        return any(of(function));
    }

    boolean calledAny(String prefix, String suffix) {
        return any(call -> call.function.startsWith(prefix) && call.function.endsWith(suffix));
    }

    /** Whether all that the reboot path does for live update was seen. */
    boolean serialized() {
        return any(of(FREEZES).and(call -> call.hasReturned() && (call.ret == null || call.ret >= 0)));
    }

    /** Whether the reboot path began to freeze. */
    boolean freezing() {
        return called(FREEZES);
    }

    boolean preserveReturned() {
        return any(callback(Operation.PRESERVE).and(Call::hasReturned));
    }

    /** Whether a handler said that its file can't finish yet. */
    boolean cannotFinish() {
        return cannotFinish;
    }

    /** What the handler's callback returned, where a probe told. */
    @Nullable
    Long callbackReturn() {
        return last(HANDLING, call -> call.ret);
    }

    /** The errno of an FLB that refused. */
    @Nullable
    Long flbRefusal() {
        return last(
                call -> call.work instanceof Running callback && callback.flb(),
                call -> call.ret != null && call.ret < 0 ? call.ret : null);
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

    /** How messages call it. */
    String title() {
        return switch (kind) {
            case OPEN -> "open of /dev/liveupdate";
            case CREATE -> "CREATE_SESSION";
            case RETRIEVE_SESSION -> "RETRIEVE_SESSION";
            case PRESERVE -> "PRESERVE_FD";
            case RETRIEVE -> "RETRIEVE_FD";
            case FINISH -> "FINISH";
            case CLOSE -> "close of a session";
            case HANDOVER -> "reboot(KEXEC)";
            case DEVICE_OTHER, SESSION_OTHER -> "ioctl 0x" + Long.toHexString(command());
        };
    }
}
