/** The packages as users install them. */
@NullMarked
package io.luoledger.release;

import org.jspecify.annotations.NullMarked;
