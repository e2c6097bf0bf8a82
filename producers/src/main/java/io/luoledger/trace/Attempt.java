package io.luoledger.trace;

import io.luoledger.event.PciAddress;
import io.luoledger.event.Token;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of user space, as the kernel's calls tell it that answered it; see {@link RunningAttempt}.
 *
 * @param gapsBefore how many gaps the text had when it began
 */
record Attempt(Kind kind, EventQueue.Place place, long gapsBefore, Request request, Handling handling, Course course) {
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

    /**
     * Who asked for what.
     *
     * @param command the ioctl's command word, 0 where none was seen
     * @param structBytes how large its struct says that it is, where the recording has it
     * @param name the session's, as a line of it told
     * @param sessionAddress where the session lies in the kernel's memory: one that the call made, or that it was made on
     * @param filep the file that it was made on
     * @param fileMade the file that was made of the session
     * @param fileSet the session's, as the kernel's own function was told
     * @param walkedFileSet the one whose files were taken back or finished
     * @param filesBefore how many files the session held before, as the kernel's own function was told
     * @param incoming whether the session was an incoming one, where anything shows it
     */
    record Request(
            long command,
            @Nullable Long structBytes,
            @Nullable String name,
            @Nullable Long sessionAddress,
            @Nullable Long filep,
            @Nullable Long fileMade,
            @Nullable Long fileSet,
            @Nullable Long walkedFileSet,
            @Nullable Long filesBefore,
            @Nullable Token token,
            @Nullable Boolean incoming) {}

    /**
     * What the handler did.
     *
     * @param asked whether one was asked if it takes the file, and answered
     * @param retrieved whether it was asked to retrieve the file
     * @param preserved whether its preserve returned
     * @param owner what is common to the names of its callbacks
     * @param name its own name
     * @param data what it left for the next kernel, or found
     * @param fileAddress the file's address in this kernel
     * @param device the PCI function behind the file
     * @param ret what its callback returned, where a probe told
     * @param flbRefusal the errno of an FLB that refused
     */
    record Handling(
            boolean asked,
            boolean retrieved,
            boolean preserved,
            @Nullable String owner,
            @Nullable String name,
            @Nullable Long data,
            @Nullable Long fileAddress,
            @Nullable PciAddress device,
            @Nullable Long ret,
            @Nullable Long flbRefusal) {}

    /**
     * How far it came.
     *
     * @param functions what was called, of that which tells something
     * @param reached whether the call got as far as its own function
     * @param cannotFinish whether a handler said that its file can't finish yet
     * @param freezing whether the reboot path began to freeze
     * @param serialized whether all that the reboot path does for live update was seen
     */
    record Course(Set<String> functions, boolean reached, boolean cannotFinish, boolean freezing, boolean serialized) {
        boolean called(String function) {
            return functions.contains(function);
        }

        boolean calledAny(String prefix, String suffix) {
            return functions.stream().anyMatch(function -> function.startsWith(prefix) && function.endsWith(suffix));
        }

        /** Whether it walked over the session's files. */
        boolean walked() {
            return called("luo_file_finish") || called("luo_file_unpreserve_files");
        }
    }

    /** Whether it can't succeed without its own function. */
    boolean needsItsFunction() {
        return switch (kind) {
            case CREATE, RETRIEVE_SESSION, PRESERVE, RETRIEVE, FINISH -> true;
            case OPEN, DEVICE_OTHER, SESSION_OTHER, CLOSE, HANDOVER -> false;
        };
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
            case DEVICE_OTHER, SESSION_OTHER -> "ioctl 0x" + Long.toHexString(request.command);
        };
    }
}
