package io.luoledger.core;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FileIdentified;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.FileBody.FileUnfrozen;
import io.luoledger.event.FileBody.FileUnpreserved;
import io.luoledger.event.FlbBody.FlbFinished;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.FlbBody.FlbRetrieved;
import io.luoledger.event.FlbBody.FlbUnpreserved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.GapReason;
import io.luoledger.event.KernelBody.HandoverAborted;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.KernelBody.KernelDied;
import io.luoledger.event.KernelBody.KernelWarned;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.event.KernelBody.TargetAnnounced;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.SessionClosed;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.SessionBody.StoredFd;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import io.luoledger.wire.RecordedEvent;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Logs that no kernel would write: any body at any time, few names, so that they meet. */
public final class RandomLog {
    private static final List<Side> SIDES = List.of(Side.OUTGOING, Side.INCOMING, Side.NONE);
    private static final String[] ERRNOS = {"ENOENT", "EINVAL", "EMFILE", "EFAULT", "EBUSY", "EEXIST", "EIO"};
    private static final String[] DURING = {"open", "retrieve", "finish", "boot", "luo_file_finish"};

    private static final String[] KERNELS = {"7.3", "6.19", "9.9"};

    private final Random random;

    private RandomLog(long seed) {
        random = new Random(seed);
    }

    public static List<RecordedEvent> of(String host, long seed, int steps) {
        return new RandomLog(seed).write(LogScript.host(host), steps).events();
    }

    private LogScript write(LogScript log, int steps) {
        long liveUpdate = 0;
        for (int i = 0; i < steps; i++) {
            int dice = random.nextInt(40);
            if (dice == 0) {
                liveUpdate = random.nextInt(4) == 0 ? random.nextInt(4) : liveUpdate + 1;
                log.boot(random.nextInt(5) == 0 ? "unknown" : "7.3.4", liveUpdate);
                if (random.nextInt(4) > 0) {
                    log.in(booted());
                }
            } else if (dice == 1) {
                log.withWallClock();
            }
            if (random.nextInt(8) == 0) {
                log.add(SIDES.get(random.nextInt(3)), body());
            } else if (random.nextBoolean()) {
                log.out(outgoing());
            } else {
                log.in(incoming());
            }
        }
        return log;
    }

    private Body body() {
        return random.nextBoolean() ? outgoing() : incoming();
    }

    private Body outgoing() {
        return switch (random.nextInt(16)) {
            case 0, 1 -> new SessionCreated(session(), result());
            case 2, 3, 4, 5 -> new FilePreserved(session(), token(), handler(), null, device(), result());
            case 6 -> new FileUnpreserved(session(), token(), handler(), null, device(), Result.success());
            case 7 -> new FileFrozen(session(), token(), handler(), null, device(), result());
            case 8 -> new FileUnfrozen(session(), token(), handler(), device(), Result.success());
            case 9 -> new SessionClosed(session(), Result.success());
            case 10 -> new FlbPreserved(flb(), null, result());
            case 11 -> new FlbUnpreserved(flb(), null, Result.success());
            case 12 -> new HandoverStarted(result());
            case 13 -> new HandoverAborted(result());
            case 14 -> new TargetAnnounced(KERNELS[random.nextInt(KERNELS.length)], null);
            default -> enumerated();
        };
    }

    private Body incoming() {
        return switch (random.nextInt(18)) {
            case 0, 1, 2 -> new SessionRetrieved(session(), result());
            case 3, 4, 5, 6 -> new FileRetrieved(session(), token(), handler(), null, device(), result());
            case 7 -> new SessionFinished(session(), result());
            case 8, 9 -> new FileFinished(session(), token(), handler(), flag(), null, device(), Result.success());
            case 10 -> new SessionClosed(session(), result());
            case 11 -> new FlbRetrieved(flb(), null, result());
            case 12 -> new FlbFinished(flb(), null, result());
            case 13 ->
                switch (random.nextInt(5)) {
                    case 0 -> new LiveUpdateOpened(result());
                    case 1 -> new KernelDied(DURING[random.nextInt(5)], random.nextBoolean(), null, Result.success());
                    case 2 -> new KernelWarned("refcount_warn_saturate", "underflow", Result.success());
                    case 3 -> new CallRefused(session(), 0xba99, result());
                    default -> new SourceGap(GapReason.TRUNCATED, "cut", null);
                };
            case 14 -> new FileIdentified(session(), token(), 0x1af4, 0x1041 + random.nextInt(2), result());
            case 15 -> booted();
            case 16 -> mapped();
            default -> enumerated();
        };
    }

    private FdStoreMapped mapped() {
        List<StoredFd> entries = random.ints(random.nextInt(4), 0, 3)
                .mapToObj(kind -> new StoredFd(
                        "u" + random.nextInt(2) + ".service",
                        List.of(StoredFd.FD, StoredFd.SESSION, "pidfd").get(kind),
                        random.nextBoolean() ? "n" + random.nextInt(2) : null,
                        token(),
                        random.nextBoolean() ? "s" + random.nextInt(3) : null,
                        flag()))
                .toList();
        return random.nextInt(6) == 0
                ? new FdStoreMapped(session(), random.nextBoolean() ? 2L : null, null, List.of(), null)
                : new FdStoreMapped(session(), 1L, 0L, entries, random.nextInt(9) == 0 ? "cut off" : null);
    }

    private KernelBooted booted() {
        BootOutcome[] outcomes = BootOutcome.values();
        BootOutcome outcome = random.nextBoolean() ? BootOutcome.RESTORED : outcomes[random.nextInt(outcomes.length)];
        Long sessions = random.nextInt(3) == 0 ? (Long) (long) random.nextInt(3) : null;
        return new KernelBooted(outcome, null, sessions, sessions, null, null, Result.success());
    }

    private DeviceEnumerated enumerated() {
        return new DeviceEnumerated(
                address(),
                new PciIdentity(List.of(0x20, random.nextInt(2)), 0, 0x1af4, 0x1041 + random.nextInt(2)),
                null,
                null,
                null,
                random.nextBoolean(),
                null,
                result(),
                random.nextBoolean() ? null : (Integer) (random.nextInt(2) * 0x1d),
                flag(),
                random.nextBoolean() ? null : new VirtualOf(address(), random.nextInt(3)));
    }

    private @Nullable Session session() {
        return random.nextInt(12) == 0 ? null : new Session("s" + random.nextInt(3), random.nextInt(12) == 0);
    }

    private @Nullable Token token() {
        return random.nextInt(12) == 0 ? null : new Token(random.nextInt(8) == 0 ? -1L : random.nextInt(3));
    }

    private @Nullable String handler() {
        return random.nextInt(3) == 0 ? null : LogScript.HANDLER;
    }

    private @Nullable String flb() {
        return random.nextInt(12) == 0 ? null : "flb" + random.nextInt(2);
    }

    private @Nullable Boolean flag() {
        return random.nextInt(3) == 0 ? null : (Boolean) random.nextBoolean();
    }

    private @Nullable PciAddress device() {
        return random.nextInt(4) == 0 ? address() : null;
    }

    private PciAddress address() {
        return PciAddress.of(0, 1, random.nextInt(3));
    }

    private Result result() {
        return random.nextInt(4) > 0 ? Result.success() : Result.refused(ERRNOS[random.nextInt(ERRNOS.length)]);
    }
}
