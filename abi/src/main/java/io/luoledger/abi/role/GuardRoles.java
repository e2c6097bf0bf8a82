package io.luoledger.abi.role;

import io.luoledger.abi.Layer;

/** What each string is for, by the layer that compares it; where a layer has several, by what is compared. */
public final class GuardRoles {
    /** The handler of memfds. */
    public static final String MEMFD = of(Layer.HANDLER, "memfd");
    /** The part of LUO's tree that leads to sessions. */
    public static final String SESSIONS = of(Layer.LUO_PART, "sessions");
    /** The part of LUO's tree that leads to FLBs. */
    public static final String FLBS = of(Layer.LUO_PART, "flbs");

    private GuardRoles() {}

    /** Of a layer that has one guard. */
    public static String of(Layer layer) {
        return layer.name();
    }

    /** Of a layer that has several. */
    public static String of(Layer layer, String kind) {
        return layer.name() + "/" + kind;
    }
}
