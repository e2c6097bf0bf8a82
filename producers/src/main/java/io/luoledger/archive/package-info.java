/** A ledger taken from a cluster to files, part by part, each verified before the cluster may forget it. */
@NullMarked
package io.luoledger.archive;

import org.jspecify.annotations.NullMarked;
