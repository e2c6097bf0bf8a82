package io.luoledger.cli;

import io.luoledger.experiment.bdf.BdfReport;
import io.luoledger.experiment.bdf.BdfReport.Cell;
import io.luoledger.experiment.bdf.BdfReport.NewBridges;
import io.luoledger.experiment.bdf.BdfReport.Unbroken;
import io.luoledger.experiment.bdf.Drawing;
import io.luoledger.experiment.bdf.Invariant;
import io.luoledger.experiment.bdf.Page;
import io.luoledger.experiment.bdf.Perturbation;
import io.luoledger.experiment.bdf.Policy;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code experiment bdf} says to people. */
final class ExperimentBdfText {
    private static final double PERCENT = 100;

    private static final int GAP = 4;

    private final PrintWriter out;

    ExperimentBdfText(PrintWriter out) {
        this.out = out;
    }

    void list(List<Policy> policies, List<Perturbation> perturbations) {
        out.println("policies:");
        TextTable rules = new TextTable(2);
        policies.forEach(policy -> rules.row(policy.word(), policy.about()));
        rules.print(out);
        out.println("perturbations:");
        TextTable happenings = new TextTable(2);
        perturbations.forEach(one -> happenings.row(one.word(), one.about()));
        happenings.print(out);
        out.println("invariants:");
        invariants();
    }

    private void invariants() {
        TextTable table = new TextTable(2);
        for (Invariant invariant : Invariant.values()) {
            table.row(invariant.word(), invariant.about());
        }
        table.print(out);
    }

    void print(BdfReport report) {
        out.println(report.runs() + " topologies for each perturbation, seed " + report.seed()
                + ": in how many per cent of them an invariant broke for a preserved function, and where that share lies with"
                + " 95 % confidence.");
        invariants();
        rates(report);
        newBridges(report);
        if (!report.virtualNeeds().isEmpty()) {
            out.println();
            out.println("what has to be preserved for virtual functions, besides them and the bridges above:");
            report.virtualNeeds().forEach(need -> out.println("  " + Page.sentence(need)));
        }
        drawings(report);
    }

    private void rates(BdfReport report) {
        out.println();
        TextTable table = new TextTable(2);
        table.head(Stream.concat(
                        Stream.of("policy"), Arrays.stream(Invariant.values()).map(Invariant::head))
                .toArray());
        for (String perturbation :
                report.cells().stream().map(Cell::perturbation).distinct().toList()) {
            table.line(perturbation + ": "
                    + Perturbation.find(perturbation).map(Perturbation::about).orElse(""));
            List<String> broken = report.cells().stream()
                    .filter(cell -> cell.perturbation().equals(perturbation) && cell.broken() > 0)
                    .map(Cell::policy)
                    .distinct()
                    .toList();
            broken.forEach(policy -> table.row(row(report, policy, perturbation)));
            unbroken(report, perturbation, table);
        }
        table.print(out);
    }

    private static Object[] row(BdfReport report, String policy, String perturbation) {
        List<String> cells = new ArrayList<>(List.of(policy));
        report.cells().stream()
                .filter(cell ->
                        cell.policy().equals(policy) && cell.perturbation().equals(perturbation))
                .forEach(cell -> cells.add(share(cell)));
        return cells.toArray();
    }

    private static String share(Cell cell) {
        double percent = (double) cell.broken() / cell.of() * PERCENT;
        return number(percent) + " " + number(cell.low() * PERCENT) + "-" + number(cell.high() * PERCENT);
    }

    private static String number(double percent) {
        String exact = String.format(Locale.ROOT, "%.1f", percent);
        return percent == 0 ? "0" : exact.equals("100.0") ? "100" : exact;
    }

    private static void unbroken(BdfReport report, String perturbation, TextTable table) {
        List<Unbroken> all = report.neverBroken().stream()
                .filter(one -> one.perturbation().equals(perturbation))
                .toList();
        if (!all.isEmpty()) {
            Unbroken least =
                    all.stream().min(Comparator.comparingLong(Unbroken::of)).orElseThrow();
            table.line("  nothing broke under "
                    + all.stream().map(Unbroken::policy).collect(Collectors.joining(", ")) + ": 0 of " + least.of()
                    + ", at most " + number(least.upperBound() * PERCENT) + " %");
        }
    }

    private void newBridges(BdfReport report) {
        if (report.newBridges().isEmpty()) {
            return;
        }
        out.println();
        out.println("numbers of bridges that were plugged in, by those in use when the functions were preserved:");
        TextTable table = new TextTable(2).numbers(1, 2, 3, 4, 5);
        table.head(Stream.concat(Stream.of("policy"), report.newBridges().getFirst().numbers().keySet().stream())
                .toArray());
        for (String perturbation : report.newBridges().stream()
                .map(NewBridges::perturbation)
                .distinct()
                .toList()) {
            table.line(perturbation);
            report.newBridges().stream()
                    .filter(one -> one.perturbation().equals(perturbation))
                    .forEach(one -> table.row(Stream.concat(Stream.of(one.policy()), one.numbers().values().stream())
                            .toArray()));
        }
        table.print(out);
    }

    private void drawings(BdfReport report) {
        List<Drawing> drawings = Drawing.of(report);
        if (drawings.isEmpty()) {
            return;
        }
        out.println();
        out.println(
                "the smallest topologies that break something (=A: a preserved function where it was; >A: elsewhere; !A: another"
                        + " function where it was):");
        for (Drawing drawing : drawings) {
            out.println();
            out.println(drawing.perturbation() + " breaks " + drawing.sentence());
            pair(drawing);
        }
    }

    /** Side by side where there is room. */
    private void pair(Drawing drawing) {
        int left = width(drawing.before());
        if (left + GAP + width(drawing.after()) + 2 > TextOut.width(out)) {
            out.println("  before");
            drawing.before().forEach(line -> out.println("    " + line));
            out.println("  after");
            drawing.after().forEach(line -> out.println("    " + line));
            return;
        }
        line("before", "after", left);
        for (int i = 0; i < Math.max(drawing.before().size(), drawing.after().size()); i++) {
            line(at(drawing.before(), i), at(drawing.after(), i), left);
        }
    }

    private void line(String before, String after, int left) {
        out.println(("  " + before + " ".repeat(left - before.length() + GAP) + after).stripTrailing());
    }

    private static int width(List<String> lines) {
        return lines.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String at(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "";
    }
}
