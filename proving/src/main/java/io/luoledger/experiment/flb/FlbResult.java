package io.luoledger.experiment.flb;

import io.luoledger.experiment.check.CounterExample;
import java.util.Map;

/**
 * What was found of one design, over all sets of threads.
 *
 * @param sets how many sets of threads
 * @param states how many states, of all sets together
 * @param complete false when the bound was reached for any of the sets
 * @param smallest by kind, the counter-example with the fewest threads, then context switches, then steps
 */
public record FlbResult(
        Setting setting, int sets, long states, long steps, boolean complete, Map<String, CounterExample> smallest) {}
