package io.luoledger.cli;

import java.io.PrintWriter;
import java.util.List;

/** What the model checker can be asked about. */
record CheckerListing(List<Listed> designs, List<Listed> threads) {
    record Listed(String name, String about) {}

    void print(PrintWriter out) {
        TextTable table = new TextTable(2).line("designs:");
        designs.forEach(design -> table.row(design.name(), design.about()));
        table.line("threads:");
        threads.forEach(thread -> table.row(thread.name(), thread.about()));
        table.print(out);
    }
}
