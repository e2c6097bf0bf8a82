/** What happened, as plain immutable values: the ledger's vocabulary, free of Avro, Kafka, clocks and files. */
@NullMarked
package io.luoledger.event;

import org.jspecify.annotations.NullMarked;
