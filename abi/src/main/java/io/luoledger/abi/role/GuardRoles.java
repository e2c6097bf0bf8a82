package io.luoledger.abi.role;

import io.luoledger.abi.Layer;
import java.util.Set;

/** What each string is for, by the layer that compares it; where a layer has several, by what is compared. */
public final class GuardRoles {
    /** The handler of memfds. */
    public static final String MEMFD = of(Layer.HANDLER, "memfd");
    /** The part of LUO's tree that leads to sessions. */
    public static final String SESSIONS = of(Layer.LUO_PART, "sessions");
    /** The part of LUO's tree that leads to FLBs. */
    public static final String FLBS = of(Layer.LUO_PART, "flbs");

    /** Those that are recognised by what they guard; another one is what its layer and kind say. */
    private static final Set<String> RECOGNISED = Set.of(MEMFD, FLBS);

    private GuardRoles() {}

    /** Whether of two roles for one guard this is the one that somebody has recognised. */
    public static boolean tellsMore(String role, String other) {
        return RECOGNISED.contains(role) && !RECOGNISED.contains(other);
    }

    /** Of a layer that has one guard. */
    public static String of(Layer layer) {
        return layer.name();
    }

    /** Of a layer that has several. */
    public static String of(Layer layer, String kind) {
        return layer.name() + "/" + kind;
    }
}
