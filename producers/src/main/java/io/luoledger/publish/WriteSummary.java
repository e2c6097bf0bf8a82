package io.luoledger.publish;

import java.util.Map;

/**
 * What a writer did.
 *
 * @param appended events that are in the ledger now and were not before
 * @param skipped events that were there already
 * @param lastSequences the last sequence written of each host that got events, in the order of their first
 */
public record WriteSummary(long appended, long skipped, Map<String, Long> lastSequences) {}
