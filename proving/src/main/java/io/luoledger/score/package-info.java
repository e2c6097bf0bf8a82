/** How good the checks are: faults planted in runs and in descriptors, against what ledger and gate say of them. */
@NullMarked
package io.luoledger.score;

import org.jspecify.annotations.NullMarked;
