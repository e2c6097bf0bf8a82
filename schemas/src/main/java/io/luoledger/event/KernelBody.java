package io.luoledger.event;

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

    /**
     * A kernel booted.
     *
     * @param fromKernel release of the kernel that handed over, as this one was told
     * @param sessions sessions received, null when the source can't tell; likewise files and flbs
     * @param message the kernel's own message that tells the outcome
     */
    record KernelBooted(
            BootOutcome outcome,
            @Nullable String fromKernel,
            @Nullable Long sessions,
            @Nullable Long files,
            @Nullable Long flbs,
            @Nullable String message,
            Result result)
            implements KernelBody {}

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

    /** open(/dev/liveupdate). */
    record LiveUpdateOpened(Result result) implements KernelBody {}

    /**
     * A call that has no other body.
     *
     * @param command the ioctl's command word
     */
    record CallRefused(@Nullable Session session, long command, Result result) implements KernelBody {}

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
