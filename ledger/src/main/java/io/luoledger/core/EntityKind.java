package io.luoledger.core;

import java.util.Locale;

/** What an entity is. The codes stand in keys and stored states: never changed, only added to. */
public enum EntityKind {
    HOST(0),
    LOG(1),
    UPDATE(2),
    SESSION(3),
    FILE(4),
    FLB(5),
    DEVICE(6),
    FUNCTION(7),
    PATH(8),
    BUSES(9);

    private final byte code;

    EntityKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    /** Throws IllegalStateException for a code that this version doesn't know. */
    public static EntityKind of(int code) {
        for (EntityKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalStateException("a stored state has the unknown kind " + code);
    }

    /** As in luo.view: "session". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
