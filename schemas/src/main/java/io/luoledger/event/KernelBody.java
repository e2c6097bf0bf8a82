package io.luoledger.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies about the kernel as a whole. */
public sealed interface KernelBody extends Body {
    /** reboot(KEXEC) was called; the result is the call's when it came back. */
    record HandoverStarted(Result result) implements KernelBody {}

    /** A hand-over that had begun to freeze was rolled back. */
    record HandoverAborted(Result result) implements KernelBody {}

    /** What became of the received state at boot. */
    enum BootOutcome {
        COLD,
        RESTORED,
        RESTORED_EMPTY,
        REFUSED_COLD,
        PANIC,
        UNAVAILABLE,
        UNKNOWN
    }

    /** What a kernel made of what a client of KHO was left. */
    enum SubtreeFate {
        TAKEN,
        PARTLY,
        IGNORED,
        NOT_ASKED,
        UNKNOWN
    }

    /**
     * What the kernel before left in one subtree of KHO. What the source can't tell is null.
     *
     * @param subtree its name in KHO's root
     * @param left version, or versions and encoding, that was left
     * @param taken version, or versions and encoding, that this kernel takes
     * @param entries how many things are in it
     * @param unknownFeatures bits of the features whose data this kernel doesn't know
     */
    record KhoSubtree(
            String subtree,
            SubtreeFate fate,
            @Nullable String left,
            @Nullable String taken,
            @Nullable Long entries,
            @Nullable Long unknownFeatures) {}

    /**
     * A kernel booted.
     *
     * @param fromKernel release of the kernel that handed over, as this one was told
     * @param sessions sessions received, null when the source can't tell; likewise files and flbs
     * @param message the kernel's own message that tells the outcome
     * @param subtrees what was left for KHO's other clients, as far as the source tells
     * @param unknownParameters parameters of its command line that it doesn't know
     */
    record KernelBooted(
            BootOutcome outcome,
            @Nullable String fromKernel,
            @Nullable Long sessions,
            @Nullable Long files,
            @Nullable Long flbs,
            @Nullable String message,
            Result result,
            List<KhoSubtree> subtrees,
            List<String> unknownParameters)
            implements KernelBody {
        public KernelBooted {
            subtrees = List.copyOf(subtrees);
            unknownParameters = List.copyOf(unknownParameters);
        }

        /** One of which no more is told than what it received. */
        public KernelBooted(
                BootOutcome outcome,
                @Nullable String fromKernel,
                @Nullable Long sessions,
                @Nullable Long files,
                @Nullable Long flbs,
                @Nullable String message,
                Result result) {
            this(outcome, fromKernel, sessions, files, flbs, message, result, List.of(), List.of());
        }
    }

    /**
     * The kernel, or a task of it, died over live-update state after the boot.
     *
     * @param during "open", "retrieve", "finish", or a function's name
     * @param panic whether the whole kernel stopped
     */
    record KernelDied(
            @Nullable String during,
            boolean panic,
            @Nullable String message,
            Result result) implements KernelBody {}

    /** The kernel printed a warning about live-update state. */
    record KernelWarned(@Nullable String place, String message, Result result) implements KernelBody {}

    /**
     * open(/dev/liveupdate).
     *
     * @param opener name of the program
     * @param missingHandler compatible string for which the boot's first open found no handler
     * @param registeredHandlers compatible strings of the handlers that there are now; empty when the source can't tell
     */
    record LiveUpdateOpened(
            Result result,
            @Nullable String opener,
            @Nullable String missingHandler,
            List<String> registeredHandlers) implements KernelBody {
        public LiveUpdateOpened {
            registeredHandlers = List.copyOf(registeredHandlers);
        }

        public LiveUpdateOpened(Result result) {
            this(result, null, null, List.of());
        }
    }

    /**
     * A call that has no other body.
     *
     * @param command the ioctl's command word
     * @param structBytes size that its struct says it has
     */
    record CallRefused(
            @Nullable Session session,
            long command,
            Result result,
            @Nullable Long structBytes) implements KernelBody {
        /** The session ioctl that two postings claim: FREEZE with a struct of 8 bytes, RETRIEVE_INTO_FD with one of 16. */
        public static final long CLAIMED_TWICE = 0xba44;

        public CallRefused(@Nullable Session session, long command, Result result) {
            this(session, command, result, null);
        }
    }

    /**
     * The operator said which kernel the host is to boot next; recorded while the outgoing kernel still runs.
     *
     * @param targetKernel release of that kernel
     * @param plan name of the roll-out that says so
     */
    record TargetAnnounced(String targetKernel, @Nullable String plan) implements KernelBody {
        @Override
        public Result result() {
            return Result.success();
        }
    }

    /** Why a source is known not to show everything. */
    enum GapReason {
        TRUNCATED,
        RECORDS_LOST,
        UNREADABLE,
        UNPAIRED,
        CLOCK_WENT_BACK,
        PART_MISSING,
        OTHER
    }

    /**
     * The source is known not to show everything here.
     *
     * @param line line of the source, from 1
     */
    record SourceGap(
            GapReason reason, String detail, @Nullable Long line) implements KernelBody {
        @Override
        public Result result() {
            return Result.success();
        }
    }
}
