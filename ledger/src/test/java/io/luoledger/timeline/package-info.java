/** Timelines, read back by the schema of those who read them. */
@NullMarked
package io.luoledger.timeline;

import org.jspecify.annotations.NullMarked;
