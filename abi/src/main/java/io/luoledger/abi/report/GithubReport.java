package io.luoledger.abi.report;

import io.luoledger.abi.SourceLine;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.finding.Severity;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One line per finding in the form that GitHub shows at the file and line. */
public final class GithubReport {
    private GithubReport() {}

    /** @param places of a finding's path; null for one that has none */
    public static String render(Report report, Function<String, @Nullable SourceLine> places) {
        StringBuilder out = new StringBuilder();
        for (PairVerdict pair : report.pairs()) {
            for (KindVerdict kind : pair.kinds()) {
                kind.findings()
                        .forEach(finding -> line(out, pair, report.severity(pair, kind, finding), finding, places));
            }
        }
        report.waiverFindings()
                .forEach(finding -> out.append("::warning title="
                        + finding.kind().id() + "::" + message(finding.path() + ": " + finding.explanation()) + "\n"));
        return out.toString();
    }

    private static void line(
            StringBuilder out,
            PairVerdict pair,
            Severity severity,
            AbiFinding finding,
            Function<String, @Nullable SourceLine> places) {
        String level = finding.waived() != null
                ? "notice"
                : switch (severity) {
                    case ERROR -> "error";
                    case WARNING -> "warning";
                    case INFO -> "notice";
                };
        SourceLine place = places.apply(finding.path());
        String where = place == null ? "" : "file=" + property(place.file()) + ",line=" + place.line() + ",";
        String change = finding.from() == null && finding.to() == null
                ? ""
                : " (" + finding.from() + " -> " + finding.to() + ")";
        out.append(
                "::" + level + " " + where + "title=" + property(finding.kind().id()) + "::"
                        + message(pair.from() + " -> " + pair.to() + ": " + finding.path() + change + ": "
                                + finding.explanation() + " " + finding.kind().remedy())
                        + "\n");
    }

    private static String message(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return message(text).replace(":", "%3A").replace(",", "%2C");
    }
}
