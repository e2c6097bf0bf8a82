/**
 * In which orders kernels with new features or strings may be rolled out so that every host always has a way back: all orders, up to
 * a bound.
 */
@NullMarked
package io.luoledger.experiment.rollout;

import org.jspecify.annotations.NullMarked;
