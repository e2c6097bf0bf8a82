package io.luoledger.trace;

import io.luoledger.event.PciAddress;
import io.luoledger.event.Token;
import org.jspecify.annotations.Nullable;

/** One call of user space, filled in by what was called below it, told when it returns. */
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

    final Kind kind;
    /** The outermost call. */
    final Call owner;

    final EventQueue.Place place;

    /** The ioctl's command word, 0 where none was seen. */
    long command;

    /** The session's name as a line of it told. */
    @Nullable
    String name;

    @Nullable
    TracedSession session;

    @Nullable
    Long sessionAddress;

    @Nullable
    Long filep;

    @Nullable
    Long fileSet;

    /** How many files the session held before, as the kernel's own function was told. */
    @Nullable
    Long filesBefore;

    @Nullable
    Token token;

    /** Whether the call got as far as its own function, behind the checks common to all. */
    boolean reached;

    /** Whether the handler was asked to do it. */
    boolean handlerRan;

    /** What is common to the names of the handler's callbacks. */
    @Nullable
    String owningHandler;

    @Nullable
    String handler;

    @Nullable
    Long data;

    @Nullable
    Long fileAddress;

    /** The PCI function behind the file. */
    @Nullable
    PciAddress device;

    /** Whether a handler was asked if it takes the file. */
    boolean asked;

    /** What was called below it, as far as it gives away how the call ended. */
    final Evidence evidence = new Evidence();

    /** Set by whether LUO took files back, or finished them. */
    @Nullable
    Boolean incoming;

    /** What the inner function returned, for a call whose own return is not in the text. */
    @Nullable
    Long innerReturn;

    /** When that was. */
    long innerReturnNanos;

    /** Whether the reboot path began to freeze. */
    boolean freezing;

    /** Whether all that the reboot path does for live update was seen. */
    boolean serialized;

    /** How many gaps the text had when it began. */
    final long gapsBefore;

    Attempt(Kind kind, Call owner, EventQueue.Place place, long gapsBefore) {
        this.kind = kind;
        this.owner = owner;
        this.place = place;
        this.gapsBefore = gapsBefore;
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
            case DEVICE_OTHER, SESSION_OTHER -> "ioctl 0x" + Long.toHexString(command);
        };
    }
}
