/** How good the checks are: faults planted in simulated runs against what the ledger says of them. */
@NullMarked
package io.luoledger.score;

import org.jspecify.annotations.NullMarked;
