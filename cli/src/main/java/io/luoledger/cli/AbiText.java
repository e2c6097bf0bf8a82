package io.luoledger.cli;

import io.luoledger.abi.GuardForm;
import io.luoledger.abi.report.Report;
import io.luoledger.abi.report.Subjects;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Verdicts on pairs of kernels, for people. */
final class AbiText {
    private static final String DETAIL = "      ";

    private final Report report;
    private final PrintWriter out;

    AbiText(Report report, PrintWriter out) {
        this.report = report;
        this.out = out;
    }

    void print() {
        report.pairs().forEach(this::pair);
        if (!report.waiverFindings().isEmpty()) {
            out.println("waivers");
            report.waiverFindings().forEach(finding -> lines("", finding).forEach(out::println));
        }
        long left = report.pairs().stream()
                .flatMap(pair -> pair.kinds().stream())
                .mapToLong(kind -> kind.findings().size() - report.shown(kind).size())
                .sum();
        if (left > 0) {
            out.println(Counts.of(left, "known defect") + " of these kernels, whatever was changed, "
                    + (left == 1 ? "is" : "are") + " left out: see --notes");
        }
    }

    private void pair(PairVerdict pair) {
        out.println(pair.from() + " -> " + pair.to() + "  " + pair.outcome() + "  " + consequence(pair));
        TextTable table = new TextTable(2);
        for (KindVerdict kind : pair.kinds()) {
            List<AbiFinding> findings = report.shown(kind);
            if (findings.isEmpty() && !kind.findings().isEmpty() && isFine(kind)) {
                continue;
            }
            table.row(kind.kind(), kind.outcome(), guards(kind), isFine(kind) ? "" : kind.consequence());
            findings.forEach(finding -> lines(kind.kind(), finding).forEach(table::line));
        }
        table.print(out);
    }

    private static boolean isFine(KindVerdict kind) {
        return kind.outcome() == Outcome.COMPATIBLE && kind.consequences().isEmpty();
    }

    private static String guards(KindVerdict kind) {
        if (kind.guardFrom() == null && kind.guardTo() == null) {
            return "";
        }
        String values = kind.guardFrom() != null && kind.guardFrom().equals(kind.guardTo())
                ? kind.guardFrom()
                : words(kind.guardFrom()) + " -> " + words(kind.guardTo());
        return kind.guardedBy() == null
                        || kind.guardedBy().equals(GuardForm.STRING.words())
                        || kind.guardedBy().equals(values)
                ? values
                : values + " (" + kind.guardedBy() + ")";
    }

    /** One finding: what, where, what it means, what to do. */
    List<String> lines(String kind, AbiFinding finding) {
        String change = finding.change().isEmpty() ? "" : ": " + finding.change();
        String end = finding.waived() != null
                ? "waived: " + finding.waived()
                : finding.isError() ? "fix: " + finding.kind().remedy() : "";
        return Stream.of(
                        "    " + finding.kind().severity() + "  "
                                + finding.kind().id() + "  " + finding.path() + change,
                        DETAIL + place(kind, finding),
                        DETAIL + finding.explanation(),
                        DETAIL + end)
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Where it is, and what stands for these bytes. */
    private String place(String kind, AbiFinding finding) {
        Stream<String> place = report.subjects().place(finding).map(line -> "at " + line).stream();
        Stream<String> guard = finding.isIncompleteness()
                ? Stream.empty()
                : report
                        .subjects()
                        .guard(kind, finding)
                        .filter(one -> !one.name().equals(finding.path()))
                        .map(one -> "guard " + Subjects.text(one))
                        .stream();
        return Stream.concat(place, guard).collect(Collectors.joining(", "));
    }

    static String consequence(PairVerdict pair) {
        return pair.isUnproven() ? "none known; not proven, " + unknown(pair) : pair.consequence();
    }

    private static String unknown(PairVerdict pair) {
        return pair.allFindings()
                .filter(AbiFinding::isIncompleteness)
                .map(finding -> finding.kind().id())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String words(@Nullable String value) {
        return value == null ? "nothing" : value;
    }
}
