/** Whether a log is what was written: chains, receipts and the Merkle tree over hosts. */
@NullMarked
package io.luoledger.proof;

import org.jspecify.annotations.NullMarked;
