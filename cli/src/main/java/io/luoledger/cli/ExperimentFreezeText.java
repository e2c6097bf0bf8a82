package io.luoledger.cli;

import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.freeze.Design;
import io.luoledger.experiment.freeze.FreezeResult;
import io.luoledger.experiment.freeze.Property;
import io.luoledger.experiment.told.FreezeStory;
import io.luoledger.experiment.told.ToldStory;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What {@code experiment freeze} found: what each design loses, then the smallest run to each loss. */
final class ExperimentFreezeText {
    private final PrintWriter out;
    private final List<FreezeResult> results;

    ExperimentFreezeText(PrintWriter out, List<FreezeResult> results) {
        this.out = out;
        this.results = results;
    }

    void print(String about) {
        out.println("Every interleaving of every set of " + about + ".");
        out.println();
        table();
        out.println(
                "a/b/c: found with a threads, b context switches, c steps; no run has fewer threads, and with as many"
                        + " none has fewer context switches, and then fewer steps. -: none in these states.");
        results.stream()
                .filter(result -> !result.complete())
                .forEach(result -> out.println(
                        result.design().word() + ": bound reached, nothing is said of what wasn't looked at"));
        out.println();
        properties("defects", Property::isSafety);
        properties("hazards, of which a design has to choose one", property -> !property.isSafety());
        designs();
        examples();
    }

    private void table() {
        TextTable table = new TextTable(0).numbers(3);
        table.head("design", "defects", "hazards", "states");
        for (FreezeResult result : results) {
            table.row(
                    result.design().word(),
                    losses(result, Property::isSafety),
                    losses(result, property -> !property.isSafety()),
                    String.format(Locale.ROOT, "%,d", result.states()));
        }
        table.print(out);
    }

    private static String losses(FreezeResult result, Predicate<Property> which) {
        String losses = result.smallest().entrySet().stream()
                .filter(loss -> which.test(loss.getKey()))
                .map(loss -> loss.getKey().kind() + " " + size(loss.getValue()))
                .collect(Collectors.joining(", "));
        return !losses.isEmpty() ? losses : result.complete() ? "-" : "?";
    }

    private static String size(CounterExample example) {
        return example.threads().size() + "/" + example.contextSwitches() + "/"
                + example.run().size();
    }

    private void properties(String title, Predicate<Property> which) {
        out.println(title);
        TextTable table = new TextTable(2);
        Arrays.stream(Property.values()).filter(which).forEach(property -> table.row(property.kind(), property.says()));
        table.print(out);
    }

    private void designs() {
        out.println("designs");
        TextTable table = new TextTable(2);
        for (FreezeResult result : results) {
            Design design = result.design();
            table.row(design.word(), design.about() + (design.isPlanted() ? " (planted: nobody proposes it)" : ""));
        }
        table.print(out);
    }

    /** Of each loss, the smallest run of the first design that has it: the others' differ by steps that they leave out. */
    private void examples() {
        for (Property property : Property.values()) {
            List<FreezeResult> losing = results.stream()
                    .filter(result -> result.smallest().containsKey(property))
                    .toList();
            if (!losing.isEmpty()) {
                example(
                        losing,
                        Objects.requireNonNull(losing.getFirst().smallest().get(property)));
                told(losing.stream().map(FreezeResult::design).toList(), property);
            }
        }
    }

    /** By the first of these designs that a simulated kernel is of. */
    private void told(List<Design> losing, Property property) {
        out.println("  "
                + losing.stream()
                        .flatMap(design -> FreezeStory.of(design, property).stream())
                        .findFirst()
                        .map(story -> ToldStory.of(story).text())
                        .orElse("No simulated kernel tells of it."));
    }

    private void example(List<FreezeResult> losing, CounterExample example) {
        out.println();
        out.println(
                example.violation().kind() + " (" + losing.getFirst().design().word() + "): "
                        + example.violation().what());
        if (losing.size() > 1) {
            out.println("  alike in "
                    + losing.stream()
                            .skip(1)
                            .map(result -> result.design().word())
                            .collect(Collectors.joining(", "))
                    + ": see --design");
        }
        CounterExampleText.print(out, example);
    }
}
