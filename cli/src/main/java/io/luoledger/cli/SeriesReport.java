package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.report.JsonReport;
import io.luoledger.abi.report.Ktap;
import io.luoledger.abi.report.Report;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.cli.SeriesCheck.Change;
import io.luoledger.cli.SeriesCheck.GuardChange;
import io.luoledger.cli.SeriesCheck.Judged;
import io.luoledger.cli.SeriesCheck.Outcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A series that was judged, as text, JSON or KTAP. */
final class SeriesReport {
    private final Outcome outcome;

    SeriesReport(Outcome outcome) {
        this.outcome = outcome;
    }

    void text(PrintWriter out) {
        out.println(outcome.series().name() + ": "
                + (outcome.steps().isEmpty()
                        ? "none touches what the headers of " + outcome.series().baseName() + " are read from"
                        : outcome.steps().size() + " to be judged, each against "
                                + outcome.series().baseName()));
        outcome.series().remarks().forEach(remark -> out.println("  " + Printable.text(remark)));
        outcome.steps().forEach(judged -> step(judged, out));
        for (AbiFinding finding : outcome.waiverFindings()) {
            out.println(finding.kind().id() + "  " + finding.path() + ": " + finding.explanation());
        }
        out.println(end());
    }

    private static void step(Judged judged, PrintWriter out) {
        out.println(judged.step().shortId() + "  " + Printable.text(judged.step().subject()));
        if (judged.unreadable() != null) {
            judged.unreadable().lines().forEach(line -> out.println("  CAN'T BE READ  " + Printable.text(line)));
            return;
        }
        out.println("  " + verdict(judged));
        judged.guards().forEach(guard -> out.println("  guard " + Printable.text(guard.text())));
        judged.changes().forEach(change -> out.println("  " + Printable.text(change(change))));
    }

    private static String change(Change change) {
        String place = change.file() == null ? "" : "  at " + change.file() + ":" + change.line();
        return change.kind() + ": " + change.id() + "  " + change.path() + ": "
                + (change.from() == null ? "nothing" : change.from()) + " -> "
                + (change.to() == null ? "nothing" : change.to()) + place;
    }

    /** "BREAKS  demo SILENT oops_on_open". */
    private static String verdict(Judged judged) {
        Report report = Objects.requireNonNull(judged.report());
        String word = judged.breaks() ? "BREAKS" : judged.fails() ? "NOT KNOWN" : "ok";
        String kinds = report.pairs().stream()
                .flatMap(pair -> pair.kinds().stream().filter(KindVerdict::isError).map(kind -> kind.text()
                        + (report.pairs().size() > 1 ? " (" + pair.from() + " -> " + pair.to() + ")" : "")))
                .collect(Collectors.joining("; "));
        return kinds.isEmpty() ? word : word + "  " + kinds;
    }

    /** What was asked: the first that breaks, and whether it is guarded. */
    private String end() {
        List<Judged> unknown = outcome.unknownBefore();
        String before = unknown.isEmpty()
                ? ""
                : "; of " + Counts.of(unknown.size(), "change") + " "
                        + (outcome.firstBreak().isPresent() ? "before it " : "") + "nobody can tell: "
                        + unknown.stream().map(one -> one.step().shortId()).collect(Collectors.joining(", "));
        return outcome.firstBreak()
                        .map(first -> "first that breaks: " + first.step().shortId() + " "
                                + Printable.text(first.step().subject()) + "; " + guarded(first))
                        .orElse("none is known to break")
                + before;
    }

    private static String guarded(Judged first) {
        List<GuardChange> guards = first.guardsOfTheBroken();
        if (guards.isEmpty()) {
            return first.guards().isEmpty()
                    ? "no guard changed with it"
                    : "no guard of what breaks changed with it, only others";
        }
        return "a guard changed with it: "
                + guards.stream().map(guard -> Printable.text(guard.text())).collect(Collectors.joining("; "));
    }

    private record Commit(
            String commit,
            String subject,
            @Nullable String unreadable,
            @Nullable Boolean breaks,
            @Nullable Boolean fails,
            @Nullable Boolean guardChanged,
            List<GuardChange> guards,
            List<Change> changes,
            @Nullable JsonNode pairs) {
        static Commit of(Judged judged) {
            Report report = judged.report();
            boolean known = report != null;
            return new Commit(
                    judged.step().id(),
                    judged.step().subject(),
                    judged.unreadable(),
                    known ? judged.breaks() : null,
                    known ? judged.fails() : null,
                    known ? !judged.guardsOfTheBroken().isEmpty() : null,
                    judged.guards(),
                    judged.changes(),
                    known ? JsonReport.node(report).get("pairs") : null);
        }
    }

    private record First(String commit, String subject, boolean guardChanged) {}

    private record Document(
            String series,
            String base,
            @Nullable First firstBreak,
            List<String> unknownBefore,
            List<Commit> commits,
            List<String> remarks) {}

    void json(PrintWriter out) {
        Json.print(
                out,
                new Document(
                        outcome.series().name(),
                        outcome.series().baseName(),
                        outcome.firstBreak()
                                .map(first -> new First(
                                        first.step().id(),
                                        first.step().subject(),
                                        !first.guardsOfTheBroken().isEmpty()))
                                .orElse(null),
                        outcome.unknownBefore().stream()
                                .map(one -> one.step().id())
                                .toList(),
                        outcome.steps().stream().map(Commit::of).toList(),
                        outcome.series().remarks()));
    }

    /** A test per step that was judged. */
    String ktap() {
        Ktap ktap = new Ktap().note(outcome.series().name());
        outcome.series().remarks().forEach(ktap::note);
        for (Judged judged : outcome.steps()) {
            String name = judged.step().shortId() + " " + judged.step().subject();
            judged.guards().forEach(guard -> ktap.note("guard " + guard.text()));
            judged.changes().forEach(change -> ktap.note(change(change)));
            if (judged.unreadable() != null) {
                ktap.notOk(name, "can't be read: " + judged.unreadable());
            } else if (judged.fails() || incomplete(judged)) {
                ktap.notOk(name, verdict(judged));
            } else {
                ktap.ok(name);
            }
        }
        return ktap.note(end()).render();
    }

    private static boolean incomplete(Judged judged) {
        return Objects.requireNonNull(judged.report()).pairs().stream()
                .flatMap(PairVerdict::allFindings)
                .anyMatch(finding -> finding.isError() && finding.isIncompleteness());
    }
}
