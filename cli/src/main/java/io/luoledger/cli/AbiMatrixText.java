package io.luoledger.cli;

import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.glossary.Causes;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What every kernel makes of every other's hand-over: a row for each outgoing one, a column for each incoming one. */
final class AbiMatrixText {
    private static final int GAP = 2;
    /** In the order of the legend. */
    private static final List<Outcome> GRAVITY =
            List.of(Outcome.COMPATIBLE, Outcome.SILENT, Outcome.REFUSED, Outcome.ABSENT);

    /** What a cell says in short. */
    private record Verdict(Outcome outcome, boolean unproven, String consequence) {
        static Verdict of(PairVerdict pair) {
            return new Verdict(pair.outcome(), pair.isUnproven(), AbiText.consequence(pair));
        }

        boolean isFine() {
            return outcome == Outcome.COMPATIBLE && consequence.equals("none");
        }

        String letter() {
            return unproven ? "?" : outcome.name().substring(0, 1);
        }
    }

    private final List<String> kernels;
    private final List<Verdict> verdicts;
    private final Map<Verdict, String> codes;

    /** @param pairs all of them, first by outgoing, then by incoming kernel */
    AbiMatrixText(List<String> kernels, List<PairVerdict> pairs) {
        this.kernels = kernels;
        verdicts = pairs.stream().map(Verdict::of).toList();
        codes = codes(verdicts);
    }

    /** "ok", or the outcome's first letter with a number for what comes of it, the most frequent first. */
    private static Map<Verdict, String> codes(List<Verdict> verdicts) {
        Map<Verdict, Long> counts = verdicts.stream().collect(Collectors.groupingBy(one -> one, Collectors.counting()));
        Map<Verdict, String> codes = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<Verdict, Long>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> entry.getKey().consequence()))
                .map(Map.Entry::getKey)
                .forEach(one ->
                        codes.put(one, one.isFine() ? "ok" : one.letter() + last.merge(one.letter(), 1, Integer::sum)));
        return codes;
    }

    void print(PrintWriter out) {
        out.println("Rows: the outgoing kernel. Columns: the incoming kernel, by its number.");
        int label = kernels.stream().mapToInt(TextFlow::length).max().orElse(0)
                + String.valueOf(kernels.size()).length()
                + GAP;
        int cell = codes.values().stream().mapToInt(String::length).max().orElse(0) + GAP;
        int columns = Math.clamp((TextOut.width(out) - label) / cell, 1, kernels.size());
        for (int first = 0; first < kernels.size(); first += columns) {
            block(first, Math.min(kernels.size(), first + columns)).print(out);
            out.println();
        }
        legend(out);
    }

    private TextTable block(int first, int end) {
        TextTable table = new TextTable(0).numbers(0);
        List<Object> head = new ArrayList<>(List.of("", ""));
        IntStream.range(first, end).forEach(column -> head.add(column + 1));
        table.row(head.toArray());
        for (int row = 0; row < kernels.size(); row++) {
            List<Object> cells = new ArrayList<>(List.of(row + 1, kernels.get(row)));
            for (int column = first; column < end; column++) {
                cells.add(codes.get(verdicts.get(row * kernels.size() + column)));
            }
            table.row(cells.toArray());
        }
        return table;
    }

    private void legend(PrintWriter out) {
        TextTable table = new TextTable(0).numbers(1);
        table.head("cell", "pairs", "outcome", "consequence");
        codes.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Verdict, String> entry) ->
                                GRAVITY.indexOf(entry.getKey().outcome()))
                        .thenComparing(entry -> entry.getKey().unproven())
                        .thenComparingInt(entry -> entry.getValue().length())
                        .thenComparing(Map.Entry::getValue))
                .forEach(entry -> table.row(
                        entry.getValue(),
                        verdicts.stream().filter(entry.getKey()::equals).count(),
                        entry.getKey().outcome(),
                        Causes.of(entry.getKey().consequence())));
        table.print(out);
        out.println("What a word means: luo-ledger explain WORD");
    }
}
