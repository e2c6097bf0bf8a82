package io.luoledger.event;

import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.DeviceBody.DeviceReset;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.FileBody.FileUnfrozen;
import io.luoledger.event.FileBody.FileUnpreserved;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.KernelBody.TargetAnnounced;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of an event hold at most: what a kernel can make of them, or this format. Names of events become keys,
 * states, views and findings, so whatever keeps these limits can be kept and told by everybody behind it. Who brings
 * events into a ledger refuses others; who meets one in a ledger counts it and judges nothing by it.
 */
public final class EventLimits {
    /** A byte of a name that isn't text was read as this. */
    private static final char REPLACEMENT = '\ufffd';

    private static final int MOST_ASSUMPTIONS = 100;

    private static final int MOST_BYTES_OF_CHAR = 3;

    /** A field, and the most bytes of UTF-8 that it takes. */
    private enum Field {
        /** A random one is 36 characters; one that was made from its source has a digest in it. */
        BOOT_ID("boot id", 255),
        /** {@code __NEW_UTS_LEN} of the kernel is 64; the name of a simulated one says all its variants. */
        RELEASE("kernel release", 255),
        /** {@code LIVEUPDATE_SESSION_NAME_LENGTH}, in bytes as the kernel has them: read as text they may be three times as many. */
        SESSION("session name", 64),
        /** {@code LIVEUPDATE_HNDL_COMPAT_LENGTH}. */
        HANDLER("handler's compatible string", 48),
        /** {@code LIVEUPDATE_FLB_COMPAT_LENGTH}. */
        FLB("FLB's compatible string", 48),
        /** {@code NAME_MAX}: a driver is a directory of sysfs. */
        DRIVER("driver", 255),
        /** {@code PATH_MAX}. */
        PATH("path", 4096),
        METHOD("reset method", 64),
        /** {@code KSYM_NAME_LEN}, and a file and line. */
        PLACE("place in the kernel", 1024),
        /** Some records of the kernel's log, of 1024 bytes at most each. */
        MESSAGE("message", 16 * 1024),
        DETAIL("detail", 16 * 1024),
        PLAN("name of a plan", 255),
        ASSUMPTION("name of an assumption", 255),
        KIND("kind of event", 255);

        private final String text;
        private final int mostBytes;

        Field(String text, int mostBytes) {
            this.text = text;
            this.mostBytes = mostBytes;
        }

        @Nullable
        String exceededBy(@Nullable String value) {
            if (value == null || value.length() <= mostBytes / MOST_BYTES_OF_CHAR) {
                return null;
            }
            long bytes = bytes(value, this == SESSION);
            return bytes <= mostBytes ? null : "a " + text + " of " + bytes + " bytes, expected at most " + mostBytes;
        }
    }

    /** Buses are numbered with 8 bits, so no way from a root is longer. */
    private static final int MOST_STEPS = 256;

    private EventLimits() {}

    /** Says what the first field holds that holds too much, and what was expected; null when none does. */
    public static @Nullable String exceededBy(LiveUpdateEvent event) {
        String envelope = first(
                Field.BOOT_ID.exceededBy(event.boot().id()),
                Field.RELEASE.exceededBy(event.boot().kernel()),
                assumptions(event));
        String found = envelope != null ? envelope : body(event.body());
        return found == null
                ? null
                : (event.body() instanceof UnknownBody
                                ? "an event"
                                : event.body().type()) + " with " + found;
    }

    private static @Nullable String assumptions(LiveUpdateEvent event) {
        int count = event.assumptions().size();
        if (count > MOST_ASSUMPTIONS) {
            return count + " assumptions, expected at most " + MOST_ASSUMPTIONS;
        }
        for (String one : event.assumptions()) {
            String found = Field.ASSUMPTION.exceededBy(one);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String body(Body body) {
        return switch (body) {
            case SessionBody session -> session(session.session());
            case FileBody file -> first(session(file.session()), Field.HANDLER.exceededBy(handler(file)));
            case FlbBody flb -> Field.FLB.exceededBy(flb.flb());
            case KernelBody kernel -> kernel(kernel);
            case DeviceBody device -> device(device);
            case UnknownBody unknown -> Field.KIND.exceededBy(unknown.kind());
        };
    }

    private static @Nullable String kernel(KernelBody body) {
        return switch (body) {
            case KernelBooted booted ->
                first(Field.RELEASE.exceededBy(booted.fromKernel()), Field.MESSAGE.exceededBy(booted.message()));
            case KernelDied died ->
                first(Field.PLACE.exceededBy(died.during()), Field.MESSAGE.exceededBy(died.message()));
            case KernelWarned warned ->
                first(Field.PLACE.exceededBy(warned.place()), Field.MESSAGE.exceededBy(warned.message()));
            case CallRefused refused -> session(refused.session());
            case TargetAnnounced target ->
                first(Field.RELEASE.exceededBy(target.targetKernel()), Field.PLAN.exceededBy(target.plan()));
            case SourceGap gap -> Field.DETAIL.exceededBy(gap.detail());
            case KernelBody.HandoverStarted ignored -> null;
            case KernelBody.HandoverAborted ignored -> null;
            case KernelBody.LiveUpdateOpened ignored -> null;
        };
    }

    private static @Nullable String device(DeviceBody body) {
        return switch (body) {
            case DeviceEnumerated device -> first(steps(device.identity()), Field.DRIVER.exceededBy(device.driver()));
            case DriverBound bound -> Field.DRIVER.exceededBy(bound.driver());
            case DeviceOpened opened -> Field.PATH.exceededBy(opened.path());
            case DeviceReset reset -> Field.METHOD.exceededBy(reset.method());
            case DeviceBody.DeviceRemoved ignored -> null;
            case DeviceBody.DmaProgress ignored -> null;
        };
    }

    private static @Nullable String steps(PciIdentity identity) {
        int steps = identity.path().size();
        return steps <= MOST_STEPS
                ? null
                : "a way of " + steps + " steps from the root, expected at most " + MOST_STEPS;
    }

    private static @Nullable String session(@Nullable Session session) {
        return session == null ? null : Field.SESSION.exceededBy(session.name());
    }

    private static @Nullable String handler(FileBody body) {
        return switch (body) {
            case FilePreserved file -> file.handler();
            case FileUnpreserved file -> file.handler();
            case FileFrozen file -> file.handler();
            case FileUnfrozen file -> file.handler();
            case FileRetrieved file -> file.handler();
            case FileFinished file -> file.handler();
            case FileBody.FileIdentified ignored -> null;
        };
    }

    private static @Nullable String first(@Nullable String... found) {
        for (String one : found) {
            if (one != null) {
                return one;
            }
        }
        return null;
    }

    /** @param asRead whether a replaced byte counts as the one that it was */
    private static long bytes(String text, boolean asRead) {
        return text.codePoints()
                .mapToLong(c -> asRead && c == REPLACEMENT ? 1 : c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
                .sum();
    }
}
