/** Tests. */
@NullMarked
package io.luoledger.metrics;

import org.jspecify.annotations.NullMarked;
