/** Everything that takes drafts of events and writes them down: to a log file, to Kafka. */
@NullMarked
package io.luoledger.publish;

import org.jspecify.annotations.NullMarked;
