package io.luoledger.simulator.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kernels that can be simulated, by name. */
public final class KernelProfiles {
    private static final Map<String, KernelProfile> ALL = new LinkedHashMap<>();

    static {
        ALL.put("7.2", Mainline.v72());
        ALL.put("7.3", Mainline.v73());
    }

    private KernelProfiles() {}

    public static Optional<KernelProfile> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** The names, oldest kernel first. */
    public static Set<String> names() {
        return java.util.Collections.unmodifiableSet(ALL.keySet());
    }
}
