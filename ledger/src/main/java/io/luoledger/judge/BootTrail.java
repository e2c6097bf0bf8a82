package io.luoledger.judge;

import io.luoledger.event.Boot;
import io.luoledger.event.LiveUpdateEvent;
import org.jspecify.annotations.Nullable;

/**
 * Which kernels a host booted last: what the ABI judge keeps of it.
 *
 * @param boot id of the boot that runs
 * @param sequence of the event that last changed this
 * @param bootBefore id of the boot before, null when there was none
 * @param kernelBefore release of the kernel that handed over, null when it isn't known
 * @param number of the live update that led here
 * @param judged whether the pair was judged
 */
public record BootTrail(
        String boot,
        String kernel,
        long liveUpdate,
        long sequence,
        @Nullable String bootBefore,
        @Nullable String kernelBefore,
        long number,
        boolean judged) {
    /** The trail with the boot of this event, which isn't the one that runs. */
    static BootTrail next(@Nullable BootTrail before, LiveUpdateEvent event) {
        Boot boot = event.boot();
        boolean follows = before != null && (boot.liveUpdate() == 0 || boot.liveUpdate() == before.liveUpdate() + 1);
        // a kernel that refused what it was handed counts from 0 again
        long number = boot.liveUpdate() > 0 || before == null ? boot.liveUpdate() : before.liveUpdate() + 1;
        return new BootTrail(
                boot.id(),
                boot.kernel(),
                boot.liveUpdate(),
                event.sequence(),
                before == null ? null : before.boot(),
                before != null && follows ? before.kernel() : null,
                number,
                false);
    }

    /** Whether the event is of the boot that runs. */
    boolean isOf(LiveUpdateEvent event) {
        return event.boot().id().equals(boot);
    }

    BootTrail judgedAt(long at) {
        return new BootTrail(boot, kernel, liveUpdate, at, bootBefore, kernelBefore, number, true);
    }
}
