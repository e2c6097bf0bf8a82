package io.luoledger.abi;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a running kernel really has, as opposed to what its headers know; of a posted series, what it registers.
 *
 * @param kho whether KHO is on
 * @param liveUpdate whether LUO is on
 * @param handlers compatible strings of the registered file handlers
 * @param flbs names of the FLBs of each handler, by the handler's string; the handler may come with
 *     another series
 */
public record Registration(boolean kho, boolean liveUpdate, List<String> handlers, Map<String, List<String>> flbs) {
    public Registration {
        handlers = List.copyOf(handlers);
        flbs = new TreeMap<>(flbs);
    }
}
