package io.luoledger.publish;

import io.luoledger.registry.RegistryAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a cluster: what every client of it is configured with. Knows which of it is secret.
 *
 * @param bootstrapServers host:port, several with commas
 * @param extra further client properties, as in the file that Kafka's own tools take with {@code --command-config}
 * @param timeout how long to go on trying when the cluster doesn't answer
 * @param registry the schema registry that gives ids their meaning; null: none
 */
public record ClientSettings(
        String bootstrapServers,
        Map<String, String> extra,
        Duration timeout,
        @Nullable RegistryAddress registry) {
    private static final Pattern SECRET_NAME =
            Pattern.compile("password|secret|jaas|token|credential|private|keystore\\.key|certificate|user\\.info");
    /** But who logs in: that name is no secret, and may be part of one that a message is about. */
    private static final Pattern QUOTED =
            Pattern.compile("(?<!\\busername)=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'|([^\\s;\"']+))");

    private static final int SHORTEST_SECRET = 3;

    public ClientSettings {
        extra = Map.copyOf(extra);
    }

    /** Without a schema registry. */
    public ClientSettings(String bootstrapServers, Map<String, String> extra, Duration timeout) {
        this(bootstrapServers, extra, timeout, null);
    }

    public ClientSettings withRegistry(@Nullable RegistryAddress other) {
        return new ClientSettings(bootstrapServers, extra, timeout, other);
    }

    public static ClientSettings of(String bootstrapServers) {
        return new ClientSettings(bootstrapServers, Map.of(), WriterSettings.DEFAULT_TIMEOUT);
    }

    public ClientSettings withTimeout(Duration other) {
        return new ClientSettings(bootstrapServers, extra, other, registry);
    }

    /** Properties for an admin client, a consumer or a producer; the caller adds its own. */
    public Map<String, Object> base() {
        int millis = Math.toIntExact(timeout.toMillis());
        Map<String, Object> config = new HashMap<>();
        config.put("reconnect.backoff.max.ms", "1000");
        config.put("default.api.timeout.ms", String.valueOf(millis));
        config.put("request.timeout.ms", String.valueOf(Math.min(millis, 10_000)));
        config.putAll(extra);
        config.put("bootstrap.servers", bootstrapServers);
        return config;
    }

    /** The same as properties, for Kafka Streams. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.putAll(extra);
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }

    /** The text with every secret of these settings replaced: what messages and logs may show. */
    public String redact(String text) {
        // longest first: a secret may be part of another
        TreeSet<String> secrets = new TreeSet<>((left, right) ->
                left.length() != right.length() ? right.length() - left.length() : left.compareTo(right));
        extra.forEach((name, value) -> {
            if (isSecret(name)) {
                secrets.add(value);
                secrets.add(value.strip());
                Matcher parts = QUOTED.matcher(value);
                while (parts.find()) {
                    for (int group = 1; group <= parts.groupCount(); group++) {
                        if (parts.group(group) != null) {
                            secrets.add(parts.group(group));
                        }
                    }
                }
            }
        });
        String clean = text;
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST_SECRET) {
                clean = clean.replace(secret, "[hidden]");
            }
        }
        return clean;
    }

    /** Whether a client property's value must not be shown. */
    static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    /** Names only: values may be secret. */
    @Override
    public String toString() {
        return "cluster " + bootstrapServers + " with " + new java.util.TreeSet<>(extra.keySet());
    }
}
