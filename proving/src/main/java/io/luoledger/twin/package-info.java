/** The ledger's view of simulated hosts beside what their kernels hold. */
@NullMarked
package io.luoledger.twin;

import org.jspecify.annotations.NullMarked;
