/** What the writers and readers of a cluster do with each other, on a real broker. */
@NullMarked
package io.luoledger.publish;

import org.jspecify.annotations.NullMarked;
