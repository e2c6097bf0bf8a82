package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.luoledger.broker.DataDirectory;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.web.WebServer;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users do wrong with a cluster, or find wrong at one. */
class ClusterBadInputTest {
    @TempDir
    private static Path data;

    private static EmbeddedBroker broker;

    @TempDir
    private Path temp;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(DataDirectory.lasting(data.resolve("data")), 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldFindTheBrokerThatRunsOnTheDataDirectory() throws IOException {
        // Given
        Path log = log("found", 3);

        // When
        Ran ran = Ran.command("import", "events", log, "--data", data.resolve("data"));

        // Then
        assertThat(ran)
                .isEqualTo(new Ran(
                        0,
                        "3 events of 1 host written to the cluster at " + broker.bootstrapServer()
                                + System.lineSeparator(),
                        ""));
    }

    @Test
    void shouldChangeNothingForAFileThatIsCut() throws IOException {
        // Given
        Path log = log("cut", 3000);
        byte[] whole = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(whole, whole.length - 10));

        // When
        Ran ran = Ran.command("import", "events", log, "--data", data.resolve("data"));

        // Then
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err())
                .startsWith("luo-ledger: " + log + ": cut or damaged behind event ")
                .endsWith(". Nothing was changed." + System.lineSeparator());
        assertThat(events("cut")).isEmpty();
    }

    @Test
    void shouldChangeNothingForAFileWhoseChainIsBroken() throws IOException {
        // Given
        List<LiveUpdateEvent> events = sealed("torn", 5);
        LiveUpdateEvent third = events.get(3);
        Path log = temp.resolve("torn.avro");
        write(
                log,
                List.of(
                        events.get(0),
                        events.get(1),
                        events.get(2),
                        new LiveUpdateEvent(
                                third.host(),
                                third.sequence(),
                                events.get(4).chain(),
                                third.source(),
                                third.boot(),
                                third.at(),
                                third.body())));

        // When
        Ran ran = Ran.command("import", "events", log, "--data", data.resolve("data"));

        // Then
        assertThat(ran)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + log + ": host torn, sequence 3: the chain is broken: the event, or one before"
                                + " it, was changed or lost after it was written. Nothing was changed."
                                + System.lineSeparator()));
        assertThat(events("torn")).isEmpty();
    }

    @Test
    void shouldPassOverARecordThatIsNoEventAndNameIt() throws Exception {
        // Given
        Ran.command("import", "events", log("poisoned", 2), "--data", data.resolve("data"));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(broker.client().base(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.EVENTS.name(), "poisoned", "hello"))
                    .get();
        }

        // When
        Ran ran = Ran.command("events", "--host", "poisoned", "--data", data.resolve("data"));

        // Then
        assertThat(ran.code()).isZero();
        assertThat(ran.lines()).hasSize(2);
        assertThat(ran.err())
                .matches(
                        "luo-ledger: warning: partition \\d+, offset \\d+ is no event: not in the Confluent wire format:"
                                + " first byte 0x68, expected 0x00\\R");
    }

    @Test
    void shouldGiveTheHttpPortBackWhenTheProcessorsCannotStart() throws IOException {
        // Given: a file where the states are to be kept
        Path state = Files.writeString(temp.resolve("no-directory"), "a file");
        WebServer server = WebServer.bind(WebServer.LOOPBACK, 0, null);
        int port = Integer.parseInt(server.address().substring(server.address().indexOf(':') + 1));
        ProcessorSettings settings = ProcessorSettings.of(SimulatedReader.gate(), "no-state", state);

        // When / Then
        assertThatThrownBy(() -> Instance.start(broker.client(), settings, server, null))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("the stream processors can't start with state directory " + state);
        WebServer.bind(WebServer.LOOPBACK, port, null).close();
    }

    @Test
    void shouldRefuseAClusterWhoseTopicWouldThrowEventsAway() throws Exception {
        // Given
        try (EmbeddedBroker other = EmbeddedBroker.temporary()) {
            configure(other, Topics.EVENTS, "cleanup.policy", "compact");

            // When
            Ran ran = Ran.command("import", "events", log("lost", 1), "--bootstrap-server", other.bootstrapServer());

            // Then
            assertThat(ran)
                    .isEqualTo(new Ran(
                            3,
                            "",
                            "luo-ledger: topic luo.events has cleanup.policy=compact, expected delete: events of the"
                                    + " ledger would be thrown away. Nothing was written; change it with kafka-configs"
                                    + " --alter --topic luo.events --add-config cleanup.policy=delete"
                                    + System.lineSeparator()));
        }
    }

    @Test
    void shouldWarnOfATopicThatRefusesAClockThatRunsAheadAndNotOfFindingsThatEnd() throws Exception {
        // Given: topics of an older version, and what the operations guide lets their owner do
        try (EmbeddedBroker other = EmbeddedBroker.temporary()) {
            assertThatCode(() -> sendWithTheClockADayAhead(other)).doesNotThrowAnyException();
            configure(other, Topics.EVENTS, "message.timestamp.type", "CreateTime");
            assertThatThrownBy(() -> sendWithTheClockADayAhead(other))
                    .hasRootCauseInstanceOf(InvalidTimestampException.class);
            configure(other, Topics.FINDINGS, "retention.ms", "31536000000");

            // When
            Ran ran = Ran.command("import", "events", log("ahead", 1), "--bootstrap-server", other.bootstrapServer());

            // Then
            assertThat(ran.code()).isZero();
            assertThat(ran.err())
                    .isEqualTo("luo-ledger: warning: topic luo.events has message.timestamp.type=CreateTime, expected"
                            + " LogAppendTime; change it with kafka-configs --alter --topic luo.events --add-config"
                            + " message.timestamp.type=LogAppendTime" + System.lineSeparator());
        }
    }

    private static void sendWithTheClockADayAhead(EmbeddedBroker broker) throws Exception {
        long ahead = Instant.now().plus(Duration.ofDays(1)).toEpochMilli();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(broker.client().base(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.EVENTS.name(), null, ahead, "ahead", "an event"))
                    .get();
        }
    }

    private static void configure(EmbeddedBroker broker, Topics topic, String name, String value) throws Exception {
        try (Admin admin = Admin.create(broker.client().base())) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
            admin.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                Map<ConfigResource, Config> said =
                        admin.describeConfigs(List.of(resource)).all().get();
                return said.values().stream()
                        .anyMatch(config -> value.equals(config.get(name).value()));
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "events --bootstrap-server localhost|not an address: \"localhost\", expected HOST:PORT",
                "events --bootstrap-server h:1,h:99999|not an address: \"h:99999\", expected HOST:PORT",
                "view --host h --instance h:99999|not an address: \"h:99999\", expected HOST:PORT",
                "events --bootstrap-server h:1 --data d|--data belongs to the embedded broker and --bootstrap-server to"
                        + " another; expected one of them",
                "events --bootstrap-server h:1 --timeout 0|--timeout takes 1 to 600 seconds, not 0",
                "events x.avro --follow|--follow reads a cluster; a log file has an end",
                "events x.avro --bootstrap-server h:1|a log file and a cluster are given; expected one of them",
                "serve --port 70000|--port takes 1 to 65535, or 0 for a free one, not 70000"
            })
    void shouldRefuseWrongUsage(String arguments, String message) {
        // When
        Ran ran = Ran.command((Object[]) arguments.split(" "));

        // Then
        assertThat(ran).isEqualTo(new Ran(2, "", "luo-ledger: " + message + System.lineSeparator()));
    }

    @Test
    void shouldNotQuoteAConfigFileThatItCannotRead() throws IOException {
        // Given
        Path config = temp.resolve("client.properties");
        Files.writeString(config, "sasl.jaas.config=secret \\uZZZZ\n");

        // When
        Ran ran = Ran.command("events", "--bootstrap-server", "h:1", "--command-config", config);

        // Then
        assertThat(ran)
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + config + ": can't be read as properties (UTF-8, name=value per line)"
                                + System.lineSeparator()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            serve --data DIR --http-port -1                      | 2 | --http-port takes 1 to 65535, or 0 for a free one, not -1
            serve --data DIR --http-host 10.0.0.7                | 2 | --http-host 10.0.0.7: others reach that address; expected
            serve --data DIR --http-token-file DIR               | 3 | DIR: can't be read: no such file; expected a token
            stream --bootstrap-server h:1 --http-host 10.0.0.7   | 2 | --http-host 10.0.0.7: others reach that address; expected
            demo --keep DIR --serve --http-host 10.0.0.7         | 2 | --http-host 10.0.0.7: others reach that address; expected
            """)
    void shouldRefuseAnAddressThatCannotBeListenedOnBeforeAnythingIsMade(String command, int code, String message) {
        // Given
        Path made = temp.resolve("made");

        // When
        Ran ran = Ran.command((Object[]) command.replace("DIR", made.toString()).split(" "));

        // Then
        assertThat(ran.code()).as(ran.toString()).isEqualTo(code);
        assertThat(ran.err()).startsWith("luo-ledger: " + message.replace("DIR", made.toString()));
        assertThat(made).doesNotExist();
    }

    @Test
    void shouldSayThatAConfigFileIsADirectory() {
        assertThat(Ran.command("events", "--bootstrap-server", "h:1", "--command-config", temp))
                .isEqualTo(new Ran(
                        3,
                        "",
                        "luo-ledger: " + temp + ": a directory, expected a file of client properties"
                                + System.lineSeparator()));
    }

    @Test
    void shouldSayThatAKeystoreIsMissingAndNothingBesides() throws IOException {
        // Given
        Path config = temp.resolve("tls.properties");
        Path keystore = temp.resolve("missing.p12");
        Files.writeString(
                config,
                "security.protocol=SSL\nssl.keystore.type=PKCS12\nssl.keystore.password=secret\nssl.keystore.location="
                        + keystore + "\n");
        PrintStream errors = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        Ran ran;
        try {
            // When
            ran = Ran.command("events", "--bootstrap-server", "127.0.0.1:1", "--command-config", config);
        } finally {
            System.setErr(errors);
        }

        // Then
        assertThat(logged.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err().lines())
                .singleElement()
                .satisfies(
                        line -> assertThat(line).contains(keystore.toString()).doesNotContain("secret"));
    }

    private List<String> events(String host) {
        return Ran.command("events", "--host", host, "--data", data.resolve("data"))
                .lines();
    }

    private Path log(String host, int count) throws IOException {
        Path path = temp.resolve(host + ".avro");
        write(path, sealed(host, count));
        return path;
    }

    private static void write(Path path, List<LiveUpdateEvent> events) throws IOException {
        OutputStream out = Files.newOutputStream(path);
        try (LogFileWriter writer = new LogFileWriter(out)) {
            events.forEach(writer::append);
        }
    }

    private static List<LiveUpdateEvent> sealed(String host, int count) {
        EventCodec codec = new EventCodec();
        LedgerHead[] head = {LedgerHead.EMPTY};
        return TestDrafts.of(host, "trace", count).stream()
                .map(draft -> {
                    LiveUpdateEvent event = codec.seal(head[0], draft);
                    head[0] = LedgerHead.after(event);
                    return event;
                })
                .toList();
    }
}
