package io.luoledger.experiment.freeze;

import io.luoledger.experiment.check.CounterExample;
import java.util.Map;

/**
 * What was found of one design, over all sets of threads.
 *
 * @param sets how many sets of threads
 * @param states how many states, of all sets together
 * @param complete false when the bound was reached for any of the sets
 * @param smallest of what is lost, the counter-example with the fewest threads, then context switches, then steps
 */
public record FreezeResult(
        Design design, int sets, long states, long steps, boolean complete, Map<Property, CounterExample> smallest) {}
