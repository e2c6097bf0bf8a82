package io.luoledger.cli;

import io.luoledger.finding.FindingKind;
import io.luoledger.score.Score;
import io.luoledger.score.SimulatedScore;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The mutation score as a table: planted, caught, false alarms. */
final class ScoreReport {
    private final PrintWriter out;

    ScoreReport(PrintWriter out) {
        this.out = out;
    }

    void print(Score score) {
        Map<String, Long> struck = new TreeMap<>();
        score.simulated().forEach(row -> row.findings().forEach((id, runs) -> struck.merge(id, runs, Long::sum)));
        TextTable table = new TextTable(0).numbers(1, 2, 3, 4);
        table.head("finding", "planted", "caught", "alarms", "simulated", "fault");
        Set<String> told = new HashSet<>();
        score.rows().forEach(row -> {
            String id = row.kind().id();
            table.row(
                    id,
                    row.planted(),
                    row.caught(),
                    score.falseAlarms().getOrDefault(id, 0L),
                    told.add(id) ? struck.getOrDefault(id, 0L) : "",
                    row.fault());
        });
        table.print(out);
        simulated(score);
        long planted = score.rows().stream().mapToLong(Score.Row::planted).sum();
        long caught = score.rows().stream().mapToLong(Score.Row::caught).sum();
        long alarms =
                score.falseAlarms().values().stream().mapToLong(Long::longValue).sum();
        out.println(Counts.of(score.runs(), "run") + " without a fault: " + Counts.of(alarms, "false alarm") + "; "
                + caught + " of " + Counts.of(planted, "planted fault") + " caught");
        if (!score.unplanted().isEmpty()) {
            out.println("never planted: "
                    + score.unplanted().stream().map(FindingKind::id).collect(Collectors.joining(", ")));
        }
        score.misses().forEach(miss -> out.println("  " + miss));
    }

    /** The simulator's own faults, and what was found of each. */
    private void simulated(Score score) {
        out.println();
        TextTable table = new TextTable(0).numbers(1, 2);
        table.head("simulated fault", "struck", "noticed", "findings, in how many runs");
        for (SimulatedScore.Row row : score.simulated()) {
            String findings = row.findings().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            table.row(row.fault(), row.struck(), row.noticed(), findings);
            if (row.noticed() < row.struck() && row.hidden() != null) {
                table.row("", "", "", "not always seen: " + row.hidden());
            }
        }
        table.print(out);
        out.println();
    }
}
