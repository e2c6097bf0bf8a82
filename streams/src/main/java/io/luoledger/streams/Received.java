package io.luoledger.streams;

import io.luoledger.wire.RecordedEvent;

/**
 * An event as it came off the ledger, read and raw: whoever can't judge it puts it aside as it was received.
 *
 * @param key of the record
 * @param value of the record
 */
@SuppressWarnings("ArrayRecordComponent") // the record's own bytes: nobody compares them
record Received(byte[] key, byte[] value, RecordedEvent event) {}
