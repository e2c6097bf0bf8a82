package io.luoledger.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.proof.Receipt;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.TakenException;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an archive is after whatever ended the process that wrote it. */
class ArchiveDirectoryTest {
    private final List<String> mended = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Receipt first;

    @BeforeEach
    void archiveAPart() throws IOException {
        try (ArchiveDirectory archive = open()) {
            log(archive.unverified(1), 0, 5);
            archive.add(1, null);
            first = Objects.requireNonNull(archive.receipt(1));
        }
    }

    @Test
    void shouldMakeAPartOnlyOfWhatIsWholeAndContinuesThePartBefore() throws IOException {
        try (ArchiveDirectory archive = open()) {
            // Given
            log(archive.unverified(2), 6, 9);

            // When / Then
            assertThatThrownBy(() -> archive.add(2, first))
                    .isInstanceOf(UnreadableInputException.class)
                    .hasMessageContaining("host h1 begins at sequence 6, expected 5");
            assertThat(archive.parts()).isEqualTo(1);
            assertThat(archive.receiptOf(2)).doesNotExist();
        }
    }

    @Test
    void shouldSayThatAnArchiveIsADirectory() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("file"), "");

        // When / Then
        assertThatThrownBy(() -> ArchiveDirectory.open(file, mended::add))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(file + ": can't be made: it is there already; expected a directory to archive to");
    }

    @Test
    void shouldForgetWhatGrewAndWasNeverVerified() throws IOException {
        // Given: also a receipt whose part didn't come to take its place
        log(directory.resolve("events-000002.avro.unverified"), 5, 9);
        Path growing = Files.createFile(directory.resolve(".events-000002.avro.unverified.4711.part"));
        Files.copy(directory.resolve("events-000001.receipt.json"), directory.resolve("events-000002.receipt.json"));

        // When
        try (ArchiveDirectory archive = open()) {
            int parts = archive.parts();
            boolean grown = Files.exists(archive.unverified(2));
            log(archive.unverified(2), 5, 9);
            archive.add(2, archive.receipt(parts));

            // Then
            assertThat(parts).isEqualTo(1);
            assertThat(grown).isFalse();
            assertThat(growing).doesNotExist();
            assertThat(archive.receipt(2)).extracting(Receipt::events).isEqualTo(9L);
        }
    }

    @Test
    void shouldVerifyAPartWithoutAReceiptAndGiveItOne() throws IOException {
        // Given: one was lost, of the other nothing reached the disk
        Path receipt = directory.resolve("events-000001.receipt.json");
        Files.delete(receipt);
        open().close();
        Files.write(receipt, new byte[0]);

        // When
        try (ArchiveDirectory archive = open()) {
            // Then
            assertThat(archive.receipt(1)).extracting(Receipt::root).isEqualTo(first.root());
            assertThat(mended)
                    .containsExactly(
                            archive.part(1) + " had no receipt: it was verified again and has one now",
                            archive.part(1) + " had no receipt: it was verified again and has one now");
        }
    }

    @Test
    void shouldSetAsideAPartWithoutAReceiptThatIsNotWhole() throws IOException {
        // Given
        Path part = directory.resolve("events-000002.avro");
        log(part, 5, 9);
        byte[] whole = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(whole, whole.length - 20));

        // When
        try (ArchiveDirectory archive = open()) {
            // Then
            assertThat(archive.parts()).isEqualTo(1);
            assertThat(part).doesNotExist();
            assertThat(directory.resolve("events-000002.avro.broken")).exists();
            assertThat(mended)
                    .singleElement()
                    .asString()
                    .startsWith("warning: " + part + " had no receipt and is no part of the archive: ")
                    .contains("It was set aside as " + part + ".broken");
        }
    }

    @Test
    void shouldNotForgetAPartWhoseReceiptTellsOfIt() throws IOException {
        // Given: the last one was lost; nothing that archive itself leaves looks like this
        Files.delete(directory.resolve("events-000001.avro"));

        // When / Then
        assertThatThrownBy(this::open)
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(
                        directory + ": part events-000001.avro isn't there, though its receipt is; expected every part"
                                + " from 1");
        assertThat(directory.resolve("events-000001.receipt.json")).exists();
    }

    @Test
    void shouldGiveAnEarlierPartItsReceiptAgain() throws IOException {
        // Given
        try (ArchiveDirectory archive = open()) {
            log(archive.unverified(2), 5, 9);
            archive.add(2, first);
        }
        Files.delete(directory.resolve("events-000001.receipt.json"));

        // When
        try (ArchiveDirectory archive = open()) {
            // Then
            assertThat(archive.receipt(1)).extracting(Receipt::root).isEqualTo(first.root());
            archive.prove(2);
        }
    }

    @Test
    void shouldFindThePartsThatHoldWhatIsAskedForAndProveThem() throws IOException {
        try (ArchiveDirectory archive = open()) {
            // Given
            log(archive.unverified(2), 5, 9);
            archive.add(2, first);

            // When / Then
            assertThat(archive.firstThatHolds(Map.of())).isEqualTo(3);
            assertThat(archive.firstThatHolds(Map.of("h1", 9L, "h2", 0L))).isEqualTo(3);
            assertThat(archive.firstThatHolds(Map.of("h1", 5L))).isEqualTo(2);
            assertThat(archive.firstThatHolds(Map.of("h1", 4L))).isEqualTo(1);
            archive.prove(1);
            archive.prove(2);
        }
    }

    @Test
    void shouldNotProveAPartThatIsNotWhatItsReceiptSays() throws IOException {
        try (ArchiveDirectory archive = open()) {
            Path part = archive.part(1);
            byte[] whole = Files.readAllBytes(part);
            byte[] flipped = whole.clone();
            flipped[whole.length - 30] ^= 1;

            // When / Then
            for (byte[] damaged : List.of(flipped, Arrays.copyOf(whole, whole.length - 20), new byte[0])) {
                Files.write(part, damaged);
                assertUnproved(archive, part);
            }
            log(part, 0, 4);
            assertUnproved(archive, part);
            Files.delete(part);
            assertUnproved(archive, part);
            Files.write(part, whole);
            archive.prove(1);
        }
    }

    private static void assertUnproved(ArchiveDirectory archive, Path part) {
        assertThatThrownBy(() -> archive.prove(1))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith(part.toString())
                .hasMessageContaining("Nothing was trimmed: the archive doesn't hold what the cluster would forget.");
    }

    @Test
    @SuppressWarnings("try") // the archive is held, no more
    void shouldBeHeldByOneAtATime() {
        try (ArchiveDirectory ignored = open()) {
            // When / Then
            assertThatThrownBy(this::open)
                    .isInstanceOf(TakenException.class)
                    .hasMessage("the archive " + directory + " is being changed by another process; expected one at a"
                            + " time. Nothing was changed; run the command again when it is done");
        }
    }

    private ArchiveDirectory open() {
        return ArchiveDirectory.open(directory, mended::add);
    }

    private static void log(Path file, int from, int to) throws IOException {
        EventCodec codec = new EventCodec();
        LedgerHead head = LedgerHead.EMPTY;
        try (LogFileWriter writer = new LogFileWriter(Files.newOutputStream(file))) {
            for (int i = 0; i < to; i++) {
                LiveUpdateEvent event = codec.seal(head, draft(i));
                head = LedgerHead.after(event);
                if (i >= from) {
                    writer.append(event);
                }
            }
        }
    }

    private static Draft draft(int position) {
        return new Draft(
                "h1",
                new Source(Source.idOf("trace"), position),
                new Boot("b0", "7.3.4", 0, Side.OUTGOING),
                Moment.monotonic(position),
                new SessionCreated(Session.named("s" + position), Result.success()));
    }
}
