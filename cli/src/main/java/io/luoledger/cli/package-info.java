/** The luo-ledger command: a class for each subcommand, what they share, and how the rooms are put together. */
@NullMarked
package io.luoledger.cli;

import org.jspecify.annotations.NullMarked;
