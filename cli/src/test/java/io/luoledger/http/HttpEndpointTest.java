package io.luoledger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.luoledger.wire.TakenException;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoint, asked in plain HTTP. */
class HttpEndpointTest {
    private static final Meters METERS = new Meters();
    private static HttpEndpoint endpoint;

    @BeforeAll
    static void start() {
        endpoint = HttpEndpoint.bind(HttpEndpoint.LOOPBACK, 0);
        endpoint.serve("/metrics", METERS.handler());
        endpoint.start();
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @Test
    void shouldGiveItsPortBackAlsoWhenItNeverBeganToAnswer() throws IOException {
        // Given
        HttpEndpoint unused = HttpEndpoint.bind(HttpEndpoint.LOOPBACK, 0);
        int port = Integer.parseInt(unused.address().substring(unused.address().indexOf(':') + 1));

        // When
        unused.close();

        // Then: it would throw
        HttpEndpoint.bind(HttpEndpoint.LOOPBACK, port).close();
    }

    @Test
    void shouldTellWhatWasProcessedInTheFormOfPrometheus() throws IOException {
        // Given
        METERS.event();
        METERS.event();
        METERS.deadLetter();
        METERS.finding(new Finding(FindingCatalogue.GAP, "h", 0, "log", "a", "b", List.of(1L)));

        // When
        String answer = ask("GET /metrics HTTP/1.1", endpoint.address());

        // Then
        assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("text/plain; version=0.0.4");
        assertThat(answer.lines())
                .contains(
                        "# TYPE luoledger_events_total counter",
                        "luoledger_events_total 2.0",
                        "luoledger_dead_letters_total 1.0",
                        "luoledger_findings_total{id=\"LOG-GAP\",severity=\"ERROR\"} 1.0");
    }

    @Test
    void shouldBeInOneStateAlsoWhenOthersTakeTheProcessorsPlace() throws IOException {
        // Given: the second ones begin where the first ones have ended
        METERS.state(KafkaStreams.State.NOT_RUNNING);

        // When
        METERS.state(KafkaStreams.State.RUNNING);

        // Then
        assertThat(ask("GET /metrics HTTP/1.1", endpoint.address()).lines())
                .filteredOn(line -> line.startsWith("luoledger_state{") && !line.endsWith(" 0.0"))
                .containsExactly("luoledger_state{state=\"RUNNING\"} 1.0");
    }

    @Test
    void shouldGiveKafkasNumbersAsGaugesAndTheLagByPartition() {
        // Given
        MetricName fetched = new MetricName(
                "records-lag",
                "consumer-fetch-manager-metrics",
                "the lag",
                Map.of("client-id", "c-1", "topic", "luo_events", "partition", "3"));
        MetricName version = new MetricName("version", "stream-metrics", "text", Map.of());
        MetricName unwanted = new MetricName("io-ratio", "producer-metrics", "another", Map.of());
        Map<MetricName, Metric> metrics =
                Map.of(fetched, metric(fetched, 0.0), version, metric(version, "4.3"), unwanted, metric(unwanted, 1.0));

        // When
        List<String> names = new java.util.ArrayList<>();
        new KafkaMeters(() -> metrics, () -> Map.of(3, 17L))
                .collect()
                .forEach(snapshot -> names.add(snapshot.getMetadata().getName() + " "
                        + snapshot.getDataPoints().getFirst().getLabels() + " "
                        + ((GaugeSnapshot.GaugeDataPointSnapshot)
                                        snapshot.getDataPoints().getFirst())
                                .getValue()));

        // Then
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "kafka_consumer_fetch_manager_metrics_records_lag"
                                + " {client_id=\"c-1\",partition=\"3\",topic=\"luo_events\"} 0.0",
                        "luoledger_lag_records {partition=\"3\"} 17.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /metrics HTTP/1.1|405|only GET is answered",
                "GET /elsewhere HTTP/1.1|404|nothing here; expected /metrics, /view?host=NAME or /digest",
                "GET /metricsx HTTP/1.1|404|nothing here; expected /metrics, /view?host=NAME or /digest"
            })
    void shouldRefuseWhatItDoesNotAnswer(String request, int status, String message) throws IOException {
        // When
        String answer = ask(request, endpoint.address());

        // Then
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").endsWith("{\"error\":\"" + message + "\"}\n");
    }

    @Test
    void shouldAnswerWhileOthersNeverEndTheirRequests() throws IOException {
        // Given
        List<Socket> halfOpen = new java.util.ArrayList<>();
        int port =
                Integer.parseInt(endpoint.address().substring(endpoint.address().indexOf(':') + 1));
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(HttpEndpoint.LOOPBACK, port);
                halfOpen.add(socket);
                socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }

            // When
            String answer = ask("GET /metrics HTTP/1.1", endpoint.address());

            // Then: nobody who waits for one of them gets it before the server gives them up
            assertThat(answer).startsWith("HTTP/1.1 200 OK");
            assertThat(halfOpen.getLast().getInputStream().available()).isZero();
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }

    @Test
    void shouldRefuseARequestForAnotherName() throws IOException {
        // When
        String answer = ask("GET /metrics HTTP/1.1", "elsewhere.example");

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 403 ")
                .endsWith("{\"error\":\"this is " + endpoint.address() + ", asked for another name\"}\n");
    }

    @Test
    void shouldRefuseALongRequest() throws IOException {
        // When
        String answer = ask("GET /metrics?" + "x".repeat(2_000) + " HTTP/1.1", endpoint.address());

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 414 ")
                .endsWith("{\"error\":\"the request is longer than 2000 characters\"}\n");
    }

    @Test
    void shouldSayWhichPortCanNotBeHad() throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName(HttpEndpoint.LOOPBACK))) {
            // When / Then
            assertThatThrownBy(() -> HttpEndpoint.bind(HttpEndpoint.LOOPBACK, taken.getLocalPort()))
                    .isInstanceOf(TakenException.class)
                    .hasMessage("port " + taken.getLocalPort() + " of 127.0.0.1 can't be used for HTTP: Address already"
                            + " in use; expected a free one of this machine");
        }
    }

    private static Metric metric(MetricName name, Object value) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        };
    }

    private static String ask(String request, String name) throws IOException {
        int port =
                Integer.parseInt(endpoint.address().substring(endpoint.address().indexOf(':') + 1));
        try (Socket socket = new Socket(HttpEndpoint.LOOPBACK, port);
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write((request + "\r\nHost: " + name + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
