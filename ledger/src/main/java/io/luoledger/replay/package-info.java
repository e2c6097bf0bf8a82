/** The offline drive: the core over a log, without Kafka, with stops, snapshots and diffs. */
@NullMarked
package io.luoledger.replay;

import org.jspecify.annotations.NullMarked;
