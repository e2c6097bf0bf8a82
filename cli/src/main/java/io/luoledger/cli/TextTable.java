package io.luoledger.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows whose cells stand under one another. Where they are wider together than there is room, the cells of the widest columns
 * are wrapped.
 */
final class TextTable {
    private static final String GAP = "  ";

    private final String indent;
    private final Set<Integer> numbers = new HashSet<>();
    private final List<List<String>> rows = new ArrayList<>();
    /** What stands between the rows, by the number of the row that follows. */
    private final Map<Integer, List<String>> lines = new HashMap<>();

    /** @param indent blanks before each line */
    TextTable(int indent) {
        this.indent = " ".repeat(indent);
    }

    /** Columns, from 0, whose cells end under one another. */
    TextTable numbers(int... columns) {
        Arrays.stream(columns).forEach(numbers::add);
        return this;
    }

    /** Cells that are missing at the end are empty. */
    TextTable row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    /** A line that has no columns, as it is. */
    TextTable line(String text) {
        lines.computeIfAbsent(rows.size(), row -> new ArrayList<>()).add(text);
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void print(PrintWriter out) {
        int[] widths = widths(TextOut.width(out));
        for (int row = 0; row <= rows.size(); row++) {
            lines.getOrDefault(row, List.of()).forEach(out::println);
            if (row < rows.size()) {
                lines(rows.get(row), widths).forEach(out::println);
            }
        }
    }

    private int[] widths(int room) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] natural = columnWidths(columns, TextFlow::length);
        int[] least = columnWidths(columns, TextTable::longestWord);
        long spare = (long) room
                - indent.length()
                - GAP.length() * (columns - 1L)
                - IntStream.of(least).asLongStream().sum();
        // the narrow ones first: what is short stays in one piece
        List<Integer> order = IntStream.range(0, columns)
                .boxed()
                .sorted(Comparator.comparingInt(column -> natural[column]))
                .toList();
        int[] widths = least.clone();
        for (int column : order) {
            int more = (int) Math.clamp(natural[column] - (long) least[column], 0, Math.max(0, spare));
            widths[column] += more;
            spare -= more;
        }
        return widths;
    }

    private int[] columnWidths(int columns, java.util.function.ToIntFunction<String> width) {
        return IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .filter(row -> column < row.size())
                        .mapToInt(row -> width.applyAsInt(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static int longestWord(String cell) {
        return Arrays.stream(cell.split(" ")).mapToInt(TextFlow::length).max().orElse(0);
    }

    private List<String> lines(List<String> row, int[] widths) {
        List<List<String>> cells = IntStream.range(0, row.size())
                .mapToObj(column -> TextFlow.wrap(row.get(column), Math.max(1, widths[column])))
                .toList();
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, height)
                .mapToObj(line -> (indent
                                + IntStream.range(0, row.size())
                                        .mapToObj(column -> padded(cells.get(column), line, column, widths[column]))
                                        .collect(Collectors.joining(GAP)))
                        .stripTrailing())
                .toList();
    }

    private String padded(List<String> cell, int line, int column, int width) {
        String text = line < cell.size() ? cell.get(line) : "";
        String blanks = " ".repeat(Math.max(0, width - TextFlow.length(text)));
        return numbers.contains(column) ? blanks + text : text + blanks;
    }
}
