/** The model checker checked: planted bad designs, and random models against searches that are too simple to be wrong. */
@NullMarked
package io.luoledger.experiment.check;

import org.jspecify.annotations.NullMarked;
