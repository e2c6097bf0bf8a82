/** What pages show of a fleet, from a log file or from the stream processors: aggregates that are kept as it changes, and one host at a time. */
@NullMarked
package io.luoledger.fleet;

import org.jspecify.annotations.NullMarked;
