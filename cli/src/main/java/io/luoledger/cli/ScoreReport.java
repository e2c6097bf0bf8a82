package io.luoledger.cli;

import io.luoledger.finding.FindingKind;
import io.luoledger.score.Score;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** The mutation score as a table: planted, caught, false alarms. */
final class ScoreReport {
    private final PrintWriter out;

    ScoreReport(PrintWriter out) {
        this.out = out;
    }

    void print(Score score) {
        out.printf("%-26s %8s %8s %8s  %s%n", "finding", "planted", "caught", "alarms", "fault");
        score.rows()
                .forEach(row -> out.printf(
                        "%-26s %8d %8d %8d  %s%n",
                        row.kind().id(),
                        row.planted(),
                        row.caught(),
                        score.falseAlarms().getOrDefault(row.kind().id(), 0L),
                        row.fault()));
        long planted = score.rows().stream().mapToLong(Score.Row::planted).sum();
        long caught = score.rows().stream().mapToLong(Score.Row::caught).sum();
        long alarms =
                score.falseAlarms().values().stream().mapToLong(Long::longValue).sum();
        out.println(score.runs() + " runs without a fault: " + alarms + " false alarms; " + caught + " of " + planted
                + " planted faults caught");
        if (!score.unplanted().isEmpty()) {
            out.println("never planted: "
                    + score.unplanted().stream().map(FindingKind::id).collect(Collectors.joining(", ")));
        }
        score.misses().forEach(miss -> out.println("  " + miss));
    }
}
