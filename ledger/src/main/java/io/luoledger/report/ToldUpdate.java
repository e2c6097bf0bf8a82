package io.luoledger.report;

import io.luoledger.avro.UpdateView;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.view.ViewRecords;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A live update with what the checks said of it.
 *
 * @param findings the worst ones first, of several as bad the one that explains the others
 * @param errors those of them that count as failures: nothing settled them, and nobody lives with them
 * @param failed whether it went wrong: it ended otherwise than completed, or an error was found that nothing settled
 * @param muted what makes it no failure though it went wrong; null when nothing does
 * @param damage where the log is damaged, if that hides whether it did; null when it is known
 */
public record ToldUpdate(
        UpdateView update,
        List<Finding> findings,
        List<Finding> errors,
        boolean failed,
        @Nullable Muted muted,
        @Nullable String damage) {
    public ToldUpdate {
        findings = List.copyOf(findings);
        errors = List.copyOf(errors);
    }

    /** Whether it went well for all that anybody knows. */
    public boolean fine() {
        return !failed && damage == null;
    }

    public String host() {
        return update.getHost();
    }

    public @Nullable BootMoment at() {
        return ViewRecords.moment(update.getAt());
    }

    /** What tells best why it failed, of what is asked for where there is something; null when nothing does. */
    public @Nullable Finding cause(Wanted wanted) {
        if (!failed) {
            return null;
        }
        // what somebody lives with explains no failure where something else does
        return Stream.concat(errors.stream(), findings.stream())
                .filter(one -> wanted.wantsKind(one.kind()))
                .findFirst()
                .orElse(findings.isEmpty() ? null : findings.getFirst());
    }
}
