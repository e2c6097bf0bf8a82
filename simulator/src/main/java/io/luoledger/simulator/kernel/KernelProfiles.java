package io.luoledger.simulator.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kernels that can be simulated, by name: a release, or {@code RELEASE+VARIANT} for one with another ABI. */
public final class KernelProfiles {
    private static final Map<String, KernelProfile> ALL = new LinkedHashMap<>();
    private static final Map<String, String> ABOUT = new LinkedHashMap<>();

    static {
        add(
                Mainline.v619(),
                "mainline as merged, the first with live update; its stable fixes are variants; from its source, not recorded");
        add(Mainline.v72(), "mainline, as the recorded kernels were built: without networking, io_uring and iommufd");
        add(Mainline.v73(), "mainline");
        add(Series.seed(), "7.3 with the first series that preserves VFIO devices (v1), as recorded");
        add(Series.next(), "7.3 with PCI v7 and VFIO v5, as recorded");
        add(
                Series.roadmap(),
                "what the series lead to: iommufd, device state and SR-IOV preserved; assumptions are listed");
    }

    private KernelProfiles() {}

    private static void add(KernelProfile profile, String about) {
        ALL.put(profile.release(), profile);
        ABOUT.put(profile.release(), about);
    }

    /** The kernel of this name. One that is merely booted in another way calls itself as it always does. */
    public static Optional<KernelProfile> find(String name) {
        String[] parts = name.split("\\+", -1);
        KernelProfile profile = ALL.get(parts[0]);
        for (int i = 1; i < parts.length && profile != null; i++) {
            Optional<Variants.Variant> variant = Variants.find(parts[i]);
            if (variant.isEmpty()) {
                return Optional.empty();
            }
            KernelProfile changed = variant.get().change().apply(profile);
            profile = variant.get().booted() ? changed : changed.withRelease(profile.release() + "+" + parts[i]);
        }
        return Optional.ofNullable(profile);
    }

    /** The releases, oldest first. */
    public static Set<String> names() {
        return java.util.Collections.unmodifiableSet(ALL.keySet());
    }

    /** A sentence about a release. */
    public static String about(String name) {
        return ABOUT.getOrDefault(name, "");
    }

    /** What can follow a release behind a +, each with a sentence. */
    public static Map<String, String> variants() {
        Map<String, String> variants = new LinkedHashMap<>();
        Variants.all().forEach((name, variant) -> variants.put(name, variant.about()));
        return variants;
    }
}
