package io.luoledger.experiment.check;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a step waits for.
 *
 * @param what in words, or the lock's name
 * @param lock null for a condition
 * @param alone whether the lock is wanted for itself alone, rather than for read
 */
record Gate(String what, @Nullable Lock lock, boolean alone, Predicate<View> open) {}
