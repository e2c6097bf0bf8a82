package io.luoledger.simulator.kernel;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated kernel holds at one moment, in its own words: the truth that a ledger is measured against.
 *
 * @param outgoing sessions preserved for the next kernel, in order of creation
 * @param incoming sessions that the previous kernel handed over, once the device was opened
 * @param preservedFlbs outgoing reference counts by FLB, of those that have any
 */
public record KernelState(List<SessionState> outgoing, List<SessionState> incoming, Map<String, Long> preservedFlbs) {
    /** A session and its files, in order. */
    public record SessionState(String name, boolean retrieved, List<FileState> files) {}

    /** How far an incoming file got. */
    public enum Retrieval {
        NEVER_TRIED,
        DONE,
        FAILED
    }

    /** One file. */
    public record FileState(
            long token,
            String handler,
            Retrieval retrieval,
            @Nullable Contents contents) {}

    /** What a memfd is like. */
    public record Contents(long size, long position, int seals, long fingerprint) {}
}
