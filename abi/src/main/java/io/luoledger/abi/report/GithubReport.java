package io.luoledger.abi.report;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairVerdict;

/** One line per finding in the form that GitHub shows at the file and line. */
public final class GithubReport {
    private GithubReport() {}

    public static String render(Report report) {
        StringBuilder out = new StringBuilder();
        for (PairVerdict pair : report.pairs()) {
            for (KindVerdict kind : pair.kinds()) {
                report.shown(kind).forEach(finding -> line(out, report, pair, kind, finding));
            }
        }
        report.waiverFindings()
                .forEach(finding -> out.append("::warning title="
                        + finding.kind().id() + "::" + message(finding.path() + ": " + finding.explanation()) + "\n"));
        return out.toString();
    }

    private static void line(StringBuilder out, Report report, PairVerdict pair, KindVerdict kind, AbiFinding finding) {
        String level = finding.waived() != null
                ? "notice"
                : switch (report.severity(pair, kind, finding)) {
                    case ERROR -> "error";
                    case WARNING -> "warning";
                    case INFO -> "notice";
                };
        String where = report.subjects()
                .place(finding)
                .map(place -> "file=" + property(place.file()) + ",line=" + place.line() + ",")
                .orElse("");
        String change = finding.change().isEmpty() ? "" : " (" + finding.change() + ")";
        String waived = finding.waived() == null ? "" : " Waived: " + finding.waived() + ".";
        out.append(
                "::" + level + " " + where + "title=" + property(finding.kind().id()) + "::"
                        + message(pair.from() + " -> " + pair.to() + ": " + finding.path() + change + ": "
                                + finding.explanation() + " " + finding.kind().remedy()
                                + report.guardSentence(kind, finding) + waived)
                        + "\n");
    }

    private static String message(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return message(text).replace(":", "%3A").replace(",", "%2C");
    }
}
