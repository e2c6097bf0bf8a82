/** Tests. */
@NullMarked
package io.luoledger.fleet;

import org.jspecify.annotations.NullMarked;
