package io.luoledger.abi.plan;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What a host holds preserved now.
 *
 * @param kernel the running kernel's release
 * @param handlers compatible strings of the handlers of its preserved files
 * @param flbs names of its preserved FLBs
 */
public record Holdings(String host, String kernel, List<String> handlers, List<String> flbs) {
    public Holdings {
        handlers = sorted(handlers);
        flbs = sorted(flbs);
    }

    /** Whether there is nothing to lose: any kernel will do. */
    public boolean isEmpty() {
        return handlers.isEmpty() && flbs.isEmpty();
    }

    private static List<String> sorted(Collection<String> names) {
        return List.copyOf(new TreeSet<>(names));
    }
}
