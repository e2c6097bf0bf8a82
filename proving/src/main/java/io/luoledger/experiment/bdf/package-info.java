/** Which rules for bus numbers keep preserved functions where they were, over random topologies and what happens to them. */
@NullMarked
package io.luoledger.experiment.bdf;

import org.jspecify.annotations.NullMarked;
