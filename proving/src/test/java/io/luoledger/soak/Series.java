package io.luoledger.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was seen, in the order of time: rows of the same columns, the first one the minute. */
final class Series {
    static final String MINUTE = "minute";

    /** Parts of the time, of which the first one is warm-up. */
    private static final int QUARTERS = 4;

    private final List<Map<String, Double>> rows = new ArrayList<>();

    void add(Map<String, Double> row) {
        rows.add(new LinkedHashMap<>(row));
    }

    List<Double> column(String name) {
        return rows.stream().map(row -> row.getOrDefault(name, Double.NaN)).toList();
    }

    List<String> columns() {
        return rows.isEmpty() ? List.of() : List.copyOf(rows.getLast().keySet());
    }

    /** The median of one quarter of the time, 1 to 4; what wasn't known then doesn't count. */
    double quarter(String name, int number) {
        int from = rows.size() * (number - 1) / QUARTERS;
        int to = rows.size() * number / QUARTERS;
        List<Double> known = column(name).subList(from, to).stream()
                .filter(value -> !value.isNaN())
                .sorted()
                .toList();
        return known.isEmpty() ? Double.NaN : known.get(known.size() / 2);
    }

    /** For any program that reads tables; what isn't known is left empty. */
    String csv() {
        StringBuilder text = new StringBuilder(String.join(",", columns())).append('\n');
        for (Map<String, Double> row : rows) {
            text.append(columns().stream()
                            .map(column -> text(row.getOrDefault(column, Double.NaN)))
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        return text.toString();
    }

    private static String text(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
