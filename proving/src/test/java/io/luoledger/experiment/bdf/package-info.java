/** Tests of the experiment about addresses that stay. */
@NullMarked
package io.luoledger.experiment.bdf;

import org.jspecify.annotations.NullMarked;
