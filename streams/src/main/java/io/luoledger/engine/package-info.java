/** One instance of the stream processors on a cluster: its settings, its life, and states that have to be made anew. */
@NullMarked
package io.luoledger.engine;

import org.jspecify.annotations.NullMarked;
