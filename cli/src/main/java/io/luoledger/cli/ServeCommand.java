package io.luoledger.cli;

import io.luoledger.broker.DataDirectory;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.WriterSettings;
import io.luoledger.registry.RegistryAddress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The embedded broker on a directory that lasts, and the stream processors, until Ctrl-C. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the embedded broker on a directory that lasts, and the stream processors, until Ctrl-C.",
            "Other commands with the same --data (or none) find it by themselves. It listens on loopback only."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ServeCommand extends LedgerCommand {
    private static final int MAX_PORT = 65535;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the data are kept. Default: ~/.local/share/luo-ledger.")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "PORT", description = "The broker's port on 127.0.0.1. Default: a free one.")
    private int port;

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = StreamProcessors.DEFAULT_APPLICATION_ID,
            description = "Under another id the processors process the whole ledger anew, as after dlq replay."
                    + " Default: ${DEFAULT-VALUE}.")
    private String applicationId = StreamProcessors.DEFAULT_APPLICATION_ID;

    @Mixin
    private final RegistryOption registry = new RegistryOption();

    @Mixin
    private final ProcessorOptions processing = new ProcessorOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Override
    public Integer call() {
        if (port < 0 || port > MAX_PORT) {
            throw new UsageException("--port takes 1 to 65535, or 0 for a free one, not " + port);
        }
        ProcessorOptions.requireApplicationId(applicationId);
        http.requireUsable();
        PrintWriter out = out();
        RegistryAddress address = registry.address(Map.of(), WriterSettings.DEFAULT_TIMEOUT);
        try (ShutdownOrder held = new ShutdownOrder()) {
            EmbeddedBroker broker =
                    held.hold(EmbeddedBroker.start(DataDirectory.lasting(KafkaOptions.dataDirectory(data)), port));
            ClientSettings client = broker.client().withRegistry(address);
            ProcessorSettings settings = processing
                    .settings(applicationId, broker.directory().streams())
                    .alone("serve");
            Instance instance = held.hold(http.start(client, processing.planned(settings, client, out, err())));
            broker.directory().publishViews(instance.address());
            out.println("luo-ledger serves on " + broker.bootstrapServer() + ", data in "
                    + broker.directory().root());
            out.println(instance.told());
            out.println("stop with Ctrl-C");
            out.flush();
            instance.processors().awaitEnd();
        }
        return ExitCode.OK;
    }
}
