package io.luoledger.experiment.check;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One atomic step.
 *
 * @param at the function of the source
 * @param does what it does there
 * @param gate what it waits for; null when it never waits
 */
record Step(
        String at, String does, Touches touches, @Nullable Gate gate, Consumer<View> action) {}
