package io.luoledger.abi.plan;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a plan, each by one name: its release. Where another kernel has that release too, it is called what the
 * user called it: two kernels under one name would be one, and the way between them straight.
 */
public final class PlannedKernels {
    private final Function<String, AbiDescriptor> sources;
    private final boolean hostsTell;
    private final Map<String, AbiDescriptor> kernels;
    private final Map<String, String> names = new HashMap<>();

    /**
     * @param sources finds the kernel that the user calls so
     * @param published kernels that are known already
     * @param hostsTell whether hosts tell what they run by its release, so that the catalogue's kernels keep theirs
     */
    public PlannedKernels(
            Function<String, AbiDescriptor> sources, Map<String, AbiDescriptor> published, boolean hostsTell) {
        this.sources = sources;
        this.hostsTell = hostsTell;
        kernels = new LinkedHashMap<>(published);
        published.keySet().forEach(release -> names.put(release, release));
    }

    /** Puts the kernel that the user calls so, unless it is there; gives its name. */
    public String add(String argument) {
        String known = names.get(argument);
        if (known != null) {
            return known;
        }
        AbiDescriptor kernel = sources.apply(argument);
        String name = isTaken(kernel) ? otherName(kernel, argument) : kernel.release();
        kernels.putIfAbsent(name, kernel.withRelease(name));
        names.put(argument, name);
        return name;
    }

    private boolean isTaken(AbiDescriptor kernel) {
        AbiDescriptor other = kernels.get(kernel.release());
        if (other == null && hostsTell) {
            other = Catalogue.find(kernel.release()).orElse(null);
        }
        return other != null && !other.equals(kernel);
    }

    private String otherName(AbiDescriptor kernel, String argument) {
        return kernels.containsKey(argument) ? argument + " (" + kernel.source() + ")" : argument;
    }

    /** The catalogue's releases, but for those whose name the user gave to another kernel. */
    public void addReleases() {
        for (String name : Catalogue.names()) {
            if (Character.isDigit(name.charAt(0)) && !kernels.containsKey(name)) {
                add(name);
            }
        }
    }

    /** The name of the kernel that a host tells, the closest that is there; null when none is. */
    public @Nullable String told(String release) {
        return Catalogue.namesOf(release).stream()
                .filter(kernels::containsKey)
                .findFirst()
                .orElse(null);
    }

    public AbiDescriptor get(String name) {
        AbiDescriptor kernel = kernels.get(name);
        if (kernel == null) {
            throw new IllegalArgumentException("no kernel " + name);
        }
        return kernel;
    }

    public Collection<AbiDescriptor> all() {
        return kernels.values();
    }
}
