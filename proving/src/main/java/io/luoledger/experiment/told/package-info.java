/**
 * Counter-examples told by simulated kernels: what the ledger says of a kernel that runs into one. Closes the loop from a model to what an
 * operator sees. The documents that experiments answer with, which hold these stories.
 */
@NullMarked
package io.luoledger.experiment.told;

import org.jspecify.annotations.NullMarked;
