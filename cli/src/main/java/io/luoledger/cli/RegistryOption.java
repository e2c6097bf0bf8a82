package io.luoledger.cli;

import io.luoledger.registry.RegistryAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which schema registry gives ids their meaning; without one the table that is kept with the schemas does. */
final class RegistryOption {
    /** Confluent's own name of it. */
    private static final String USER_INFO = "basic.auth.user.info";

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "Schema registry (Confluent's REST protocol; Apicurio: http://HOST:PORT/apis/ccompat/v7), so"
                    + " that other tools can read the topics. Without it: the built-in table of ids.")
    private @Nullable String url;

    boolean given() {
        return url != null;
    }

    /**
     * The registry that was named, null when none was.
     *
     * @param config properties of the --command-config file, which may hold user and password
     */
    @Nullable
    RegistryAddress address(Map<String, String> config, Duration timeout) {
        if (url == null) {
            return null;
        }
        try {
            return RegistryAddress.of(url, config.get(USER_INFO), timeout);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--registry: " + e.getMessage());
        }
    }
}
