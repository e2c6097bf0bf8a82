package io.luoledger.abi.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a host comes to a kernel.
 *
 * @param way null when there is none
 * @param back the way back, null when there is none
 * @param blockers what stands against going straight; empty when nothing does
 * @param unblock what would help; empty when there is a way
 */
public record Plan(
        Holdings holdings,
        String target,
        @Nullable Way way,
        @Nullable Way back,
        List<String> blockers,
        List<String> unblock) {
    /**
     * Kernels one after the other.
     *
     * @param kernels the first is the running one
     * @param losses what is lost on the way, of what the user accepts
     */
    public record Way(List<String> kernels, List<String> losses) {
        public int reboots() {
            return kernels.size() - 1;
        }
    }

    public boolean isBlocked() {
        return way == null;
    }

    public boolean isDirect() {
        return way != null && way.reboots() <= 1;
    }
}
