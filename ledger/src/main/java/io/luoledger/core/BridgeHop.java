package io.luoledger.core;

import io.luoledger.event.PciAddress;

/**
 * A bridge on the way from the root to a preserved function, with the bus numbers that it had when the function was
 * preserved: completions are routed by them, so they have to stay.
 *
 * @param sequence the event that told them
 */
public record BridgeHop(PciAddress address, int secondary, int subordinate, long sequence) {
    /** "00:04.0 02-05". */
    @Override
    public String toString() {
        return address.bdfText() + " " + buses(secondary, subordinate);
    }

    /** "02-05", as bus numbers are written; "none" for a bridge without numbers. */
    static String buses(int secondary, int subordinate) {
        return secondary == 0 ? "none" : "%02x-%02x".formatted(secondary, subordinate);
    }
}
