/** The embedded broker: a single-node Kafka in this process, and the directory its data live in. */
@NullMarked
package io.luoledger.broker;

import org.jspecify.annotations.NullMarked;
