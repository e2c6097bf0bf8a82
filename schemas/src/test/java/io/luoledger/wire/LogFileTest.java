package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Boot;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.ledger.LedgerHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileTest {
    private static final String SOURCE = Source.idOf("test");

    @Test
    void shouldGiveBackWhatWasWrittenWithAChainThatHolds() {
        // Given
        List<LiveUpdateEvent> events = sealed(300);

        // When
        List<RecordedEvent> read = read(write(events));

        // Then
        assertThat(read.stream().map(RecordedEvent::event)).isEqualTo(events);
        ChainHash chain = ChainHash.GENESIS;
        for (RecordedEvent recorded : read) {
            assertThat(recorded.chainAfter(chain)).isEqualTo(recorded.event().chain());
            chain = recorded.event().chain();
        }
    }

    @Test
    void shouldSayWhereACutFileEnds() {
        // Given
        byte[] whole = write(sealed(300));

        // When
        byte[] cut = Arrays.copyOf(whole, whole.length - 20);

        // Then
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("log.avro: cut or damaged behind event ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 15, 16, 17, 20, 100})
    void shouldNeverTakeAFileForWholeThatIsCut(int bytes) {
        // Given
        byte[] whole = write(sealed(3));

        // When
        byte[] cut = Arrays.copyOf(whole, whole.length - bytes);

        // Then
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("log.avro: cut or damaged behind event ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3000})
    void shouldSayThatAnotherLogIsJoinedBehind(int events) {
        // Given: few events, which are read with the header, and many
        byte[] one = write(sealed(events));
        byte[] joined = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, joined, one.length, one.length);

        // When / Then
        assertThatThrownBy(() -> read(joined))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("log.avro: cut or damaged behind ")
                .hasMessageContaining(
                        "another file begins at byte " + one.length + ", joined behind this one: give each by itself");
    }

    @Test
    void shouldRefuseWhatIsNoLogFile() {
        // Given
        byte[] text = "tracer: nop".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        // When / Then
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("log.avro: not a log file (byte 0)");
    }

    @Test
    void shouldKeepTheContentDigestOverTheWire() {
        // Given
        EventCodec codec = new EventCodec();
        LiveUpdateEvent event = sealed(1).getFirst();

        // When
        RecordedEvent decoded = codec.decode(codec.encode(event));

        // Then
        assertThat(decoded.event()).isEqualTo(event);
        assertThat(decoded.chainAfter(ChainHash.GENESIS)).isEqualTo(event.chain());
    }

    static List<LiveUpdateEvent> sealed(int count) {
        EventCodec codec = new EventCodec();
        List<LiveUpdateEvent> events = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        for (int i = 0; i < count; i++) {
            var body = i == 0
                    ? new SessionCreated(Session.named("vm"), Result.success())
                    : new FilePreserved(
                            Session.named("vm"),
                            new Token(i),
                            "memfd-v2",
                            4096L * i,
                            null,
                            i % 7 == 0 ? Result.refused("EBUSY") : Result.success());
            LiveUpdateEvent event = codec.seal(
                    head,
                    new Draft(
                            "h1",
                            new Source(SOURCE, i),
                            new Boot("b0", "7.3.4", 0, Side.OUTGOING),
                            Moment.monotonic(i * 1000L),
                            body));
            events.add(event);
            head = LedgerHead.after(event);
        }
        return events;
    }

    private static byte[] write(List<LiveUpdateEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogFileWriter writer = new LogFileWriter(out)) {
            events.forEach(writer::append);
        }
        return out.toByteArray();
    }

    private static List<RecordedEvent> read(byte[] bytes) {
        List<RecordedEvent> events = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader("log.avro", new ByteArrayInputStream(bytes))) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }
}
