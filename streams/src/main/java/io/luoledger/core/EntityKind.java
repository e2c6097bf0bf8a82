package io.luoledger.core;

import java.util.Locale;

/** What an entity is. The order is part of the key: never changed, only added to. */
public enum EntityKind {
    HOST,
    LOG,
    UPDATE,
    SESSION,
    FILE,
    FLB,
    DEVICE,
    FUNCTION,
    IDENTITY;

    /** As in luo.view: "session". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
