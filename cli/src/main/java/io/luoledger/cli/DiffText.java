package io.luoledger.cli;

import io.luoledger.core.EntityKind;
import io.luoledger.core.Phases;
import io.luoledger.core.UpdateState;
import io.luoledger.finding.FindingKind;
import io.luoledger.replay.HandoverDiff;
import io.luoledger.replay.HandoverDiff.Line;
import io.luoledger.report.LedgerReport;
import io.luoledger.view.ViewRecords;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** A promise against what was found, for people: what came back as promised is cut short, what didn't never is. */
final class DiffText {
    private static final int MOST_KEPT = 12;
    private static final int MOST_OF_A_KIND = 12;

    private final PrintWriter out;
    private final Ansi ansi = LuoLedger.ansi();

    DiffText(PrintWriter out) {
        this.out = out;
    }

    /** @param report of the host, with what is muted in it */
    void print(HandoverDiff diff, LedgerReport report, Set<FindingKind> ignored) {
        UpdateState update = diff.update();
        new UpdateText(out)
                .block(
                        ViewRecords.update(update, diff.at()),
                        Printable.text(update.host()) + ", update " + update.number() + ": ");
        if (!diff.incomingSeen()) {
            out.println("no incoming kernel in the log: only what was promised is known");
        } else if (diff.lines().stream().allMatch(line -> line.promised() == null)) {
            out.println("no outgoing kernel in the log: what was promised is known only from the incoming one");
        }
        if (!diff.lines().isEmpty()) {
            lines(diff);
        }
        out.println();
        new FindingText(out, report, MOST_OF_A_KIND).print(diff.findings(), ignored);
        HostWaivers.print(out, report);
    }

    private void lines(HandoverDiff diff) {
        TextTable table = new TextTable(0).head("", "promised", "found", "");
        int kept = 0;
        int left = 0;
        for (Line line : diff.lines()) {
            boolean wrong =
                    Boolean.FALSE.equals(line.kept()) || !line.findings().isEmpty();
            if (wrong || kept++ < MOST_KEPT) {
                table.row(cells(diff, line));
            } else {
                left++;
            }
        }
        table.print(out);
        if (left > 0) {
            out.println("  ... and " + left + " more as promised (--json shows all)");
        }
        summary(diff.lines());
        blackouts(diff.lines());
    }

    /** Of each session and device, those of which something is known. */
    private void blackouts(List<Line> lines) {
        List<String> known = new ArrayList<>();
        for (Line line : lines) {
            Phases phases = line.phases();
            if (phases != null && phases.blackoutMicros() != null) {
                known.add(name(line) + " " + BlackoutText.of(phases));
            }
        }
        if (!known.isEmpty()) {
            out.println("blackout: " + known.stream().limit(MOST_KEPT).collect(Collectors.joining(", "))
                    + (known.size() > MOST_KEPT
                            ? " and of " + (known.size() - MOST_KEPT) + " more (--json shows all)"
                            : ""));
        }
    }

    private Object[] cells(HandoverDiff diff, Line line) {
        boolean lost = Boolean.FALSE.equals(line.kept());
        return Stream.of(
                        (lost ? "! " : "  ") + name(line),
                        HandoverDiff.words(line.promised()),
                        diff.incomingSeen() ? HandoverDiff.words(line.found()) : "",
                        line.findings().stream()
                                .map(finding -> finding.kind().id())
                                .distinct()
                                .collect(Collectors.joining(", ")))
                .map(cell -> lost ? style("red", cell) : cell)
                .toArray();
    }

    private void summary(List<Line> lines) {
        List<String> parts = new ArrayList<>();
        for (EntityKind kind : List.of(EntityKind.SESSION, EntityKind.FILE, EntityKind.FLB, EntityKind.DEVICE)) {
            long all = lines.stream()
                    .filter(line -> line.kind() == kind && line.kept() != null)
                    .count();
            long kept = lines.stream()
                    .filter(line -> line.kind() == kind && Boolean.TRUE.equals(line.kept()))
                    .count();
            if (all > 0) {
                String word = kind == EntityKind.FLB ? "FLB" : kind.toString();
                parts.add(kept + " of " + all + " " + word + (all == 1 ? "" : "s"));
            }
        }
        if (!parts.isEmpty()) {
            out.println("as promised: " + String.join(", ", parts));
        }
    }

    private static String name(Line line) {
        return Printable.text(line.kind() == EntityKind.FILE ? "  " + line.subject() : line.subject());
    }

    private String style(String style, String text) {
        return ansi.enabled() ? ansi.string("@|" + style + " " + text + "|@") : text;
    }
}
