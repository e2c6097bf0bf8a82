package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.report.JsonReport;
import io.luoledger.abi.report.Ktap;
import io.luoledger.abi.report.Report;
import io.luoledger.abi.series.Series;
import io.luoledger.abi.series.SeriesCheck.Change;
import io.luoledger.abi.series.SeriesCheck.GuardChange;
import io.luoledger.abi.series.SeriesCheck.Judged;
import io.luoledger.abi.series.SeriesCheck.Result;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A series that was judged, as text, JSON or KTAP. */
final class SeriesReport {
    private final Result result;

    SeriesReport(Result result) {
        this.result = result;
    }

    int exitCode() {
        if (result.steps().stream().anyMatch(Judged::fails)) {
            return ExitCode.FOUND;
        }
        return result.steps().stream().anyMatch(one -> one.unreadable() != null) ? ExitCode.UNREADABLE : ExitCode.OK;
    }

    private String title() {
        Series series = result.series();
        return series.name() + " (" + series.size() + " " + (series.size() == 1 ? series.thing() : series.things())
                + ")";
    }

    void text(PrintWriter out) {
        out.println(title() + ": "
                + (result.steps().isEmpty()
                        ? "none touches what the headers of " + result.series().baseName() + " are read from"
                        : result.steps().size() + " to be judged, each against "
                                + result.series().baseName()));
        result.series().remarks().forEach(remark -> out.println("  " + Printable.text(remark)));
        result.steps().forEach(judged -> step(judged, out));
        for (AbiFinding finding : result.waiverFindings()) {
            out.println(finding.kind().id() + "  " + finding.path() + ": " + finding.explanation());
        }
        out.println(end());
    }

    private static void step(Judged judged, PrintWriter out) {
        out.println(
                judged.step().shortId() + "  " + Printable.text(judged.step().subject()));
        if (judged.unreadable() != null) {
            judged.unreadable().lines().forEach(line -> out.println("  CAN'T BE READ  " + Printable.text(line)));
            return;
        }
        out.println("  " + verdict(judged));
        judged.guards().forEach(guard -> out.println("  guard " + Printable.text(guard.text())));
        judged.changes().stream()
                .filter(change -> !isOfGuard(judged, change))
                .forEach(change -> out.println("  " + Printable.text(change(change))));
    }

    /** What a line of its own has told. */
    private static boolean isOfGuard(Judged judged, Change change) {
        return judged.guards().stream().anyMatch(guard -> guard.name().equals(change.path()));
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
                .flatMap(pair -> pair.kinds().stream()
                        .filter(KindVerdict::isError)
                        .map(kind -> kind.text()
                                + (report.pairs().size() > 1 ? " (" + pair.from() + " -> " + pair.to() + ")" : "")))
                .collect(Collectors.joining("; "));
        return kinds.isEmpty() ? word : word + "  " + kinds;
    }

    /** What was asked: the first that breaks, and whether it is guarded. */
    private String end() {
        List<Judged> unknown = result.unknownBefore();
        String before = unknown.isEmpty()
                ? ""
                : "; of " + Counts.of(unknown.size(), "change") + " "
                        + (result.firstBreak().isPresent() ? "before it " : "") + "nobody can tell: "
                        + unknown.stream().map(one -> one.step().shortId()).collect(Collectors.joining(", "));
        return result.firstBreak()
                        .map(first -> "first that breaks: " + first.step().shortId() + " "
                                + Printable.text(first.step().subject()) + "; " + Printable.text(guarded(first)))
                        .orElse("none is known to break")
                + before;
    }

    private static String guarded(Judged first) {
        if (first.guards().isEmpty()) {
            return "no guard changed with it";
        }
        if (!first.unguarded().isEmpty()) {
            return "no guard of " + String.join(", ", first.unguarded()) + " changed with it";
        }
        return "its guard changed with it: "
                + first.guards().stream().map(GuardChange::text).collect(Collectors.joining("; "));
    }

    private record Commit(
            String commit,
            String subject,
            @Nullable String unreadable,
            @Nullable Boolean breaks,
            @Nullable Boolean fails,
            @Nullable Set<String> unguarded,
            List<GuardChange> guards,
            List<Change> changes,
            @Nullable JsonNode pairs) {
        static Commit of(Judged judged) {
            Report report = judged.report();
            return new Commit(
                    judged.step().id(),
                    judged.step().subject(),
                    judged.unreadable(),
                    report == null ? null : judged.breaks(),
                    report == null ? null : judged.fails(),
                    report == null ? null : judged.unguarded(),
                    judged.guards(),
                    judged.changes(),
                    report == null ? null : JsonReport.node(report).get("pairs"));
        }
    }

    private record First(String commit, String subject, boolean guardChanged) {}

    private record Waiver(String id, String path, String explanation) {}

    private record Document(
            String series,
            long size,
            String base,
            @Nullable First firstBreak,
            List<String> unknownBefore,
            List<Commit> commits,
            List<Waiver> waiverFindings,
            List<String> remarks) {}

    void json(PrintWriter out) {
        Json.print(
                out,
                new Document(
                        result.series().name(),
                        result.series().size(),
                        result.series().baseName(),
                        result.firstBreak()
                                .map(first -> new First(
                                        first.step().id(),
                                        first.step().subject(),
                                        first.unguarded().isEmpty()))
                                .orElse(null),
                        result.unknownBefore().stream()
                                .map(one -> one.step().id())
                                .toList(),
                        result.steps().stream().map(Commit::of).toList(),
                        result.waiverFindings().stream()
                                .map(finding -> new Waiver(finding.kind().id(), finding.path(), finding.explanation()))
                                .toList(),
                        result.series().remarks()));
    }

    /** A test per step that was judged. */
    String ktap() {
        Ktap ktap = new Ktap().note(title());
        result.series().remarks().forEach(ktap::note);
        for (Judged judged : result.steps()) {
            String name = judged.step().shortId() + " " + judged.step().subject();
            judged.guards().forEach(guard -> ktap.note("guard " + guard.text()));
            judged.changes().stream()
                    .filter(change -> !isOfGuard(judged, change))
                    .forEach(change -> ktap.note(change(change)));
            if (judged.unreadable() != null) {
                ktap.notOk(name, "can't be read: " + judged.unreadable());
            } else if (judged.fails() || incomplete(judged)) {
                ktap.notOk(name, verdict(judged));
            } else {
                ktap.ok(name);
            }
        }
        result.waiverFindings()
                .forEach(finding ->
                        ktap.note(finding.kind().id() + " " + finding.path() + ": " + finding.explanation()));
        return ktap.note(end()).render();
    }

    private static boolean incomplete(Judged judged) {
        return Objects.requireNonNull(judged.report()).pairs().stream()
                .flatMap(PairVerdict::allFindings)
                .anyMatch(finding -> finding.isError() && finding.isIncompleteness());
    }
}
