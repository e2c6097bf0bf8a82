/** What a ledger is, wherever it is kept: its topics, where a host's log ends, and who makes drafts for it. */
@NullMarked
package io.luoledger.ledger;

import org.jspecify.annotations.NullMarked;
