/** How events and outputs are written and read: schemas, their versions and ids, digests, Kafka records, log files. */
@NullMarked
package io.luoledger.wire;

import org.jspecify.annotations.NullMarked;
