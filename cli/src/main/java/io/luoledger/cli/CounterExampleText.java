package io.luoledger.cli;

import io.luoledger.experiment.check.CounterExample;
import io.luoledger.experiment.check.Move;
import io.luoledger.experiment.check.Wait;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A run that ends in something wrong: a column per thread, a row per step, downwards in the order in which they happen. */
final class CounterExampleText {
    private static final int INDENT = 2;

    private CounterExampleText() {}

    static void print(PrintWriter out, CounterExample example) {
        out.println(" ".repeat(INDENT)
                + example.contextSwitches()
                + (example.contextSwitches() == 1 ? " context switch, " : " context switches, ")
                + Counts.of(example.run().size(), "step")
                + (example.fewest() ? "" : ", and perhaps fewer would do: the bound was reached"));
        List<Integer> threads = example.schedule().stream().distinct().sorted().toList();
        TextTable table = new TextTable(INDENT);
        List<String> head = new ArrayList<>(List.of("step"));
        threads.forEach(thread -> head.add(example.threads().get(thread)));
        table.head(head.toArray());
        for (int step = 0; step < example.run().size(); step++) {
            Move move = example.run().get(step);
            List<String> row = new ArrayList<>(Collections.nCopies(threads.size() + 1, ""));
            row.set(0, String.format(Locale.ROOT, "%4d", step + 1));
            row.set(threads.indexOf(move.thread()) + 1, move.at() + ": " + move.does());
            table.row(row.toArray());
        }
        table.print(out);
        for (Wait wait : example.waits()) {
            out.println(" ".repeat(INDENT) + wait.told() + ".");
        }
    }
}
