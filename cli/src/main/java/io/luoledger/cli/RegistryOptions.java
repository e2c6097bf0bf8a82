package io.luoledger.cli;

import io.luoledger.registry.RegistryAddress;
import io.luoledger.registry.RegistryHistory;
import io.luoledger.registry.SchemaRegistry;
import io.luoledger.wire.SchemaTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A schema registry without a cluster. */
final class RegistryOptions {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Mixin
    private final RegistryOption registry = new RegistryOption();

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description =
                    "Client properties that may also say, under schema.registry.*, how to get into the" + " registry.")
    private @Nullable Path commandConfig;

    boolean given() {
        return registry.given();
    }

    /** The published schemas in the registry that was named. Call only when {@link #given}. */
    RegistryHistory history() {
        RegistryAddress address =
                registry.address(commandConfig == null ? Map.of() : KafkaOptions.read(commandConfig), TIMEOUT);
        if (address == null) {
            throw new IllegalStateException("no registry was named");
        }
        return new RegistryHistory(new SchemaRegistry(address), SchemaTable.builtIn());
    }
}
