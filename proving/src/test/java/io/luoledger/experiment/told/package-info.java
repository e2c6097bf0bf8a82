/** Counter-examples, told by simulated kernels. */
@NullMarked
package io.luoledger.experiment.told;

import org.jspecify.annotations.NullMarked;
