package io.luoledger.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Body;
import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Example;

/**
 * Damaged input, bit by bit. Whatever is flipped or cut: either it is refused as unreadable, or it says the same as
 * before (the key of an entry in the file's header, a spare bit of a boolean); of a single event, that has no checksum,
 * the chain may be what shows it. Never another exception.
 * {@code -Dluo.ledger.fuzz.full=true} tries every bit of everything.
 */
class DamagedInputTest {
    private static final boolean FULL = Boolean.getBoolean("luo.ledger.fuzz.full");
    private static final EventCodec CODEC = new EventCodec();
    private static final int SEED = 7;

    private enum Outcome {
        REFUSED,
        CHAIN_BROKEN,
        SAME
    }

    @Example
    void shouldRefuseOrShowEveryFlippedBitOfAnEncodedEvent() {
        for (Draft draft : drafts(FULL ? 40 : 2)) {
            LiveUpdateEvent event = CODEC.seal(LedgerHead.EMPTY, draft);
            byte[] bytes = CODEC.encode(event);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                int at = bit;
                check(() -> "bit " + at + " of " + event, event, flipped(bytes, bit));
            }
            for (int length = 0; length < bytes.length; length++) {
                int at = length;
                check(() -> "first " + at + " bytes of " + event, event, Arrays.copyOf(bytes, length));
            }
        }
    }

    @Example
    void shouldRefuseOrShowRandomBytesBehindAGoodHeader() {
        // Given
        Random random = new Random(SEED);
        List<byte[]> headers = SchemaTable.builtIn().entries().stream()
                .map(entry -> ByteBuffer.allocate(5).putInt(1, entry.id()).array())
                .toList();

        for (int i = 0; i < (FULL ? 2_000_000 : 50_000); i++) {
            byte[] bytes = new byte[5 + random.nextInt(200)];
            random.nextBytes(bytes);
            System.arraycopy(headers.get(random.nextInt(headers.size())), 0, bytes, 0, 5);

            // When / Then
            try {
                CODEC.decode(bytes);
            } catch (UnreadableInputException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", input " + i, e);
            }
        }
    }

    @Example
    void shouldRefuseOrShowEveryFlippedBitOfALogFile() {
        // Given
        List<LiveUpdateEvent> events = log();
        byte[] file = file(events);
        long header = file(List.of()).length * 8L;

        // When
        Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
        for (long bit = 0; bit < file.length * 8L; bit += FULL ? 1 : bit < header ? 1009 : 41) {
            long at = bit;
            seen.merge(check(() -> "bit " + at, events, flipped(file, bit)), 1, Integer::sum);
        }

        // Then
        System.out.println("flipped bits of a log file of " + file.length + " bytes: " + seen);
        assertThat(seen).containsKey(Outcome.REFUSED).doesNotContainKey(Outcome.CHAIN_BROKEN);
    }

    @Example
    void shouldRefuseEveryCutOfALogFile() {
        // Given
        List<LiveUpdateEvent> events = log();
        byte[] file = file(events);

        for (int length = file.length - 1; length >= 0; length -= length > file.length - 300 ? 1 : 997) {
            byte[] cut = Arrays.copyOf(file, length);
            // When / Then: but a file that ends behind its header is a whole, empty log
            try {
                assertThat(read(cut)).isEmpty();
            } catch (UnreadableInputException expected) {
                assertThat(expected).hasMessageStartingWith("log.avro: ");
            }
        }
    }

    @Example
    void shouldSayWhereAHeaderIsCut() {
        // Given
        byte[] cut = Arrays.copyOf(file(log()), 300);

        // When / Then
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage(
                        "log.avro: a log file cut inside its header, at byte 300, expected an Avro object container");
    }

    @Example
    void shouldNotAllocateForALengthThatCannotBeMeant() {
        // Given: the block's size says two gigabytes
        byte[] whole = file(log());
        byte[] header = file(List.of());
        ByteArrayOutputStream huge = new ByteArrayOutputStream();
        huge.writeBytes(header);
        huge.writeBytes(new byte[] {2});
        huge.writeBytes(new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});
        huge.writeBytes(whole);

        // When / Then
        assertThatThrownBy(() -> read(huge.toByteArray()))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageContaining(
                        "2147483647 bytes of a block at byte " + (header.length + 6) + ", expected 0 to 67108864");
    }

    private static Outcome check(Supplier<String> what, LiveUpdateEvent event, byte[] damaged) {
        try {
            RecordedEvent read = CODEC.decode(damaged);
            return judge(what, List.of(event), List.of(read));
        } catch (UnreadableInputException expected) {
            return Outcome.REFUSED;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what.get(), e);
        }
    }

    private static Outcome check(Supplier<String> what, List<LiveUpdateEvent> events, byte[] damaged) {
        try {
            return judge(what, events, read(damaged));
        } catch (UnreadableInputException expected) {
            return Outcome.REFUSED;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what.get(), e);
        }
    }

    private static Outcome judge(Supplier<String> what, List<LiveUpdateEvent> events, List<RecordedEvent> read) {
        ChainHash chain = ChainHash.GENESIS;
        for (int i = 0; i < read.size(); i++) {
            chain = read.get(i).chainAfter(chain);
            if (!chain.equals(read.get(i).event().chain())) {
                return Outcome.CHAIN_BROKEN;
            }
            assertThat(read.get(i).event()).as(what).isEqualTo(events.get(i));
        }
        assertThat(read).as(what).hasSameSizeAs(events);
        return Outcome.SAME;
    }

    /** Events of every body, the same ones each time. */
    private static List<Draft> drafts(int each) {
        Random random = new Random(SEED);
        List<Draft> drafts = new ArrayList<>();
        for (Class<?> type : Body.kinds()) {
            for (int i = 0; i < each; i++) {
                LiveUpdateEvent any =
                        RandomEvents.events().generator(1000).next(random).value();
                Body body = RandomEvents.body(type).generator(1000).next(random).value();
                drafts.add(new Draft("h1", any.source(), any.boot(), any.at(), body));
            }
        }
        return drafts;
    }

    private static List<LiveUpdateEvent> log() {
        List<LiveUpdateEvent> events = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        for (Draft draft : drafts(1)) {
            events.add(CODEC.seal(head, draft));
            head = LedgerHead.after(events.getLast());
        }
        return events;
    }

    private static byte[] flipped(byte[] bytes, long bit) {
        byte[] damaged = bytes.clone();
        damaged[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
        return damaged;
    }

    private static byte[] file(List<LiveUpdateEvent> events) {
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
