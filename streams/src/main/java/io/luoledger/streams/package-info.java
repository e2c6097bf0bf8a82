/** The online drive: the core as a Kafka Streams topology, exactly once, and readers of what it publishes. */
@NullMarked
package io.luoledger.streams;

import org.jspecify.annotations.NullMarked;
