/** Tests of the mutation score. */
@NullMarked
package io.luoledger.score;

import org.jspecify.annotations.NullMarked;
