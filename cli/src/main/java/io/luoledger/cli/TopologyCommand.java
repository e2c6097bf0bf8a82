package io.luoledger.cli;

import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.streams.TopologyText;
import java.io.PrintWriter;
import org.apache.kafka.streams.Topology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The stream topology. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = "The stream topology: topics, processors and stores, as text and as a Mermaid flow chart.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TopologyCommand extends LedgerCommand {
    @Option(names = "--mermaid", description = "only the Mermaid flow chart")
    private boolean mermaidOnly;

    @Override
    public Integer call() {
        PrintWriter out = out();
        Topology topology = LedgerTopology.build(new LedgerTopology.Config(SimulatedReader.gate()));
        if (!mermaidOnly) {
            out.println(TopologyText.text(topology));
            out.println();
        }
        out.println(TopologyText.mermaid(topology));
        return ExitCode.OK;
    }
}
