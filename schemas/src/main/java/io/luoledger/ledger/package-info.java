/** The ledger itself: sequence and chain of a host, and the log file. */
@NullMarked
package io.luoledger.ledger;

import org.jspecify.annotations.NullMarked;
