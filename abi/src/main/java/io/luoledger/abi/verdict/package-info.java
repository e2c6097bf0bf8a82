/** Comparison rules, the verdict on a pair of kernels, and what a difference does to the incoming one. */
@NullMarked
package io.luoledger.abi.verdict;

import org.jspecify.annotations.NullMarked;
