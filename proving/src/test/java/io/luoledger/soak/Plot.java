package io.luoledger.soak;

import java.util.List;
import java.util.Locale;

/** Panels below each other, over the same minutes, each with lines from zero up: an SVG picture without scripts or fonts. */
final class Plot {
    private static final int WIDTH = 900;
    private static final int LEFT = 70;
    private static final int RIGHT = 210;
    private static final int PANEL = 130;
    private static final int GAP = 40;
    private static final int LINE = 15;
    /** Told apart also by who can't tell red from green. */
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#555555");

    private static final double HEADROOM = 1.1;

    private final Series series;
    private final StringBuilder body = new StringBuilder();
    private int top = GAP;

    Plot(Series series) {
        this.series = series;
    }

    /** Adds a panel: some columns that share a unit. */
    Plot panel(String title, List<String> columns) {
        double most = columns.stream()
                        .flatMap(column -> series.column(column).stream())
                        .filter(value -> !value.isNaN())
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(1)
                * HEADROOM;
        double scale = most == 0 ? 0 : PANEL / most;
        text(LEFT, top - 10, "start", "#000", title);
        add("<rect x='" + LEFT + "' y='" + top + "' width='" + wide() + "' height='" + PANEL
                + "' fill='none' stroke='#bbb'/>");
        text(LEFT - 6, top + LINE / 2, "end", "#555", number(most));
        text(LEFT - 6, top + PANEL, "end", "#555", "0");
        for (int i = 0; i < columns.size(); i++) {
            line(columns.get(i), COLOURS.get(i % COLOURS.size()), scale);
            text(
                    WIDTH - RIGHT + 10,
                    top + LINE * (i + 1),
                    "start",
                    COLOURS.get(i % COLOURS.size()),
                    columns.get(i).replace('_', ' '));
        }
        top += PANEL + GAP;
        return this;
    }

    private void line(String column, String colour, double scale) {
        List<Double> minutes = series.column(Series.MINUTE);
        List<Double> values = series.column(column);
        double last = minutes.isEmpty() ? 1 : Math.max(1e-9, minutes.getLast());
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isNaN()) {
                points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        LEFT + wide() * minutes.get(i) / last,
                        top + PANEL - scale * values.get(i)));
            }
        }
        add("<polyline fill='none' stroke='" + colour + "' stroke-width='1.5' points='"
                + points.toString().strip() + "'/>");
    }

    private static int wide() {
        return WIDTH - LEFT - RIGHT;
    }

    /** The picture. */
    String svg() {
        List<Double> minutes = series.column(Series.MINUTE);
        String end = minutes.isEmpty() ? "0" : number(minutes.getLast());
        text(LEFT, top - GAP / 2, "start", "#555", "0");
        text(LEFT + wide(), top - GAP / 2, "end", "#555", end + " minutes");
        return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>\n"
                        .formatted(WIDTH, top)
                + "<rect width='100%' height='100%' fill='#fff'/>\n" + body + "</svg>\n";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }

    private void text(int x, int y, String anchor, String colour, String what) {
        add("<text x='" + x + "' y='" + y + "' text-anchor='" + anchor + "' fill='" + colour + "'>" + what + "</text>");
    }

    private void add(String element) {
        body.append(element).append('\n');
    }
}
