/** The online drive: the core as a Kafka Streams topology, exactly once. */
@NullMarked
package io.luoledger.streams;

import org.jspecify.annotations.NullMarked;
