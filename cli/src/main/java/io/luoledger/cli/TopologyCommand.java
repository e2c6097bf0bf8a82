package io.luoledger.cli;

import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.streams.TopologyText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.Topology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The stream topology. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = "The stream topology: topics, processors and stores, as text and as a Mermaid flow chart.")
final class TopologyCommand implements Callable<Integer> {
    @Option(names = "--mermaid", description = "only the Mermaid flow chart")
    private boolean mermaidOnly;

    @Spec
    private CommandSpec spec;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    TopologyCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Topology topology = LedgerTopology.build(new LedgerTopology.Config(SimulatedReader.gate()));
        if (!mermaidOnly) {
            out.println(TopologyText.text(topology));
            out.println();
        }
        out.println(TopologyText.mermaid(topology));
        return ExitCode.OK;
    }
}
