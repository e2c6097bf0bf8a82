package io.luoledger.registry;

import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * How to get into a schema registry: as whom, and whom to trust. Properties have the names that Confluent's clients give
 * them:
 *
 * <pre>
 *   basic.auth.user.info=USER:PASSWORD    or    bearer.auth.token=TOKEN
 *   ssl.truststore.location  .password  .type  .certificates     whose certificates are good
 *   ssl.keystore.location  .password  .type  ...  ssl.key.password     the own certificate, where one is asked for
 * </pre>
 *
 * Nothing of it is ever shown.
 */
public final class RegistryAccess {
    /** As nobody, trusting what Java trusts. */
    public static final RegistryAccess NONE = new RegistryAccess(null, null, Set.of());

    private static final String USER_INFO = "basic.auth.user.info";
    private static final String TOKEN = "bearer.auth.token";
    private static final String HOST_CHECK = "ssl.endpoint.identification.algorithm";
    private static final String EXPECTED = "expected " + USER_INFO + "=USER:PASSWORD or " + TOKEN
            + "=TOKEN, and ssl.truststore.* or ssl.keystore.* as for Kafka's clients";
    /** Where Confluent's clients take it from: here there is one place for each. */
    private static final Map<String, String> ONLY_SOURCE =
            Map.of("basic.auth.credentials.source", "USER_INFO", "bearer.auth.credentials.source", "STATIC_TOKEN");

    private static final ConfigDef TLS = new ConfigDef();

    static {
        SslConfigs.addClientSslSupport(TLS);
    }

    private final @Nullable String authorization;
    private final @Nullable SSLContext tls;
    private final Set<String> secrets;

    private RegistryAccess(@Nullable String authorization, @Nullable SSLContext tls, Set<String> secrets) {
        this.authorization = authorization;
        this.tls = tls;
        this.secrets = secrets;
    }

    /**
     * Reads it from properties. Throws IllegalArgumentException, which shows no value, for what is no way to get in, and
     * for key and trust stores that can't be read.
     */
    public static RegistryAccess of(Map<String, String> properties) {
        Map<String, String> tls = new TreeMap<>();
        for (Map.Entry<String, String> property : properties.entrySet()) {
            String name = property.getKey();
            if (TLS.names().contains(name)) {
                tls.put(name, property.getValue());
            } else if (ONLY_SOURCE.containsKey(name)) {
                if (!property.getValue().strip().equals(ONLY_SOURCE.get(name))) {
                    throw new IllegalArgumentException(name + ": expected " + ONLY_SOURCE.get(name) + ", or nothing");
                }
            } else if (!name.equals(USER_INFO) && !name.equals(TOKEN)) {
                throw new IllegalArgumentException(name + " is nothing that a registry is reached by; " + EXPECTED);
            }
        }
        String userInfo = properties.get(USER_INFO);
        String token = properties.get(TOKEN);
        if (userInfo != null && token != null) {
            throw new IllegalArgumentException(USER_INFO + " and " + TOKEN + " are both given; expected one of them");
        }
        SSLContext context = tls.isEmpty() ? null : context(tls);
        if (userInfo != null) {
            return basic(userInfo.strip(), context);
        }
        return token == null ? new RegistryAccess(null, context, Set.of()) : bearer(token.strip(), context);
    }

    private static RegistryAccess basic(String userInfo, @Nullable SSLContext tls) {
        int colon = userInfo.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(USER_INFO + " has no colon, expected USER:PASSWORD");
        }
        String encoded = Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
        return new RegistryAccess("Basic " + encoded, tls, Set.of(encoded, userInfo, userInfo.substring(colon + 1)));
    }

    private static RegistryAccess bearer(String token, @Nullable SSLContext tls) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(TOKEN + " is no token: expected ASCII characters without blanks");
        }
        return new RegistryAccess("Bearer " + token, tls, Set.of(token));
    }

    private static SSLContext context(Map<String, String> properties) {
        if (properties.getOrDefault(HOST_CHECK, "https").isBlank()) {
            throw new IllegalArgumentException(HOST_CHECK + " is empty, but the registry's host name is always checked;"
                    + " expected a certificate that has it");
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(TLS.parse(properties));
            return factory.sslContext();
        } catch (KafkaException e) {
            throw new IllegalArgumentException("ssl.truststore.* or ssl.keystore.*: " + reason(e), e);
        }
    }

    /** The innermost reason: the outer ones only say that something failed. */
    private static String reason(Throwable problem) {
        String reason = String.valueOf(problem.getMessage());
        for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
            reason = cause instanceof NoSuchFileException
                    ? cause.getMessage() + ": no such file"
                    : cause.getMessage() == null ? reason : cause.getMessage();
        }
        return reason;
    }

    /** True when it says as whom. */
    boolean named() {
        return authorization != null;
    }

    /** The value of the Authorization header; null for none. */
    @Nullable
    String authorization() {
        return authorization;
    }

    /** Null for what Java trusts. */
    @Nullable
    SSLContext tls() {
        return tls;
    }

    /** The text without the secrets: a registry may repeat what it was asked. */
    String redact(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = secret.isEmpty() ? clean : clean.replace(secret, "[hidden]");
        }
        return clean;
    }

    @Override
    public String toString() {
        return named() ? "with credentials" : "without credentials";
    }
}
