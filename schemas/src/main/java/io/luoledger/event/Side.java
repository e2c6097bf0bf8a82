package io.luoledger.event;

/** Which half of a kernel an event is about: what it received, or what it will hand over. */
public enum Side {
    OUTGOING,
    INCOMING,
    NONE
}
