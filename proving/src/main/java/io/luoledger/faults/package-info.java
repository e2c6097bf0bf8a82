/**
 * What the promises rest on, tried out: a real cluster and real processes under load, something breaks at a random point, and
 * what was acknowledged is compared with what the ledger and the processors have in the end.
 */
@NullMarked
package io.luoledger.faults;

import org.jspecify.annotations.NullMarked;
