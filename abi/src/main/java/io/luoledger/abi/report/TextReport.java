package io.luoledger.abi.report;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verdicts for people. */
public final class TextReport {
    private TextReport() {}

    public static String render(Report report) {
        StringBuilder out = new StringBuilder();
        report.pairs().forEach(pair -> pair(out, pair));
        if (!report.waiverFindings().isEmpty()) {
            out.append("waivers\n");
            findings(out, report.waiverFindings());
        }
        return out.toString();
    }

    private static void pair(StringBuilder out, PairVerdict pair) {
        out.append("%s -> %s  %s  %s%n".formatted(pair.from(), pair.to(), pair.outcome(), consequence(pair)));
        for (KindVerdict kind : pair.kinds()) {
            String guards = kind.guardFrom() == null && kind.guardTo() == null
                    ? ""
                    : kind.guardFrom() != null && kind.guardFrom().equals(kind.guardTo())
                            ? kind.guardFrom()
                            : words(kind.guardFrom()) + " -> " + words(kind.guardTo());
            boolean fine =
                    kind.outcome() == Outcome.COMPATIBLE && kind.consequences().isEmpty();
            String consequence = fine ? "" : "  " + kind.consequence();
            out.append("  %-16s %-11s %s%s%n".formatted(kind.kind(), kind.outcome(), guards, consequence));
            findings(out, kind.findings());
        }
    }

    private static void findings(StringBuilder out, List<AbiFinding> findings) {
        for (AbiFinding finding : findings) {
            String change = finding.from() == null && finding.to() == null
                    ? ""
                    : ": " + words(finding.from()) + " -> " + words(finding.to());
            out.append("    %-7s %s  %s%s%n"
                    .formatted(finding.kind().severity(), finding.kind().id(), finding.path(), change));
            out.append("            ").append(finding.explanation()).append('\n');
            if (finding.waived() != null) {
                out.append("            waived: ").append(finding.waived()).append('\n');
            } else if (finding.isError()) {
                out.append("            fix: ").append(finding.kind().remedy()).append('\n');
            }
        }
    }

    /** Every pair in one line. */
    public static String matrix(Report report) {
        StringBuilder out = new StringBuilder();
        for (PairVerdict pair : report.pairs()) {
            out.append(
                    "%-24s -> %-24s %-11s %s%n".formatted(pair.from(), pair.to(), pair.outcome(), consequence(pair)));
        }
        return out.toString();
    }

    private static String consequence(PairVerdict pair) {
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
