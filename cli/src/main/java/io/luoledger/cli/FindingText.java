package io.luoledger.cli;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.Failure;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import io.luoledger.glossary.Causes;
import io.luoledger.glossary.FindingErrno;
import io.luoledger.glossary.Word;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** Findings for people: by kind, the worst first; of each kind what it means and what to do, also of the errno at hand. */
final class FindingText {
    private final PrintWriter out;
    private final LedgerReport report;
    private final int mostOfAKind;
    private final Ansi ansi = LuoLedger.ansi();

    /**
     * @param report knows which of them are muted
     * @param mostOfAKind how many of a kind are shown
     */
    FindingText(PrintWriter out, LedgerReport report, int mostOfAKind) {
        this.out = out;
        this.report = report;
        this.mostOfAKind = mostOfAKind;
    }

    /** How many there are, then each kind. */
    void print(List<Finding> findings, Set<FindingKind> ignored) {
        if (findings.isEmpty()) {
            out.println("findings: none");
            IgnoreOption.print(out, ignored, findings);
            return;
        }
        out.println("findings: "
                + Arrays.stream(Severity.values())
                        .map(severity -> findings.stream()
                                        .filter(one -> one.kind().severity() == severity)
                                        .count()
                                + " " + severity)
                        .collect(Collectors.joining(", ")));
        int settled = Failure.settled(findings).size();
        if (settled > 0) {
            out.println("settled later: " + settled + " " + FindingCatalogue.DEVICE_MISSING.id() + ", by "
                    + FindingCatalogue.DEVICE_RETURNED.id());
        }
        IgnoreOption.print(out, ignored, findings);
        Map<FindingKind, List<Finding>> byKind = findings.stream()
                .sorted(Comparator.comparing(one -> one.kind().severity()))
                .collect(Collectors.groupingBy(Finding::kind, LinkedHashMap::new, Collectors.toList()));
        byKind.forEach(this::kind);
    }

    private void kind(FindingKind kind, List<Finding> findings) {
        out.println();
        out.println("  " + style(colour(kind.severity()), String.format("%-7s", kind.severity())) + " " + kind.id()
                + "  " + kind.title());
        findings.stream().limit(mostOfAKind).forEach(this::line);
        if (findings.size() > mostOfAKind) {
            out.println("    ... and " + (findings.size() - mostOfAKind) + " more like it (--json shows all)");
        }
        out.println("    why    " + kind.explanation());
        out.println("    to do  " + kind.remedy());
        Set<Word> errnos = new LinkedHashSet<>();
        findings.stream().limit(mostOfAKind).forEach(finding -> errnos.addAll(FindingErrno.of(finding)));
        errnos.forEach(this::errno);
    }

    private void line(Finding finding) {
        out.println("    " + Printable.text(finding.host()) + " update " + finding.liveUpdate() + ": "
                + Printable.text(finding.subject()) + ": expected " + words(finding.expected())
                + "; found " + words(finding.found()) + "  [event"
                + (finding.evidence().size() == 1 ? " " : "s ")
                + finding.evidence().stream().map(String::valueOf).collect(Collectors.joining(", ")) + "]"
                + (finding.at() == null ? "" : "  " + When.brief(finding.at())));
        Muted muted = report.muted(finding);
        if (muted != null) {
            out.println("      muted" + HostWaivers.until(muted));
        }
    }

    private static String words(String text) {
        return Causes.spelled(Printable.text(text));
    }

    private void errno(Word errno) {
        out.println("    " + errno.word() + "  " + errno.meaning()
                + (errno.remedy() == null ? "" : " To do: " + errno.remedy()));
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case ERROR -> "red,bold";
            case WARNING -> "yellow,bold";
            case INFO -> "cyan";
        };
    }

    private String style(String style, String text) {
        return ansi.enabled() ? ansi.string("@|" + style + " " + text + "|@") : text;
    }
}
