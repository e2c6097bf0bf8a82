/** The offline drive: the core over a log file, without Kafka. */
@NullMarked
package io.luoledger.replay;

import org.jspecify.annotations.NullMarked;
