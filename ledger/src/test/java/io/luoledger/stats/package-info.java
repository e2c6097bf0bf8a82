/** Tests of the statistics. */
@NullMarked
package io.luoledger.stats;

import org.jspecify.annotations.NullMarked;
