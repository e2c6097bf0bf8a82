package io.luoledger.core;

/** What was last seen of a device's DMA. */
public enum DmaStatus {
    /** Nothing. */
    UNKNOWN,
    /** It goes on. */
    FLOWING,
    /** It stopped. */
    STOPPED
}
