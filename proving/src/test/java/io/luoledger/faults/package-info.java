/** Tests of the ledger's view beside what simulated kernels hold. */
@NullMarked
package io.luoledger.faults;

import org.jspecify.annotations.NullMarked;
