package io.luoledger.faults;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a ledger comes to: either as it is known from the acknowledged events alone, or as the processors have it.
 *
 * @param digests the state digest of each host
 * @param findings each finding as a text, in any order
 * @param summaries how often each live update was summarised, and the last summary, by host and number
 */
record Told(Map<String, String> digests, List<String> findings, Map<String, Summaries> summaries) {
    /** The summaries of one live update. */
    record Summaries(int count, String last) {
        static final Summaries NONE = new Summaries(0, "");
    }

    Told {
        digests = Map.copyOf(digests);
        findings = List.copyOf(findings);
        summaries = Map.copyOf(summaries);
    }

    /** Without what summaries say: the last word of an older build on a live update lacks the fields that came since. */
    Told withCountsOnly() {
        Map<String, Summaries> counts = new HashMap<>();
        summaries.forEach((update, ofIt) -> counts.put(update, new Summaries(ofIt.count(), "")));
        return new Told(digests, findings, counts);
    }
}
