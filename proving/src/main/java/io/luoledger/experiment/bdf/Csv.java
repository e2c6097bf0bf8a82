package io.luoledger.experiment.bdf;

import io.luoledger.experiment.bdf.BdfReport.Cell;
import io.luoledger.experiment.bdf.BdfReport.VirtualCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The counts as lines of comma-separated values. No value needs quoting. */
public final class Csv {
    private static final String HEAD = "preserved,policy,perturbation,invariant,broken,of,rate,low95,high95";

    private Csv() {}

    /** A head line, and one for each count. */
    public static List<String> lines(BdfReport report) {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        for (Cell cell : report.cells()) {
            lines.add(String.join(",", "function", cell.policy(), cell.perturbation(), cell.invariant())
                    + numbers(cell.broken(), cell.of(), cell.low(), cell.high()));
        }
        for (VirtualCell cell : report.virtualFunctions()) {
            String facts = cell.facts().isEmpty() ? "none" : String.join("+", cell.facts());
            lines.add(String.join(",", "virtualFunction", facts, cell.perturbation(), cell.invariant())
                    + numbers(cell.broken(), cell.of(), cell.low(), cell.high()));
        }
        return lines;
    }

    private static String numbers(long broken, long of, double low, double high) {
        return String.format(Locale.ROOT, ",%d,%d,%.6f,%.6f,%.6f", broken, of, (double) broken / of, low, high);
    }
}
