package io.luoledger.event;

import java.util.Objects;

/**
 * One boot of one kernel, and which half of it an event is about.
 *
 * @param id unique on the host
 * @param kernel release, or {@link #UNKNOWN_KERNEL}
 * @param liveUpdate 0 after a cold boot, one more for each live update since
 */
public record Boot(String id, String kernel, long liveUpdate, Side side) {
    public static final String UNKNOWN_KERNEL = "unknown";

    public Boot {
        Objects.requireNonNull(id);
        Objects.requireNonNull(kernel);
        Objects.requireNonNull(side);
        if (liveUpdate < 0) {
            throw new IllegalArgumentException("negative live-update number: " + liveUpdate);
        }
    }

    public Boot withSide(Side other) {
        return new Boot(id, kernel, liveUpdate, other);
    }
}
