package io.luoledger.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.ledger.Topics;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.wire.TakenException;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir
    private Path temp;

    @Test
    void shouldListenOnLoopbackOnlyHaveTheTopicsAndLeaveNothingBehind() throws Exception {
        // Given
        EmbeddedBroker broker = EmbeddedBroker.temporary();
        Path root = broker.directory().root();

        // When
        var names = topicsOf(broker);
        broker.close();

        // Then
        assertThat(broker.bootstrapServer()).startsWith("127.0.0.1:");
        assertThat(names).containsAll(Topics.ALL.stream().map(Topics::name).toList());
        assertThat(root).doesNotExist();
    }

    @Test
    void shouldFindItsDataAtASecondStart() {
        // Given
        Path root = temp.resolve("data");
        try (EmbeddedBroker first = EmbeddedBroker.start(DataDirectory.lasting(root), 0)) {
            write(first, 3);
        }

        // When
        List<Long> sequences;
        long appended;
        try (EmbeddedBroker second = EmbeddedBroker.start(DataDirectory.lasting(root), 0)) {
            appended = write(second, 5);
            sequences = sequences(second);
        }

        // Then
        assertThat(appended).isEqualTo(2);
        assertThat(sequences).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void shouldRefuseADirectoryThatIsInUseAndTellWhereItsBrokerListens() {
        // Given
        Path root = temp.resolve("data");
        try (EmbeddedBroker broker = EmbeddedBroker.start(DataDirectory.lasting(root), 0)) {
            // When / Then
            assertThat(DataDirectory.running(root)).contains(broker.bootstrapServer());
            assertThatThrownBy(() -> DataDirectory.lasting(root))
                    .isInstanceOf(TakenException.class)
                    .hasMessage("the data directory " + root
                            + " is in use by another process, its broker listens on " + broker.bootstrapServer()
                            + "; expected one at a time (--bootstrap-server uses the one that runs)");
        }
        assertThat(DataDirectory.running(root)).isEmpty();
    }

    @Test
    void shouldRefuseADirectoryOfSomethingElse() throws IOException {
        // Given
        Files.writeString(temp.resolve("letter.txt"), "dear reader");

        // When / Then
        assertThatThrownBy(() -> DataDirectory.lasting(temp))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("the directory " + temp
                        + " holds something else; expected a data directory of luo-ledger, or an empty one");
    }

    @Test
    void shouldRefuseAPortThatIsTaken() throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            DataDirectory directory = DataDirectory.lasting(temp.resolve("data"));

            // When / Then
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, taken.getLocalPort()))
                    .isInstanceOf(TakenException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " of 127.0.0.1 can't be used: ");
            // and the directory is free again
            DataDirectory.lasting(temp.resolve("data")).close();
        }
    }

    private static java.util.Set<String> topicsOf(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(broker.client().base())) {
            return admin.listTopics().names().get();
        }
    }

    private static long write(EmbeddedBroker broker, int count) {
        try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
            TestDrafts.of("h1", "trace", count).forEach(writer::append);
            return writer.complete().appended();
        }
    }

    private static List<Long> sequences(EmbeddedBroker broker) {
        List<Long> sequences = new ArrayList<>();
        try (LedgerReader reader = new LedgerReader(broker.client())) {
            reader.snapshot(Optional.of("h1"), entry -> {
                if (entry instanceof LedgerReader.Entry.Event event) {
                    sequences.add(event.recorded().event().sequence());
                }
                return true;
            });
        }
        return sequences;
    }
}
