package io.luoledger.cli;

import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.publish.ClientSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The stream processors against a cluster, until Ctrl-C. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the stream processors against a cluster until Ctrl-C; start more of them to share the work.",
            "Several on one machine need a --state-dir each."
        })
final class StreamCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = StreamProcessors.DEFAULT_APPLICATION_ID,
            description = "Processors of one id share the work. Default: ${DEFAULT-VALUE}")
    private String applicationId = StreamProcessors.DEFAULT_APPLICATION_ID;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where states are kept; what is lost is rebuilt from the cluster."
                    + " Default: ~/.local/share/luo-ledger-stream-state")
    private @Nullable Path stateDirectory;

    @Mixin
    private final ProcessorOptions processing = new ProcessorOptions();

    @Mixin
    private final ProcessorOptions.Shared shared = new ProcessorOptions.Shared();

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    StreamCommand() {}

    @Override
    public Integer call() {
        ProcessorOptions.requireApplicationId(applicationId);
        PrintWriter out = spec.commandLine().getOut();
        Path state = stateDirectory != null
                ? stateDirectory.toAbsolutePath().normalize()
                : KafkaOptions.dataDirectory(null).resolveSibling("luo-ledger-stream-state");
        ProcessorSettings settings = shared.add(processing.settings(applicationId, state));
        try (ShutdownOrder held = new ShutdownOrder()) {
            Cluster cluster = held.hold(Cluster.open(kafka, spec.commandLine().getErr()));
            cluster.prepareTopics(spec.commandLine().getErr());
            ClientSettings client = cluster.client();
            KnownKernels.require(client, spec.commandLine().getErr(), settings.plan());
            StreamProcessors processors = held.hold(StreamProcessors.start(client, settings));
            out.println("stream processors " + applicationId + " work on the cluster at " + client.bootstrapServers()
                    + ", state in " + state);
            out.println("views and metrics on http://" + processors.httpAddress());
            out.println("stop with Ctrl-C");
            out.flush();
            processors.awaitEnd();
        }
        return ExitCode.OK;
    }
}
