package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.BdfReport.Cell;
import io.luoledger.experiment.bdf.BdfReport.NewBridges;
import io.luoledger.experiment.bdf.BdfReport.VirtualCell;
import io.luoledger.experiment.bdf.BdfReport.VirtualNeed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report as one HTML page that asks for nothing else: plots, tables and drawings, in the reader's light or dark. */
public final class Page {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c2430; --soft: #667085; --line: #d7dce3; --paper: #ffffff; --zebra: #f5f7fa;
              --bad: #c2410c; --badSoft: #f6c9ae; --ok: #15803d; --a: #94a3b8; --b: #15803d; --c: #c2410c; --d: #0369a1; --e: #7e22ce; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #98a2b3; --line: #3a4353; --paper: #12161d;
              --zebra: #1a202a; --bad: #fb923c; --badSoft: #6b3a17; --ok: #4ade80; --a: #64748b; --b: #4ade80; --c: #fb923c;
              --d: #38bdf8; --e: #c084fc; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 84rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
              font: 15px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.6rem; line-height: 1.25; } h2 { margin-top: 2.4rem; font-size: 1.2rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
            p, li, dd { max-width: 75ch; } nav a { margin-right: 1rem; } a { color: inherit; }
            .wide { overflow-x: auto; } table { border-collapse: collapse; } th, td { padding: .25rem .6rem; text-align: left; vertical-align: middle; }
            thead th { border-bottom: 2px solid var(--line); font-size: .85rem; } tbody th { font-weight: 500; white-space: nowrap; }
            tbody tr:nth-child(even) { background: var(--zebra); } td svg { display: block; }
            .number { font-size: .78rem; color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; } .bad .number { color: var(--ink); }
            .track { stroke: var(--line); } .span { fill: var(--badSoft); } .dot { fill: var(--bad); } .none { fill: var(--ok); }
            .a { fill: var(--a); background: var(--a); } .b { fill: var(--b); background: var(--b); } .c { fill: var(--c); background: var(--c); }
            .d { fill: var(--d); background: var(--d); } .e { fill: var(--e); background: var(--e); }
            .key { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin: 0 .3rem 0 1rem; }
            details { margin: .5rem 0; } summary { cursor: pointer; } dt { font-weight: 600; } dd { margin: 0 0 .4rem 1.2rem; }
            .pair { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; } pre { margin: .3rem 0; font: 13px/1.4 ui-monospace, monospace; overflow-x: auto; }
            figure { margin: 0; } figcaption { font-size: .8rem; color: var(--soft); }
            """;
    private static final int WIDTH = 96;
    private static final int HEIGHT = 14;
    private static final double PERCENT = 100;
    private static final List<String> COLOURS = List.of("a", "b", "e", "d", "c");

    private final BdfReport report;
    private final StringBuilder html = new StringBuilder();

    private Page(BdfReport report) {
        this.report = report;
    }

    /** The whole document. */
    public static String of(BdfReport report) {
        return new Page(report).page();
    }

    private String page() {
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>Do preserved PCI functions stay where they were?</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Do preserved PCI functions stay where they were?</h1>\n");
        paragraph(report.runs() + " random topologies for each perturbation, the same ones for every policy, seed "
                + report.seed()
                + ". Each is powered on, its first kernel preserves one to three functions, something happens,"
                + " and the next kernel enumerates and hands them out. A dot is the share of runs in which an invariant broke for"
                + " one of them at least, the band where that share lies with 95 % confidence (Wilson); a green mark stands for"
                + " none, at the upper bound.");
        navigation();
        glossary();
        for (Invariant invariant : Invariant.values()) {
            invariant(invariant);
        }
        newBridges();
        virtualFunctions();
        drawings();
        return html.append("</body></html>\n").toString();
    }

    private void paragraph(String text) {
        html.append("<p>").append(escaped(text)).append("</p>\n");
    }

    private void navigation() {
        html.append("<nav>");
        for (Invariant invariant : Invariant.values()) {
            link(invariant.word(), invariant.word());
        }
        link("newBridges", "new bridges' numbers");
        link("virtualFunctions", "virtual functions");
        link("smallest", "smallest topologies");
        html.append("</nav>\n");
    }

    private void link(String id, String text) {
        html.append("<a href=\"#")
                .append(id)
                .append("\">")
                .append(escaped(text))
                .append("</a> ");
    }

    private void heading(String id, String text) {
        html.append("<h2 id=\"").append(id).append("\">").append(escaped(text)).append("</h2>\n");
    }

    private void glossary() {
        Map<String, String> words = new LinkedHashMap<>();
        policies()
                .forEach(word ->
                        words.put(word, Policy.find(word).map(Policy::about).orElse("")));
        entries("Policies: how both kernels number buses", words);
        Map<String, String> happenings = new LinkedHashMap<>();
        perturbations()
                .forEach(word -> happenings.put(
                        word, Perturbation.find(word).map(Perturbation::about).orElse("")));
        entries("Perturbations: what happens between preserve and retrieve", happenings);
    }

    private void entries(String title, Map<String, String> entries) {
        html.append("<details><summary>").append(escaped(title)).append("</summary><dl>");
        entries.forEach((word, about) -> html.append("<dt>")
                .append(escaped(word))
                .append("</dt><dd>")
                .append(escaped(about))
                .append("</dd>"));
        html.append("</dl></details>\n");
    }

    private List<String> policies() {
        return report.cells().stream().map(Cell::policy).distinct().toList();
    }

    private List<String> perturbations() {
        return report.cells().stream().map(Cell::perturbation).distinct().toList();
    }

    // ---- plots

    private void invariant(Invariant invariant) {
        heading(invariant.word(), invariant.word());
        paragraph("Holds when " + invariant.about() + ".");
        List<String> policies = policies();
        tableHead("perturbation", policies);
        for (String perturbation : perturbations()) {
            row(perturbation);
            for (String policy : policies) {
                Cell cell = cell(policy, perturbation, invariant.word());
                if (cell == null) {
                    html.append("<td></td>");
                } else {
                    share(cell.broken(), cell.of(), cell.low(), cell.high());
                }
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
    }

    private void tableHead(String first, List<String> others) {
        html.append("<div class=\"wide\"><table><thead><tr><th>")
                .append(escaped(first))
                .append("</th>");
        others.forEach(other -> html.append("<th>").append(escaped(other)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
    }

    private void row(String name) {
        html.append("<tr><th scope=\"row\">").append(escaped(name)).append("</th>");
    }

    private @Nullable Cell cell(String policy, String perturbation, String invariant) {
        return report.cells().stream()
                .filter(cell -> cell.policy().equals(policy)
                        && cell.perturbation().equals(perturbation)
                        && cell.invariant().equals(invariant))
                .findFirst()
                .orElse(null);
    }

    /** A share between 0 and 1 with its interval. */
    private void share(long broken, long of, double low, double high) {
        String told = broken + " of " + of + " runs, " + percent(low) + " to " + percent(high) + " %";
        html.append(broken == 0 ? "<td>" : "<td class=\"bad\">").append(svg(told));
        html.append(String.format(
                Locale.ROOT,
                "<line class=\"track\" x1=\"0\" y1=\"%1$d\" x2=\"%2$d\" y2=\"%1$d\"/>",
                HEIGHT / 2,
                WIDTH));
        if (broken == 0) {
            html.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"none\" x=\"%.1f\" y=\"3\" width=\"2\" height=\"8\"/>",
                    high * (WIDTH - 2)));
        } else {
            html.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"span\" x=\"%.1f\" y=\"2\" width=\"%.1f\" height=\"10\" rx=\"2\"/>",
                    low * WIDTH,
                    Math.max(1, (high - low) * WIDTH)));
            html.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"dot\" cx=\"%.1f\" cy=\"%d\" r=\"3\"/>",
                    Math.clamp((double) broken / of * WIDTH, 3, WIDTH - 3),
                    HEIGHT / 2));
        }
        html.append("</svg><span class=\"number\">")
                .append(broken == 0 ? "0, at most " + percent(high) : percent((double) broken / of))
                .append(" %</span></td>");
    }

    private static String svg(String told) {
        return String.format(
                Locale.ROOT,
                "<svg width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" role=\"img\"><title>%3$s</title>",
                WIDTH,
                HEIGHT,
                escaped(told));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", share * PERCENT);
    }

    // ---- what else was asked

    private void newBridges() {
        if (report.newBridges().isEmpty()) {
            return;
        }
        heading("newBridges", "What numbers bridges get that are plugged in after the preserve");
        paragraph(
                "Compared with the numbers in use in the same hierarchy when the functions were preserved. Higher ones that the"
                        + " port above doesn't pass on lead nowhere; overlapping ones are held by another bridge already, and what is"
                        + " below that one turns up below the new one.");
        List<String> words =
                List.copyOf(report.newBridges().getFirst().numbers().keySet());
        html.append("<p>");
        for (int i = 0; i < words.size(); i++) {
            html.append("<span class=\"key ")
                    .append(COLOURS.get(i))
                    .append("\"></span>")
                    .append(escaped(words.get(i)));
        }
        html.append("</p>\n");
        List<String> policies = policies();
        tableHead("perturbation", policies);
        for (String perturbation : report.newBridges().stream()
                .map(NewBridges::perturbation)
                .distinct()
                .toList()) {
            row(perturbation);
            for (String policy : policies) {
                report.newBridges().stream()
                        .filter(one -> one.perturbation().equals(perturbation)
                                && one.policy().equals(policy))
                        .findFirst()
                        .ifPresentOrElse(this::stack, () -> html.append("<td></td>"));
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
    }

    private void stack(NewBridges bridges) {
        String told = bridges.numbers().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        html.append("<td>").append(svg(told));
        double x = 0;
        int colour = 0;
        for (long count : bridges.numbers().values()) {
            double width = bridges.of() == 0 ? 0 : (double) count / bridges.of() * WIDTH;
            html.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"1\" width=\"%.1f\" height=\"12\"/>",
                    COLOURS.get(colour++),
                    x,
                    width));
            x += width;
        }
        html.append("</svg><span class=\"number\">of ").append(bridges.of()).append("</span></td>");
    }

    private void virtualFunctions() {
        if (report.virtualFunctions().isEmpty()) {
            return;
        }
        heading("virtualFunctions", "What would have to be preserved for virtual functions");
        paragraph(
                "Preserved are virtual functions, the bridges above them, and what stands at the left. A dot is the share of"
                        + " runs in which the invariant broke that broke most.");
        List<String> perturbations = report.virtualFunctions().stream()
                .map(VirtualCell::perturbation)
                .distinct()
                .toList();
        tableHead("preserved besides", perturbations);
        for (List<String> facts : report.virtualFunctions().stream()
                .map(VirtualCell::facts)
                .distinct()
                .toList()) {
            row(facts.isEmpty() ? "nothing" : String.join(", ", facts));
            for (String perturbation : perturbations) {
                report.virtualFunctions().stream()
                        .filter(cell -> cell.facts().equals(facts)
                                && cell.perturbation().equals(perturbation))
                        .max(java.util.Comparator.comparingLong(VirtualCell::broken))
                        .ifPresentOrElse(
                                cell -> share(cell.broken(), cell.of(), cell.low(), cell.high()),
                                () -> html.append("<td></td>"));
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n<ul>");
        report.virtualNeeds()
                .forEach(need ->
                        html.append("<li>").append(escaped(sentence(need))).append("</li>"));
        html.append("</ul>\n");
    }

    /** "PERTURBATION: enough is A and B, or C". */
    public static String sentence(VirtualNeed need) {
        String sets = need.facts().stream()
                .map(facts -> facts.isEmpty() ? "nothing besides" : String.join(" and ", facts))
                .collect(Collectors.joining(", or "));
        return need.perturbation() + ": "
                + (need.facts().isEmpty()
                        ? "no set was enough"
                        : "enough is " + sets + " (0 of " + need.of() + " broke, at most " + percent(need.upperBound())
                                + " %)");
    }

    private void drawings() {
        List<Drawing> drawings = Drawing.of(report);
        if (drawings.isEmpty()) {
            return;
        }
        heading("smallest", "The smallest topologies that break something");
        paragraph(
                "Nothing can be taken away from them without losing what they show. =A: a preserved function where it was;"
                        + " >A: elsewhere; !A: another function where it was.");
        Map<String, List<Drawing>> byPerturbation = new LinkedHashMap<>();
        drawings.forEach(drawing -> byPerturbation
                .computeIfAbsent(drawing.perturbation(), fresh -> new ArrayList<>())
                .add(drawing));
        byPerturbation.forEach((perturbation, all) -> {
            html.append("<details><summary>")
                    .append(escaped(perturbation + ": "
                            + Perturbation.find(perturbation)
                                    .map(Perturbation::about)
                                    .orElse("")))
                    .append("</summary>\n");
            all.forEach(this::drawing);
            html.append("</details>\n");
        });
    }

    private void drawing(Drawing drawing) {
        html.append("<h3>").append(escaped(drawing.sentence())).append("</h3><div class=\"pair\">");
        tree("before", drawing.before());
        tree("after", drawing.after());
        html.append("</div>\n");
    }

    private void tree(String title, List<String> lines) {
        html.append("<figure><figcaption>")
                .append(title)
                .append("</figcaption><pre>")
                .append(escaped(String.join("\n", lines)))
                .append("</pre></figure>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
