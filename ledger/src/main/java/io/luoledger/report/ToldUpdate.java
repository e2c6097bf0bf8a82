package io.luoledger.report;

import io.luoledger.avro.UpdateView;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.view.ViewRecords;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live update with what the checks said of it.
 *
 * @param findings the worst ones first
 * @param failed whether it went wrong: it ended otherwise than completed, or an error was found that nothing settled
 */
public record ToldUpdate(UpdateView update, List<Finding> findings, boolean failed) {
    public ToldUpdate {
        findings = List.copyOf(findings);
    }

    public String host() {
        return update.getHost();
    }

    public @Nullable BootMoment at() {
        return ViewRecords.moment(update.getAt());
    }

    /** What tells best why it failed, null when nothing does. */
    public @Nullable Finding cause() {
        return failed && !findings.isEmpty() ? findings.getFirst() : null;
    }
}
