/** What the models of FLB designs show, line by line. */
@NullMarked
package io.luoledger.experiment.flb;

import org.jspecify.annotations.NullMarked;
