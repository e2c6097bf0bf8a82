package io.luoledger.finding;

import io.luoledger.event.BootMoment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check says of one thing on one host.
 *
 * @param liveUpdate number of the live update it belongs to
 * @param subject "session vm", "file vm 0x1", "flb NAME", "device 0000:03:00.0", "kernel"
 * @param evidence sequence numbers of the events that show it
 * @param at when the event was that raised it, null where nobody noted it; no part of what is said, and of no digest
 */
public record Finding(
        FindingKind kind,
        String host,
        long liveUpdate,
        String subject,
        String expected,
        String found,
        List<Long> evidence,
        @Nullable BootMoment at) {
    public Finding {
        evidence = List.copyOf(evidence);
    }

    /** One of which nobody noted the time. */
    public Finding(
            FindingKind kind,
            String host,
            long liveUpdate,
            String subject,
            String expected,
            String found,
            List<Long> evidence) {
        this(kind, host, liveUpdate, subject, expected, found, evidence, null);
    }

    /** The same, raised then. */
    public Finding at(BootMoment when) {
        return new Finding(kind, host, liveUpdate, subject, expected, found, evidence, when);
    }
}
