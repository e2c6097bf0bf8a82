/** What happened, as plain immutable values, and what they hold at most: free of Avro, Kafka, clocks and files. */
@NullMarked
package io.luoledger.event;

import org.jspecify.annotations.NullMarked;
