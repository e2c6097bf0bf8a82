package io.luoledger.cli;

import io.luoledger.simulator.scenario.Swarm;
import io.luoledger.twin.Coverage;
import java.io.PrintWriter;

/** What the comparison of the ledger's view with the simulated kernels went over. */
final class TwinReport {
    private final PrintWriter out;

    TwinReport(PrintWriter out) {
        this.out = out;
    }

    void print(Swarm.Report report, Coverage coverage, long bytes) {
        out.println("changes of state that the view followed:");
        coverage.transitions().forEach((transition, count) -> out.println("  " + count + " " + transition));
        out.println("never: " + (coverage.never().isEmpty() ? "none" : String.join(", ", coverage.never())));
        out.println(Counts.of(report.runs(), "run") + ": " + Counts.of(coverage.comparisons(), "view")
                + " compared, of " + coverage.lines()
                + " sessions, files, FLBs and devices; " + Counts.of(coverage.dead(), "time") + " the kernel was dead, "
                + Counts.of(coverage.garbled(), "hand-over")
                + (coverage.garbled() == 1 ? " was" : " were")
                + " read otherwise, or without some files, and not a word said; each run twice, "
                + bytes + " bytes of log");
    }
}
