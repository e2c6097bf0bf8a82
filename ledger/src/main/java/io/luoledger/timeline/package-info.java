/** A log as a timeline that Perfetto opens. */
@NullMarked
package io.luoledger.timeline;

import org.jspecify.annotations.NullMarked;
