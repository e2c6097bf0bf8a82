package io.luoledger.cli;

import io.luoledger.registry.RegistryAccess;
import io.luoledger.registry.RegistryAddress;
import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which schema registry gives ids their meaning, and how to get in; without one the table that is kept with the schemas
 * does. Secrets come from a file or from the environment, never from the command line, where every user of the machine
 * would see them.
 */
final class RegistryOption {
    private static final String USER_INFO = "basic.auth.user.info";
    private static final String TOKEN = "bearer.auth.token";
    /** Where Confluent's clients share a file with Kafka's, the registry's properties have this before their names. */
    private static final String PREFIX = "schema.registry.";

    private static final Map<String, String> ENVIRONMENT =
            Map.of("LUO_LEDGER_REGISTRY_USER_INFO", USER_INFO, "LUO_LEDGER_REGISTRY_TOKEN", TOKEN);

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "Schema registry (Confluent's REST protocol; Apicurio: http://HOST:PORT/apis/ccompat/v7), so"
                    + " that other tools can read the topics. Without it: the built-in table of ids.")
    private @Nullable String url;

    @Option(
            names = "--registry-config",
            paramLabel = "FILE",
            description = "Properties for the registry: basic.auth.user.info=USER:PASSWORD or bearer.auth.token=TOKEN,"
                    + " ssl.truststore.location=FILE, ... They are never shown. Without it: what the --command-config"
                    + " file says under schema.registry.*, else LUO_LEDGER_REGISTRY_USER_INFO or"
                    + " LUO_LEDGER_REGISTRY_TOKEN of the environment.")
    private @Nullable Path config;

    boolean given() {
        return url != null || config != null;
    }

    /**
     * The registry that was named, null when none was.
     *
     * @param commandConfig properties of the --command-config file, which may say how to get in
     */
    @Nullable
    RegistryAddress address(Map<String, String> commandConfig, Duration timeout) {
        if (url == null) {
            if (config != null) {
                throw new UsageException("--registry-config belongs to --registry URL");
            }
            return null;
        }
        RegistryAccess access = access(commandConfig);
        try {
            return RegistryAddress.of(url, access, timeout);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--registry: " + e.getMessage());
        }
    }

    private RegistryAccess access(Map<String, String> commandConfig) {
        Map<String, String> properties =
                config == null ? properties(commandConfig, System.getenv()) : withoutPrefix(KafkaOptions.read(config));
        try {
            return RegistryAccess.of(properties);
        } catch (IllegalArgumentException e) {
            throw new UnreadableInputException(
                    (config == null ? "how to get into the registry" : config) + ": " + e.getMessage());
        }
    }

    /** What is said where no file for the registry is given. */
    static Map<String, String> properties(Map<String, String> commandConfig, Map<String, String> environment) {
        Map<String, String> properties = new TreeMap<>();
        commandConfig.forEach((name, value) -> {
            if (name.startsWith(PREFIX) || name.equals(USER_INFO)) {
                properties.put(withoutPrefix(name), value);
            }
        });
        if (!properties.containsKey(USER_INFO) && !properties.containsKey(TOKEN)) {
            ENVIRONMENT.forEach((variable, name) -> {
                String value = environment.get(variable);
                if (value != null && !value.isBlank()) {
                    properties.put(name, value);
                }
            });
        }
        return properties;
    }

    private static Map<String, String> withoutPrefix(Map<String, String> properties) {
        Map<String, String> plain = new TreeMap<>();
        properties.forEach((name, value) -> plain.put(withoutPrefix(name), value));
        return plain;
    }

    private static String withoutPrefix(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }
}
