package io.luoledger.event;

import java.util.Objects;

/**
 * When something happened, and in which boot: without it nobody knows what a monotonic clock counts from.
 *
 * @param boot id of the boot
 * @param at by each clock that is known
 */
public record BootMoment(String boot, Moment at) {
    public BootMoment {
        Objects.requireNonNull(boot);
        Objects.requireNonNull(at);
    }

    public static BootMoment of(LiveUpdateEvent event) {
        return new BootMoment(event.boot().id(), event.at());
    }
}
