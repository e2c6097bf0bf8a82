/** Tests of what a writer knows of a host's ledger, and of its settings, without a broker. */
@NullMarked
package io.luoledger.publish;

import org.jspecify.annotations.NullMarked;
