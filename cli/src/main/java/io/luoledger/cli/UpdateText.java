package io.luoledger.cli;

import io.luoledger.avro.PhasesView;
import io.luoledger.avro.UpdateView;
import io.luoledger.finding.Finding;
import io.luoledger.glossary.Causes;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import io.luoledger.view.ViewRecords;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Live updates for people: one line each, or all that is known of one. */
final class UpdateText {
    private final PrintWriter out;
    private final Ansi ansi = LuoLedger.ansi();

    UpdateText(PrintWriter out) {
        this.out = out;
    }

    /**
     * One line each: who, which, how and when; below one that failed, why.
     *
     * @param wanted says which times can't be placed
     */
    void table(List<ToldUpdate> updates, Wanted wanted) {
        TextTable table = new TextTable(2).head("host", "update", "kernels", "outcome", "when");
        for (ToldUpdate one : updates) {
            table.row(
                    Printable.text(one.host()),
                    one.update().getLiveUpdate(),
                    kernels(one.update()),
                    outcome(one.update()),
                    When.brief(one.at()) + (wanted.cannotPlace(one.at()) ? " (no wall time)" : ""));
            String why = why(one, wanted);
            if (!why.isEmpty()) {
                table.line("    " + why);
            }
        }
        table.print(out);
    }

    static String kernels(UpdateView update) {
        String to = update.getToKernel();
        return Printable.text(update.getFromKernel()) + " -> " + (to == null ? "?" : Printable.text(to));
    }

    private String outcome(UpdateView update) {
        String colour = switch (update.getOutcome()) {
            case COMPLETED -> "green,bold";
            case PARTIAL, ABORTED, UNFINISHED, OTHER -> "yellow,bold";
            case REFUSED, LOST -> "red,bold";
        };
        String outcome = update.getOutcome().toString();
        return ansi.enabled() ? ansi.string("@|" + colour + " " + outcome + "|@") : outcome;
    }

    /** What hides it, or lets it pass; what became of it where one word says that; else the worst of what is asked for. */
    private static String why(ToldUpdate update, Wanted wanted) {
        if (update.damage() != null) {
            return notKnown(update.damage());
        }
        if (update.muted() != null) {
            return "muted" + HostWaivers.until(update.muted());
        }
        String consequence = update.update().getConsequence();
        if (update.failed() && consequence != null) {
            return Causes.of(consequence);
        }
        Finding cause = update.cause(wanted);
        if (cause == null) {
            return "";
        }
        // that it is about a kernel, the kernels say
        long more = update.errors().stream().filter(one -> !one.equals(cause)).count();
        return cause.kind().title()
                + (cause.subject().startsWith("kernel") ? "" : ": " + Printable.text(cause.subject()))
                + (more == 0 ? "" : ", and " + Counts.of(more, "more error"));
    }

    private static String notKnown(String damage) {
        return "not known: log damaged at " + Printable.text(damage);
    }

    /** All of it but its findings, and what hides the rest. */
    void block(ToldUpdate update, String title) {
        block(update.update(), title);
        if (update.damage() != null) {
            out.println("    " + notKnown(update.damage()));
        }
        if (update.muted() != null) {
            out.println("    muted    " + HostWaivers.until(update.muted()));
        }
    }

    /**
     * All of it but its findings, a line for each matter.
     *
     * @param title begins the first line
     */
    void block(UpdateView update, String title) {
        String consequence = update.getConsequence();
        out.println(title + kernels(update) + "  " + outcome(update)
                + (consequence == null ? "" : ": " + Causes.of(consequence)));
        out.println("    when      " + When.full(ViewRecords.moment(update.getAt())));
        out.println("    phases    " + phases(update));
        Long blackout = update.getBlackoutMicros();
        out.println("    blackout  "
                + (blackout == null ? "unknown" : atLeast(update.getBlackoutIsLowerBound()) + Micros.text(blackout)));
        String least = atLeast(update.getCountsAtLeast());
        out.println("    came back " + update.getFilesRetrieved() + " of " + least
                + Counts.of(update.getFilesPromised(), "file") + "; finished " + update.getSessionsFinished() + " of "
                + least + Counts.of(update.getSessionsPromised(), "session"));
    }

    private static String phases(UpdateView update) {
        PhasesView phases = update.getPhaseMicros();
        return phases.getSchema().getFields().stream()
                .map(phase -> words(phase) + " " + phase(update, phase.name(), (Long) phases.get(phase.pos())))
                .collect(Collectors.joining(", "));
    }

    private static String words(Schema.Field phase) {
        return phase.name().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String phase(UpdateView update, String phase, @Nullable Long micros) {
        return atLeast(micros != null && update.getPhasesAtLeast().contains(phase)) + Micros.text(micros);
    }

    private static String atLeast(boolean bound) {
        return bound ? "at least " : "";
    }
}
