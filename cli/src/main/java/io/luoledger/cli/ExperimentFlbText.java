package io.luoledger.cli;

import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.flb.Defects;
import io.luoledger.experiment.flb.Design;
import io.luoledger.experiment.flb.FlbResult;
import io.luoledger.experiment.told.FlbStory;
import io.luoledger.experiment.told.ToldStory;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code experiment flb} found: designs and defects, then each counter-example. */
final class ExperimentFlbText {
    private final PrintWriter out;
    private final List<FlbResult> results;
    private final String about;

    /**
     * @param results of each design, with its settings one after the other
     * @param about what was checked, in words
     */
    ExperimentFlbText(PrintWriter out, List<FlbResult> results, String about) {
        this.out = out;
        this.results = results;
        this.about = about;
    }

    void print() {
        out.println("Every interleaving of " + about + ".");
        List<String> kinds = Defects.ALL.stream()
                .filter(kind ->
                        results.stream().anyMatch(result -> result.smallest().containsKey(kind)))
                .toList();
        table(kinds);
        out.println();
        verdicts(kinds);
        for (Design design : results.stream()
                .map(result -> result.setting().design())
                .distinct()
                .toList()) {
            examples(design);
        }
    }

    private void table(List<String> kinds) {
        TextTable table = new TextTable(0).numbers(3).head("design", "a finished FLB", "found", "states");
        for (FlbResult result : results) {
            table.row(
                    result.setting().design().word(),
                    result.setting().refusesAfterFinish() ? "refuses" : "retrieves",
                    found(result, kinds),
                    (result.complete() ? "" : "bound reached: ") + result.states());
        }
        table.print(out);
    }

    private static String found(FlbResult result, List<String> kinds) {
        List<String> found = new ArrayList<>();
        for (String kind : kinds) {
            CounterExample example = result.smallest().get(kind);
            if (example != null) {
                found.add(kind + " " + example.threads().size() + "/" + example.contextSwitches() + "/"
                        + example.run().size() + (result.complete() && example.fewest() ? "" : "~"));
            }
        }
        if (!result.complete()) {
            found.add("?");
        }
        return found.isEmpty() ? "-" : String.join(", ", found);
    }

    private void verdicts(List<String> kinds) {
        if (!kinds.isEmpty()) {
            out.println(
                    "a/b/c: found with a threads, b context switches and c steps. None has fewer threads; with as many,"
                            + " none has fewer context switches; with as many of those, none has fewer steps.");
        }
        if (results.stream().anyMatch(result -> !result.complete())) {
            out.println(
                    "?: not everything was looked at, and there may be more. ~: found, and there may be an easier one.");
        }
        for (FlbResult result : results) {
            String name = name(result);
            if (!result.complete()) {
                out.println(name + ": bound reached, nothing is said of what wasn't looked at");
            } else if (result.smallest().isEmpty()) {
                out.println(name + ": none in " + Counts.of(result.states(), "state"));
            }
        }
    }

    private static String name(FlbResult result) {
        return result.setting().design().word() + (result.setting().refusesAfterFinish() ? ", refuses" : ", retrieves");
    }

    /** Once what both settings of a design have in common. */
    private void examples(Design design) {
        Map<CounterExample, List<FlbResult>> examples = new LinkedHashMap<>();
        results.stream()
                .filter(result -> result.setting().design() == design)
                .forEach(result -> result.smallest()
                        .values()
                        .forEach(example -> examples.computeIfAbsent(example, one -> new ArrayList<>())
                                .add(result)));
        if (examples.isEmpty()) {
            return;
        }
        out.println();
        out.println(design.word() + ": " + design.about());
        examples.forEach((example, where) -> {
            out.println();
            out.println(example.violation().kind() + (where.size() == 1 ? " (" + after(where.getFirst()) + ")" : "")
                    + ": " + example.violation().what());
            CounterExampleText.print(out, example);
            FlbStory.of(where.getFirst().setting(), example)
                    .ifPresent(story -> out.println("  " + ToldStory.of(story).text()));
        });
    }

    private static String after(FlbResult result) {
        return result.setting().refusesAfterFinish() ? "refuses after its finish" : "may be retrieved after its finish";
    }
}
