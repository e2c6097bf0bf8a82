package io.luoledger.finding;

import java.util.List;

/**
 * What a check says of one thing on one host.
 *
 * @param liveUpdate number of the live update it belongs to
 * @param subject "session vm", "file vm 0x1", "flb NAME", "device 0000:03:00.0", "kernel"
 * @param evidence sequence numbers of the events that show it
 */
public record Finding(
        FindingKind kind,
        String host,
        long liveUpdate,
        String subject,
        String expected,
        String found,
        List<Long> evidence) {
    public Finding {
        evidence = List.copyOf(evidence);
    }
}
