package io.luoledger.abi.reading;

import io.luoledger.abi.Layer;
import io.luoledger.abi.memory.Layouts;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One kernel's preserved-state ABI by roles: what is needed to run it, and nothing of how it calls its parts.
 *
 * @param release what it calls itself
 * @param layouts of its structs
 * @param strings what it writes and takes, by {@link #key}: guards, node and property names
 * @param constants by name
 * @param luoTree whether LUO's root is a device tree rather than a struct
 * @param flbs names of the FLBs on handlers that the hand-over's files come to, in order of registration
 * @param on what of it is built in and turned on
 * @param meant fields, as "ROLE.FIELD", that it fills with something of a meaning of its own
 */
public record KernelAbi(
        String release,
        Layouts layouts,
        Map<String, String> strings,
        Map<String, Long> constants,
        boolean luoTree,
        List<String> flbs,
        Set<Feature> on,
        Set<String> meant) {
    /** The handler of memfds. */
    public static final String MEMFD = key(Layer.HANDLER, "memfd");
    /** The part of LUO's tree that leads to sessions. */
    public static final String SESSIONS = key(Layer.LUO_PART, "sessions");
    /** The part of LUO's tree that leads to FLBs. */
    public static final String FLBS = key(Layer.LUO_PART, "flbs");

    /** What a kernel may have or lack. */
    public enum Feature {
        KHO,
        /** LUO is built in. */
        LIVE_UPDATE,
        /** The device is offered. */
        DEVICE,
        /** It dies of what others warn about. */
        PANIC_ON_WARN
    }

    public KernelAbi {
        strings = Map.copyOf(strings);
        constants = Map.copyOf(constants);
        flbs = List.copyOf(flbs);
        on = on.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(on));
        meant = Set.copyOf(meant);
    }

    /** The same under no name: what it writes and reads is no matter of that. */
    KernelAbi unnamed() {
        return new KernelAbi("kernel", layouts, strings, constants, luoTree, flbs, on, meant);
    }

    /** Key of a guard of a layer that has one guard. */
    public static String key(Layer layer) {
        return layer.name();
    }

    /** Key of a guard of a layer that has several. */
    public static String key(Layer layer, String kind) {
        return layer.name() + "/" + kind;
    }
}
