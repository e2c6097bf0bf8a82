package io.luoledger.faults;

import io.luoledger.faults.FaultResult.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The results, a row for each kind. */
final class FaultTable {
    private static final double MILLIS = 1000.0;

    private FaultTable() {}

    /** As Markdown. */
    static String of(List<FaultResult> results) {
        Map<String, List<FaultResult>> kinds = results.stream()
                .collect(Collectors.groupingBy(FaultResult::kind, LinkedHashMap::new, Collectors.toList()));
        StringBuilder table = new StringBuilder(
                "| kind | runs | held | lost | doubled | digest equal | recovery, median | worst | notes |\n|---|---|---|---|---|---|---|---|---|\n");
        kinds.forEach((kind, runs) -> table.append(row(kind, runs)));
        return table.toString();
    }

    private static String row(String kind, List<FaultResult> runs) {
        List<Long> recovery = runs.stream()
                .map(FaultResult::recoveryMillis)
                .filter(millis -> millis >= 0)
                .sorted()
                .toList();
        return String.format(
                Locale.ROOT,
                "| `%s` | %d | %d | %d | %d | %d of %d | %s | %s | %s |%n",
                kind,
                runs.size(),
                runs.stream().filter(run -> run.outcome() == Outcome.HELD).count(),
                runs.stream().mapToInt(FaultResult::lost).sum(),
                runs.stream().mapToInt(FaultResult::doubled).sum(),
                runs.stream().filter(FaultResult::digestEqual).count(),
                runs.size(),
                recovery.isEmpty() ? "-" : seconds(recovery.get(recovery.size() / 2)),
                recovery.isEmpty() ? "-" : seconds(recovery.getLast()),
                runs.stream()
                        .filter(run -> run.outcome() != Outcome.HELD)
                        .map(run -> run.outcome() + " with seed " + run.seed())
                        .collect(Collectors.joining(", ")));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / MILLIS);
    }
}
