package io.luoledger.cli;

import io.luoledger.files.InputFile;
import io.luoledger.publish.ClientSettings;
import io.luoledger.registry.RegistryAddress;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster a command works on: the one it is told, else the embedded one of the data directory. */
final class KafkaOptions {
    private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[0-9A-Za-z._-]+):([0-9]{1,5})");
    private static final int MAX_PORT = 65535;
    private static final int MAX_TIMEOUT_SECONDS = 600;
    private static final long MAX_CONFIG_BYTES = 1024 * 1024;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "The Kafka cluster; several addresses with commas. Without it: the embedded broker.")
    private @Nullable String bootstrapServer;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Client properties (TLS, SASL, ...), as for Kafka's own tools. Secrets are never shown.")
    private @Nullable Path commandConfig;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the embedded broker. Default: ~/.local/share/luo-ledger.")
    private @Nullable Path data;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to go on trying when the cluster doesn't answer. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Mixin
    private final RegistryOption registry = new RegistryOption();

    /** True when a cluster, or a data directory, was named. */
    boolean given() {
        return bootstrapServer != null || commandConfig != null || data != null || registry.given();
    }

    /** Which cluster it is, as it was named: "at HOST:PORT", "of DIRECTORY". */
    String name() {
        return bootstrapServer != null
                ? "at " + bootstrapServer
                : commandConfig != null ? "of " + commandConfig : "of " + dataDirectory();
    }

    boolean clusterGiven() {
        return bootstrapServer != null || commandConfig != null;
    }

    Duration timeout() {
        if (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS) {
            throw new UsageException("--timeout takes 1 to 600 seconds, not " + timeoutSeconds);
        }
        return Duration.ofSeconds(timeoutSeconds);
    }

    /** The data directory of the embedded broker. */
    Path dataDirectory() {
        return dataDirectory(data);
    }

    /** This directory, else the default one. */
    static Path dataDirectory(@Nullable Path given) {
        if (given != null) {
            return given.toAbsolutePath().normalize();
        }
        String home = System.getenv("XDG_DATA_HOME");
        Path base = home == null || home.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(home);
        return base.resolve("luo-ledger").toAbsolutePath().normalize();
    }

    /** The schema registry that was named, null when none was. */
    @Nullable
    RegistryAddress registry() {
        return registry.address(commandConfig == null ? Map.of() : read(commandConfig), timeout());
    }

    /** The cluster that was named. Call only when {@link #clusterGiven}. */
    ClientSettings cluster() {
        if (data != null) {
            throw new UsageException(
                    "--data belongs to the embedded broker and --bootstrap-server to another; expected one of them");
        }
        Map<String, String> extra = commandConfig == null ? Map.of() : read(commandConfig);
        String servers = bootstrapServer != null ? bootstrapServer : extra.get("bootstrap.servers");
        if (servers == null) {
            throw new UsageException(
                    "--command-config without --bootstrap-server HOST:PORT, and the file has no bootstrap.servers");
        }
        for (String server : servers.split(",", -1)) {
            requireAddress(server.strip());
        }
        return new ClientSettings(servers, extra, timeout());
    }

    /** Throws {@link UsageException} for what isn't HOST:PORT. */
    static void requireAddress(String server) {
        var match = SERVER.matcher(server);
        if (!match.matches() || Integer.parseInt(match.group(2)) > MAX_PORT) {
            throw new UsageException("not an address: \"" + server + "\", expected HOST:PORT");
        }
    }

    static Map<String, String> read(Path file) {
        InputFile.require(file.toString(), "a file of client properties");
        try {
            if (Files.size(file) > MAX_CONFIG_BYTES) {
                throw new UnreadableInputException(file + ": more than 1 MiB, expected a file of client properties");
            }
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
            Map<String, String> map = new TreeMap<>();
            properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
            return map;
        } catch (IOException | IllegalArgumentException e) {
            // no detail: what can't be parsed may be a secret
            throw new UnreadableInputException(file + ": can't be read as properties (UTF-8, name=value per line)");
        }
    }
}
