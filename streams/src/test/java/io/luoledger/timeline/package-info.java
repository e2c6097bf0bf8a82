/** Timelines, read back field by field. */
@NullMarked
package io.luoledger.timeline;

import org.jspecify.annotations.NullMarked;
