package io.luoledger.cli;

import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.streams.TopologyText;
import java.io.PrintWriter;
import java.util.Map;
import org.apache.kafka.streams.Topology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The stream topology. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = "Shows the stream topology: topics, processors and stores, as text and as a Mermaid flow chart.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TopologyCommand extends LedgerCommand {
    @Option(names = "--mermaid", description = "Only the Mermaid flow chart.")
    private boolean mermaidOnly;

    @Option(names = "--json", description = "One JSON document: every node with its topics, stores and successors.")
    private boolean json;

    @Override
    public Integer call() {
        if (json && mermaidOnly) {
            throw new UsageException("--json and --mermaid ask for two forms; expected one of them");
        }
        // names have to stay in one piece: a Mermaid text is read by programs
        PrintWriter out = exact();
        Topology topology = LedgerTopology.build(new LedgerTopology.Config(SimulatedReader.gate()));
        if (json) {
            Json.print(out, Map.of("nodes", TopologyText.steps(topology)));
            return ExitCode.OK;
        }
        if (!mermaidOnly) {
            out.println(TopologyText.text(topology));
            out.println();
        }
        out.println(TopologyText.mermaid(topology));
        return ExitCode.OK;
    }
}
