/** What FREEZE of single sessions may do together with close, PRESERVE and a reboot that fails: every interleaving of a few threads. */
@NullMarked
package io.luoledger.experiment.freeze;

import org.jspecify.annotations.NullMarked;
