/** How events and outputs are written: Avro schemas, their ids, the wire format on Kafka. */
@NullMarked
package io.luoledger.wire;

import org.jspecify.annotations.NullMarked;
