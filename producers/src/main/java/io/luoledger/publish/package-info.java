/** The ledger on a cluster: appended exactly once, each host's in one chain by one writer at a time; read, trimmed. */
@NullMarked
package io.luoledger.publish;

import org.jspecify.annotations.NullMarked;
