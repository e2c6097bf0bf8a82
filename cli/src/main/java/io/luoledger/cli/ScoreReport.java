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
        out.printf("%-26s %8s %8s %8s %9s  %s%n", "finding", "planted", "caught", "alarms", "simulated", "fault");
        Set<String> told = new HashSet<>();
        score.rows().forEach(row -> {
            String id = row.kind().id();
            out.printf(
                    "%-26s %8d %8d %8d %9s  %s%n",
                    id,
                    row.planted(),
                    row.caught(),
                    score.falseAlarms().getOrDefault(id, 0L),
                    told.add(id) ? struck.getOrDefault(id, 0L) : "",
                    row.fault());
        });
        simulated(score);
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

    /** The simulator's own faults, and what was found of each. */
    private void simulated(Score score) {
        out.println();
        out.printf("%-22s %8s %8s  %s%n", "simulated fault", "struck", "noticed", "findings, in how many runs");
        for (SimulatedScore.Row row : score.simulated()) {
            String findings = row.findings().entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            out.printf("%-22s %8d %8d  %s%n", row.fault(), row.struck(), row.noticed(), findings);
            if (row.noticed() < row.struck() && row.hidden() != null) {
                out.printf("%-22s %8s %8s  not always seen: %s%n", "", "", "", row.hidden());
            }
        }
        out.println();
    }
}
