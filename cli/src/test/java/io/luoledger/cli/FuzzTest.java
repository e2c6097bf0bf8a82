package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.TestDrafts;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.proof.LogPosition;
import io.luoledger.proof.LogVerifier;
import io.luoledger.proof.ReceiptFile;
import io.luoledger.replay.Snapshot;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that is read from outside, mutated at random: bits, bytes, lengths that promise gigabytes, cuts, repeats,
 * splices of two inputs. Whatever comes: refused as unreadable, or shown by the chain, or the log is the same or ends
 * earlier. Never another exception, never more memory than the limits say. A failure names its seed and
 * its input. {@code -Dluo.ledger.fuzz.inputs=N} for more of each, {@code -Dluo.ledger.fuzz.seed=S} for others.
 */
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("luo.ledger.fuzz.inputs", 4_000);
    private static final long SEED = Long.getLong("luo.ledger.fuzz.seed", 6);
    /** A block may be 64 MiB on disk, and is read into a buffer that grows. Unit: bytes. */
    private static final long MAX_ALLOCATED_BYTES = 512L << 20;

    private static final EventCodec CODEC = new EventCodec();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    private static List<LiveUpdateEvent> events = List.of();

    private enum Outcome {
        REFUSED,
        SHOWN_BY_THE_CHAIN,
        ENDS_EARLIER,
        SAME
    }

    /** What reads an input. Throws UnreadableInputException for what it refuses. */
    private interface Target {
        Outcome read(byte[] input);
    }

    @BeforeAll
    static void write() {
        Map<String, LedgerHead> heads = new HashMap<>();
        List<LiveUpdateEvent> sealed = new ArrayList<>();
        for (String host : List.of("a", "b")) {
            for (Draft draft : TestDrafts.liveUpdate(host, 3)) {
                LiveUpdateEvent event = CODEC.seal(heads.getOrDefault(host, LedgerHead.EMPTY), draft);
                heads.put(host, LedgerHead.after(event));
                sealed.add(event);
            }
        }
        events = sealed;
    }

    @Test
    void shouldRefuseOrShowEveryMutationOfALogFile() {
        byte[] log = log(events);
        fuzz("log file", List.of(log, log(events.subList(0, events.size() / 2))), input -> judge(read(input)));
    }

    @Test
    void shouldRefuseOrShowEveryMutationOfARecord() {
        List<byte[]> records = events.stream().map(CODEC::encode).toList();
        fuzz("record", records, input -> {
            RecordedEvent read = CODEC.decode(input);
            return events.contains(read.event()) ? Outcome.SAME : Outcome.SHOWN_BY_THE_CHAIN;
        });
    }

    @Test
    void shouldRefuseEveryMutationOfAReceiptThatChangesIt() throws IOException {
        // Given
        Path log = Files.write(directory.resolve("log.avro"), log(events));
        Path all = directory.resolve("all.json");
        Path one = directory.resolve("one.json");
        assertThat(Ran.command("verify", log, "--receipt", all).code()).isZero();
        assertThat(Ran.command("verify", log, "--receipt", one, "--host", "a").code())
                .isZero();
        List<byte[]> receipts = List.of(Files.readAllBytes(all), Files.readAllBytes(one));
        List<Object> good = receipts.stream()
                .<Object>map(bytes -> ReceiptFile.read("r.json", new ByteArrayInputStream(bytes)))
                .toList();

        // When / Then
        fuzz("receipt", receipts, input -> {
            assertThat(good).contains(ReceiptFile.read("r.json", new ByteArrayInputStream(input)));
            return Outcome.SAME;
        });
    }

    @Test
    void shouldRefuseEveryMutationOfASnapshot() throws IOException {
        // Given
        Path log = Files.write(directory.resolve("for-snapshot.avro"), log(events));
        Path snapshot = directory.resolve("log.snap");
        Ran.command("replay", log, "--until", "before-update:1", "--save-snapshot", snapshot);
        byte[] bytes = Files.readAllBytes(snapshot);
        String digest = Snapshot.read("s", new ByteArrayInputStream(bytes)).digest();

        // When / Then
        fuzz("snapshot", List.of(bytes), input -> {
            assertThat(Snapshot.read("s", new ByteArrayInputStream(input)).digest())
                    .isEqualTo(digest);
            return Outcome.SAME;
        });
    }

    /** The whole command on a small file: every bit of it, one after the other. */
    @Test
    void shouldEndWithExitCodeThreeOrTheSameViewForEveryFlippedBit() throws IOException {
        // Given
        byte[] whole = log(events.subList(0, 5));
        Path file = directory.resolve("small.avro");
        Files.write(file, log(List.of()));
        // what was read before the damage is shown: of a file of one block, nothing
        Ran nothing = Ran.command("replay", file, "--json");
        Files.write(file, whole);
        Ran good = Ran.command("replay", file, "--json");
        Map<Integer, Integer> codes = new HashMap<>();
        int step = Math.max(1, (int) (whole.length * 8L / Math.max(200, INPUTS / 20)));

        // When
        for (int bit = 0; bit < whole.length * 8; bit += step) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            Ran ran = Ran.command("replay", file, "--json");

            // Then
            codes.merge(ran.code(), 1, Integer::sum);
            if (ran.code() == 3) {
                // the damage itself is told first
                assertThat(ran.out().replaceFirst("  \"unreadable\" : \\[ .* ],\\R", ""))
                        .as("bit " + bit)
                        .isIn("", nothing.out());
                assertThat(ran.err())
                        .as("bit " + bit)
                        .startsWith("luo-ledger: ")
                        .contains(file.toString())
                        .doesNotContain("defect");
            } else {
                assertThat(ran).as("bit " + bit).isEqualTo(good);
            }
        }
        System.out.println("replay of a file of " + whole.length + " bytes with a flipped bit, by exit code: " + codes);
    }

    private static void fuzz(String what, List<byte[]> originals, Target target) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
        long most = 0;
        for (int number = 0; number < INPUTS; number++) {
            byte[] input = mutated(originals, new Random(SEED + number * 1_000_003L));
            long before = threads.getCurrentThreadAllocatedBytes();
            Outcome outcome;
            try {
                outcome = target.read(input);
            } catch (UnreadableInputException expected) {
                assertThat(expected.getMessage()).isNotBlank();
                outcome = Outcome.REFUSED;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what + ", seed " + SEED + ", input " + number, e);
            }
            most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
            seen.merge(outcome, 1, Integer::sum);
        }
        System.out.println("fuzz: " + INPUTS + " mutations of a " + what + ", seed " + SEED + ": " + seen + ", at most "
                + (most >> 10) + " KiB allocated for one");
        assertThat(most).as("bytes allocated for one " + what).isLessThan(MAX_ALLOCATED_BYTES);
    }

    private static byte[] mutated(List<byte[]> originals, Random random) {
        byte[] input = originals.get(random.nextInt(originals.size())).clone();
        for (int left = 1 + random.nextInt(3); left > 0 && input.length > 0; left--) {
            int at = random.nextInt(input.length);
            switch (random.nextInt(8)) {
                case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> input[at] = (byte) random.nextInt();
                case 2 -> input = Arrays.copyOf(input, at);
                case 3 -> input = joined(input, at, new byte[] {(byte) random.nextInt()}, at);
                // a length of two gigabytes, or of nearly all there is
                case 4 ->
                    input = joined(
                            input,
                            at,
                            new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) random.nextInt(0x80)
                            },
                            at);
                case 5 -> input = joined(input, at, new byte[0], random.nextInt(input.length));
                case 6 -> {
                    byte[] other = originals.get(random.nextInt(originals.size()));
                    int from = random.nextInt(other.length);
                    input = joined(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
                }
                default -> {
                    byte[] noise = new byte[random.nextInt(16)];
                    random.nextBytes(noise);
                    input = joined(input, at, noise, Math.min(input.length, at + noise.length));
                }
            }
        }
        return input;
    }

    /** What stands before one place, something else, and what stands from another place on. */
    private static byte[] joined(byte[] input, int before, byte[] middle, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(input, 0, before);
        out.writeBytes(middle);
        out.write(input, from, input.length - from);
        return out.toByteArray();
    }

    private static Outcome judge(List<RecordedEvent> read) {
        LogVerifier verifier = new LogVerifier();
        verifier.begin("log.avro");
        for (int i = 0; i < read.size(); i++) {
            verifier.accept(read.get(i), LogPosition.inFile("log.avro", i));
        }
        verifier.end();
        if (!verifier.flaws().isEmpty()) {
            return Outcome.SHOWN_BY_THE_CHAIN;
        }
        List<LiveUpdateEvent> bare = read.stream().map(RecordedEvent::event).toList();
        assertThat(bare.size()).isLessThanOrEqualTo(events.size());
        assertThat(bare).isEqualTo(events.subList(0, bare.size()));
        return bare.size() == events.size() ? Outcome.SAME : Outcome.ENDS_EARLIER;
    }

    private static byte[] log(List<LiveUpdateEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogFileWriter writer = new LogFileWriter(out)) {
            events.forEach(writer::append);
        }
        return out.toByteArray();
    }

    private static List<RecordedEvent> read(byte[] bytes) {
        List<RecordedEvent> read = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader("log.avro", new ByteArrayInputStream(bytes))) {
            reader.forEachRemaining(read::add);
        }
        return read;
    }
}
