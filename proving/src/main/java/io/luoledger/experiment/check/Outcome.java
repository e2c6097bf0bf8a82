package io.luoledger.experiment.check;

import java.util.List;

/**
 * What a check found.
 *
 * @param states how many states it looked at
 * @param steps how many steps between them
 * @param complete false when the bound was reached: then nothing is said of what wasn't looked at
 * @param broken one counter-example of each kind of violation, by kind
 */
public record Outcome(String model, int states, long steps, boolean complete, List<CounterExample> broken) {}
