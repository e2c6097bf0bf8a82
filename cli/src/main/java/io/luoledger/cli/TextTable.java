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
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows whose cells stand under one another. Where they are wider together than there is room, the cells of the widest columns
 * are wrapped; where that doesn't help, each row is told in a sentence.
 */
final class TextTable {
    private static final String GAP = "  ";
    /** Cells aren't made narrower. Unit: characters */
    private static final int NARROW = 16;

    private final String indent;
    private final Set<Integer> numbers = new HashSet<>();
    private final List<List<String>> rows = new ArrayList<>();
    private boolean headed;
    /** Of its columns, as far as a table before it tells. */
    private int[] widths = {};
    /** What stands between the rows, by the number of the row that follows. */
    private final Map<Integer, List<String>> lines = new HashMap<>();

    /** @param indent blanks before each line */
    TextTable(int indent) {
        this.indent = " ".repeat(indent);
    }

    /** What follows a table that was printed: its columns are at least as wide. */
    TextTable next() {
        TextTable next = new TextTable(indent.length());
        next.numbers.addAll(numbers);
        next.widths = widths;
        return next;
    }

    /** Columns, from 0, whose cells end under one another. */
    TextTable numbers(int... columns) {
        Arrays.stream(columns).forEach(numbers::add);
        return this;
    }

    /** The first row: what the columns are. */
    TextTable head(Object... cells) {
        headed = true;
        return row(cells);
    }

    boolean isEmpty() {
        return rows.isEmpty();
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

    void print(PrintWriter out) {
        int room = TextOut.width(out) - indent.length();
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] natural = columnWidths(columns, TextFlow::length);
        int spare = room
                - GAP.length() * (natural.length - 1)
                - IntStream.of(natural).sum();
        if (spare >= 0) {
            widths = natural;
        } else {
            int[] least = columnWidths(columns, TextTable::least);
            spare = room
                    - GAP.length() * (least.length - 1)
                    - IntStream.of(least).sum();
            widths = spare < 0 ? new int[0] : widths(natural, least, spare);
        }
        for (int row = 0; row <= rows.size(); row++) {
            lines.getOrDefault(row, List.of()).forEach(out::println);
            if (row < rows.size() && spare >= 0) {
                lines(rows.get(row), widths).forEach(out::println);
            } else if (row < rows.size() && !(headed && row == 0)) {
                told(rows.get(row)).forEach(line -> out.println(indent + line));
            }
        }
    }

    /** The narrow ones first: what is short stays in one piece. */
    private static int[] widths(int[] natural, int[] least, int room) {
        int[] widths = least.clone();
        int spare = room;
        for (int column : IntStream.range(0, natural.length)
                .boxed()
                .sorted(Comparator.comparingInt(column -> natural[column]))
                .toList()) {
            int more = Math.min(natural[column] - least[column], spare);
            widths[column] += more;
            spare -= more;
        }
        return widths;
    }

    /** A row without columns. */
    private List<String> told(List<String> row) {
        if (!headed) {
            return List.of(String.join(GAP, row).stripTrailing());
        }
        List<String> head = rows.getFirst();
        return List.of(
                row.getFirst(),
                GAP
                        + IntStream.range(1, row.size())
                                .filter(column -> !row.get(column).isEmpty())
                                .mapToObj(column -> head.get(column) + " " + row.get(column))
                                .collect(Collectors.joining(", ")));
    }

    private int[] columnWidths(int columns, ToIntFunction<String> width) {
        return IntStream.range(0, Math.max(columns, widths.length))
                .map(column -> rows.stream()
                        .filter(row -> column < row.size())
                        .mapToInt(row -> width.applyAsInt(row.get(column)))
                        .reduce(column < widths.length ? widths[column] : 0, Math::max))
                .toArray();
    }

    private static int least(String cell) {
        return Math.max(TextFlow.longestPiece(cell), Math.min(TextFlow.length(cell), NARROW));
    }

    private List<String> lines(List<String> row, int[] widths) {
        List<List<String>> cells = IntStream.range(0, row.size())
                .mapToObj(column -> TextFlow.wrap(row.get(column), Math.max(1, widths[column])))
                .toList();
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, height)
                .mapToObj(line -> (indent
                                + IntStream.range(0, row.size())
                                        .mapToObj(column -> padded(
                                                cells.get(column),
                                                line,
                                                column,
                                                column < row.size() - 1 || numbers.contains(column)
                                                        ? widths[column]
                                                        : 0))
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
