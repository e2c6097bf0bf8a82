/** Puts events on Kafka: exactly once, each host's in one chain, by one writer at a time. */
@NullMarked
package io.luoledger.publish;

import org.jspecify.annotations.NullMarked;
