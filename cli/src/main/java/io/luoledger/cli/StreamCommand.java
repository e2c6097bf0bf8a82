package io.luoledger.cli;

import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.publish.ClientSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The stream processors against a cluster, until Ctrl-C. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the stream processors against a cluster until Ctrl-C; start more of them to share the work.",
            "Several on one machine need a --state-dir each."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class StreamCommand extends LedgerCommand {
    private static final String STATE_DIRECTORY = "luo-ledger-stream-state";

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = StreamProcessors.DEFAULT_APPLICATION_ID,
            description = "Processors of one id share the work. Default: ${DEFAULT-VALUE}.")
    private String applicationId = StreamProcessors.DEFAULT_APPLICATION_ID;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where states are kept; what is lost is rebuilt from the cluster."
                    + " Default: ~/.local/share/" + STATE_DIRECTORY + ".")
    private @Nullable Path stateDirectory;

    @Mixin
    private final ProcessorOptions processing = new ProcessorOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Mixin
    private final ProcessorOptions.Shared shared = new ProcessorOptions.Shared();

    @Override
    public Integer call() {
        ProcessorOptions.requireApplicationId(applicationId);
        http.requireUsable();
        PrintWriter out = out();
        Path state = stateDirectory != null
                ? stateDirectory.toAbsolutePath().normalize()
                : KafkaOptions.dataDirectory(null).resolveSibling(STATE_DIRECTORY);
        ProcessorSettings settings = shared.add(processing.settings(applicationId, state));
        try (ShutdownOrder held = new ShutdownOrder()) {
            Cluster cluster = held.hold(Cluster.open(kafka, err()));
            cluster.prepareTopics(err());
            ClientSettings client = cluster.client();
            Instance instance = held.hold(http.start(client, processing.planned(settings, client, out, err())));
            out.println("stream processors " + applicationId + " work on the cluster at " + client.bootstrapServers()
                    + ", state in " + state);
            out.println(instance.told());
            out.println("stop with Ctrl-C");
            out.flush();
            instance.processors().awaitEnd();
        }
        return ExitCode.OK;
    }
}
