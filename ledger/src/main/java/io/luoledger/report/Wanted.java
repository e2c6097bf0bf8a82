package io.luoledger.report;

import io.luoledger.core.Outcome;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which live updates and findings are wanted. What a filter says of updates counts for the findings of such updates, and what
 * it says of findings for the updates that have one.
 *
 * @param host only this one's; null for all
 * @param failed only what failed, or may have
 * @param outcomes only of these; all when empty
 * @param severity only of this severity or a worse one; null for all
 * @param kinds only of these; all when empty
 * @param sinceMicros only from this wall time on, and what has none; null for all. Unit: microseconds since 1970 (UTC)
 * @param last only so many of the latest; null for all
 */
public record Wanted(
        @Nullable String host,
        boolean failed,
        Set<Outcome> outcomes,
        @Nullable Severity severity,
        Set<FindingKind> kinds,
        @Nullable Long sinceMicros,
        @Nullable Integer last) {
    public static final Wanted EVERYTHING = new Wanted(null, false, Set.of(), null, Set.of(), null, null);

    public Wanted {
        outcomes = Set.copyOf(outcomes);
        kinds = Set.copyOf(kinds);
    }

    /** Whether nothing is left out. */
    public boolean everything() {
        return equals(EVERYTHING);
    }

    boolean wantsHost(String name) {
        return host == null || host.equals(name);
    }

    boolean wantsOutcome(String outcome) {
        return outcomes.isEmpty()
                || outcomes.stream().anyMatch(one -> one.name().equals(outcome));
    }

    /** Whether it says anything of findings. */
    boolean asksForFindings() {
        return severity != null || !kinds.isEmpty();
    }

    boolean wantsKind(FindingKind kind) {
        return (severity == null || kind.severity().compareTo(severity) <= 0)
                && (kinds.isEmpty() || kinds.contains(kind));
    }

    /** What has no wall time can't be placed: it is wanted. */
    boolean wantsTime(@Nullable BootMoment at) {
        return sinceMicros == null
                || at == null
                || at.at().wallMicros() == null
                || at.at().wallMicros() >= sinceMicros;
    }

    /** Whether it is only there because nobody knows when it was. */
    public boolean cannotPlace(@Nullable BootMoment at) {
        return sinceMicros != null && (at == null || at.at().wallMicros() == null);
    }
}
