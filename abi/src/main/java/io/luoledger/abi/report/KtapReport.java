package io.luoledger.abi.report;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A test per kind, called by the kind alone so that its name is the same for every pair of commits; on the way back "KIND back".
 * What isn't known is "not ok" whatever the gate fails on: a runner that reads this has no third answer.
 */
public final class KtapReport {
    private KtapReport() {}

    public static String render(Report report) {
        Ktap ktap = new Ktap();
        String suffix = "";
        for (PairVerdict pair : report.pairs()) {
            ktap.note(pair.from() + " -> " + pair.to() + ": " + pair.outcome() + " " + pair.consequence());
            for (KindVerdict kind : pair.kinds()) {
                test(ktap, report, pair, kind, suffix);
            }
            suffix = " back";
        }
        report.waiverFindings()
                .forEach(finding ->
                        ktap.note(finding.kind().id() + " " + finding.path() + ": " + finding.explanation()));
        return ktap.render();
    }

    private static void test(Ktap ktap, Report report, PairVerdict pair, KindVerdict kind, String suffix) {
        String name = kind.kind() + suffix;
        report.shown(kind).forEach(finding -> ktap.note(line(report, kind, finding)));
        if (report.fails(pair, kind)) {
            ktap.notOk(name, found(kind));
        } else if (kind.findings().stream().anyMatch(one -> one.isError() && one.isIncompleteness())) {
            ktap.notOk(name, "not all is known: " + found(kind));
        } else if (kind.outcome() == Outcome.COMPATIBLE) {
            ktap.ok(name);
        } else if (kind.isError()) {
            ktap.note(name + ": " + found(kind) + ", which --fail-on doesn't ask for")
                    .ok(name);
        } else if (waivers(kind).isEmpty()) {
            ktap.note(name + ": " + found(kind) + ", nothing of it an error").ok(name);
        } else {
            ktap.skip(name, found(kind) + ", waived: " + waivers(kind));
        }
    }

    private static String found(KindVerdict kind) {
        String ids = kind.findings().stream()
                .filter(AbiFinding::isError)
                .map(finding -> finding.kind().id())
                .distinct()
                .collect(Collectors.joining(", "));
        String consequence = kind.isUnproven() ? "not proven" : kind.consequence();
        return kind.outcome() + " " + consequence + (ids.isEmpty() ? "" : ": " + ids);
    }

    private static String waivers(KindVerdict kind) {
        return kind.findings().stream()
                .flatMap(finding -> Stream.ofNullable(finding.waived()))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String line(Report report, KindVerdict kind, AbiFinding finding) {
        String place =
                report.subjects().place(finding).map(line -> " at " + line).orElse("");
        String change = finding.change().isEmpty() ? "" : ": " + finding.change();
        return finding.kind().id() + " " + finding.path() + change + place + ". " + finding.explanation()
                + report.guardSentence(kind, finding);
    }
}
