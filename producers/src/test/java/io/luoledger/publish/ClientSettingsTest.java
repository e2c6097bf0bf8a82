package io.luoledger.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {
    private static final ClientSettings SECRET = new ClientSettings(
            "broker:9093",
            Map.of(
                    "ssl.truststore.password", "open sesame",
                    "ssl.key.password", "open sesame street",
                    "sasl.jaas.config",
                            "a.LoginModule required username=\"ledger\" password=\"pa\\\"ss\" token='abc123' id=plain9;",
                    "ssl.truststore.location", "/etc/trust.p12"),
            Duration.ofSeconds(30));

    @Test
    void shouldHideEverySecretAndNothingElse() {
        // When
        String clean =
                SECRET.redact("ledger: open sesame street, open sesame, pa\\\"ss, abc123, plain9, /etc/trust.p12");

        // Then
        assertThat(clean).isEqualTo("ledger: [hidden], [hidden], [hidden], [hidden], [hidden], /etc/trust.p12");
    }

    @Test
    void shouldNotShowASecretThatKafkaQuotesInAnError() {
        // Given
        ConfigException problem =
                new ConfigException("sasl.jaas.config", SECRET.extra().get("sasl.jaas.config"), "bad");

        // When
        String sentence = Trouble.sentence(SECRET, problem);

        // Then
        assertThat(sentence)
                .isEqualTo("the client's configuration can't be used: Invalid value [hidden] for configuration"
                        + " sasl.jaas.config: bad");
    }

    @Test
    void shouldShowOnlyNamesOfItsProperties() {
        // When / Then
        assertThat(SECRET)
                .hasToString("cluster broker:9093 with [sasl.jaas.config, ssl.key.password,"
                        + " ssl.truststore.location, ssl.truststore.password]");
    }
}
