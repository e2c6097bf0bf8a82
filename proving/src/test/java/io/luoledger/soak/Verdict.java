package io.luoledger.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether what must stay flat did: its median in the last quarter of the time beside that in the second one, by when
 * everything should have come to its size.
 */
record Verdict(List<Line> lines) {
    /** More than this is growth, and not another moment of the same up and down. */
    private static final double TOLERANCE = 0.1;
    /** So little is none in whatever unit: one segment more or less, a thread of a pool. */
    private static final double LEAST = 4;

    /** But the broker's open files, which are two for each segment of what is kept. */
    private static final String PER_PROCESS = "(?!serve_files).*_(rss_mib|anonymous_mib|heap_mib|threads|files)";

    private static final String ON_DISK = "stores_mib|topic_(events|heads|view|stats)_mib|topics_.*";
    private static final String WORK = "lag_records|dead_letters|threads_replaced";
    /** What may wait at any moment: the wave that was just written. */
    private static final double WAVE = 60 * Load.HOSTS;

    /** @param bounded whether it has to stay flat; what is kept for ever grows, and should */
    record Line(String column, boolean bounded, double second, double third, double last) {
        boolean grew() {
            // what can't be compared wasn't seen, which is no proof of anything
            double least = column.equals("lag_records") ? WAVE : LEAST;
            return bounded && !(last - second <= Math.max(least, TOLERANCE * second));
        }
    }

    static Verdict of(Series series) {
        List<Line> lines = new ArrayList<>();
        for (String column : series.columns()) {
            boolean bounded = column.matches(PER_PROCESS + "|" + ON_DISK + "|" + WORK);
            lines.add(new Line(
                    column, bounded, series.quarter(column, 2), series.quarter(column, 3), series.quarter(column, 4)));
        }
        return new Verdict(List.copyOf(lines));
    }

    boolean grew() {
        return lines.isEmpty() || lines.stream().anyMatch(Line::grew);
    }

    String text() {
        StringBuilder text = new StringBuilder(
                String.format("%-24s %12s %12s %12s%n", "median of the quarter", "2nd", "3rd", "4th"));
        for (Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %12.1f %12.1f %12.1f  %s%n",
                    line.column(),
                    line.second(),
                    line.third(),
                    line.last(),
                    line.grew() ? "GREW" : line.bounded() ? "flat" : ""));
        }
        return text.toString();
    }
}
