package io.luoledger.report;

import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What somebody lives with: findings of a host until a day, or all of one that was retired, as long as it keeps silent.
 *
 * @param finding null for all
 * @param subject what it is about; null for all
 * @param reason why
 * @param expires last day on which it counts (UTC); null for a retired host
 * @param retiredMicros when the host was retired; null for a finding. Unit: microseconds since 1970 (UTC)
 */
public record Waiver(
        String host,
        @Nullable FindingKind finding,
        @Nullable String subject,
        String reason,
        @Nullable LocalDate expires,
        @Nullable Long retiredMicros) {
    public static Waiver of(
            String host, FindingKind finding, @Nullable String subject, String reason, LocalDate expires) {
        return new Waiver(host, finding, subject, reason, expires, null);
    }

    public static Waiver retired(String host, String reason, long sinceMicros) {
        return new Waiver(host, null, null, reason, null, sinceMicros);
    }

    /** Whether it is of a host that was retired. */
    public boolean retired() {
        return retiredMicros != null;
    }

    /** Whether it is about this finding, in force or not. */
    public boolean covers(Finding one) {
        return one.host().equals(host)
                && (finding == null || one.kind().equals(finding))
                && (subject == null || subject.equals(one.subject()));
    }

    /** @param latestMicros when the host was heard of last, null when nobody knows */
    boolean counts(LocalDate today, @Nullable Long latestMicros) {
        return (expires == null || !expires.isBefore(today))
                && (retiredMicros == null || latestMicros == null || latestMicros <= retiredMicros);
    }
}
