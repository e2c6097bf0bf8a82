/** Comparison rules, and what a difference does to the incoming kernel. */
@NullMarked
package io.luoledger.abi.verdict;

import org.jspecify.annotations.NullMarked;
