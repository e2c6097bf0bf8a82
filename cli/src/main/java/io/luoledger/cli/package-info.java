/** The luo-ledger command: one class per subcommand, thin, over the other rooms. */
@NullMarked
package io.luoledger.cli;

import org.jspecify.annotations.NullMarked;
