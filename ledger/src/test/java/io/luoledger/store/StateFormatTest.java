package io.luoledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.avro.state.DeviceStatusRecord;
import io.luoledger.avro.state.DmaStatusRecord;
import io.luoledger.avro.state.FileStatusRecord;
import io.luoledger.avro.state.FlbStatusRecord;
import io.luoledger.avro.state.PlacementRecord;
import io.luoledger.avro.state.SessionStatusRecord;
import io.luoledger.avro.state.StageRecord;
import io.luoledger.core.DeviceStatus;
import io.luoledger.core.DmaStatus;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityMap;
import io.luoledger.core.FileStatus;
import io.luoledger.core.FlbState;
import io.luoledger.core.FlbStatus;
import io.luoledger.core.Ledger;
import io.luoledger.core.Placement;
import io.luoledger.core.RandomLog;
import io.luoledger.core.Scope;
import io.luoledger.core.SessionStatus;
import io.luoledger.core.UpdateState;
import io.luoledger.judge.BootTrail;
import io.luoledger.wire.SchemaCheck;
import io.luoledger.wire.SchemaCheck.Direction;
import io.luoledger.wire.SchemaTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class StateFormatTest {
    private static final Path WORKING = Path.of("target", "state.avsc");

    @Test
    void shouldWriteByTheNewestFrozenSchema() throws IOException {
        // Given
        String working = SchemaTable.text(StateFormat.working());
        Files.writeString(WORKING, working);

        // When / Then
        assertThat(SchemaTable.text(StateFormat.frozen(StateFormat.CURRENT)))
                .as("state.avdl changed: raise StateFormat.CURRENT, copy " + WORKING
                        + " to history/state.vN.avsc and add its line to history/SHA256SUMS")
                .isEqualTo(working);
    }

    @Test
    void shouldFindNoFrozenSchemaEdited() throws IOException {
        for (String line : frozen("SHA256SUMS").lines().toList()) {
            String[] words = line.split(" +");
            assertThat(sha256(frozen(words[1]))).as(words[1]).isEqualTo(words[0]);
        }
        for (int format = 5; format <= StateFormat.CURRENT; format++) {
            assertThat(frozen("SHA256SUMS")).contains("state.v" + format + ".avsc");
        }
    }

    @Test
    void shouldReadWhatEveryFrozenSchemaWroteAndLoseNothingOfIt() {
        List<Schema> working = StateFormat.working().getTypes();
        for (int format = 5; format <= StateFormat.CURRENT; format++) {
            List<Schema> frozen = StateFormat.frozen(format).getTypes();
            for (int i = 0; i < frozen.size(); i++) {
                // older versions needn't read what newer ones wrote: that is all a state's schema is free of
                assertThat(SchemaCheck.against("state", format, frozen.get(i), working.get(i)).stream()
                                .filter(problem -> problem.direction() != Direction.FORWARD))
                        .isEmpty();
            }
        }
    }

    /** The digest is taken by one of them, of records that the newest made. */
    @Test
    void shouldHaveWhatEveryFrozenSchemaHasInFrontOfWhatCameLater() {
        for (int format = 5; format <= StateFormat.CURRENT; format++) {
            Map<String, Schema> newest = new HashMap<>();
            StateFormat.working().getTypes().forEach(type -> records(type, newest));
            Map<String, Schema> frozen = new HashMap<>();
            StateFormat.frozen(format).getTypes().forEach(type -> records(type, frozen));
            frozen.forEach((name, record) -> assertThat(names(Objects.requireNonNull(newest.get(name))))
                    .startsWith(names(record).toArray(String[]::new)));
        }
    }

    private static List<String> names(Schema record) {
        return record.getFields().stream().map(Schema.Field::name).toList();
    }

    private static void records(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.put(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> records(field.schema(), found));
                }
            }
            case UNION -> schema.getTypes().forEach(type -> records(type, found));
            case ARRAY -> records(schema.getElementType(), found);
            default -> {
                // holds no record
            }
        }
    }

    @Test
    void shouldSayOfEveryFieldWhatItIs() {
        assertThat(StateFormat.working().getTypes())
                .allSatisfy(
                        type -> assertThat(SchemaCheck.ofItself("state", type)).isEmpty());
    }

    @Test
    void shouldHaveASymbolForEveryStateAndOneForThoseToCome() {
        // Given
        Map<Enum<?>[], Enum<?>[]> words = Map.of(
                UpdateState.Stage.values(), StageRecord.values(),
                SessionStatus.values(), SessionStatusRecord.values(),
                FileStatus.values(), FileStatusRecord.values(),
                FlbStatus.values(), FlbStatusRecord.values(),
                DeviceStatus.values(), DeviceStatusRecord.values(),
                Placement.values(), PlacementRecord.values(),
                DmaStatus.values(), DmaStatusRecord.values());

        // When / Then
        words.forEach((core, stored) -> assertThat(names(stored))
                .containsExactlyElementsOf(
                        Stream.concat(names(core).stream(), Stream.of("OTHER")).toList()));
    }

    @Property(tries = 60)
    void shouldGiveBackEveryStateAndBePlainAvroBehindItsNumber(@ForAll long seed) throws IOException {
        // Given
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        RandomLog.of("h1", seed, 150).forEach(event -> ledger.apply(entities, event));
        List<Entity> all = new ArrayList<>();
        entities.scan(new Scope.Everything(), all::add);

        for (Entity entity : all) {
            // When
            byte[] bytes = StateCodec.encode(entity);

            // Then
            assertThat(StateCodec.decode(bytes)).isEqualTo(entity);
            assertThat(StateFormat.of(bytes)).isEqualTo(StateFormat.CURRENT);
            assertThat(plain(bytes).get("host")).hasToString("h1");
        }
    }

    /** What the digest is taken over, whichever of its two ways a record is written by. */
    @Property(tries = 20)
    void shouldWriteAnOlderFormatAsItsSchemaHasIt(@ForAll long seed) throws IOException {
        // Given
        int format = 5;
        var writer = new GenericDatumWriter<>(StateFormat.frozen(format), new SpecificData());
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        RandomLog.of("h1", seed, 150).forEach(event -> ledger.apply(entities, event));
        List<Entity> all = new ArrayList<>();
        entities.scan(new Scope.Everything(), all::add);

        for (Entity entity : all) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            expected.write(format);
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(expected, null);
            writer.write(EntityRecords.record(entity), encoder);
            encoder.flush();

            // When / Then
            assertThat(StateFormat.write(format, EntityRecords.record(entity))).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void shouldRefuseWhatIsNotOneWholeState() {
        // Given
        byte[] whole = StateCodec.encode(new FlbState("h1", 1, "flb", true, FlbStatus.PROMISED, null, 0, 1, 2));

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);

            // When / Then
            assertThatThrownBy(() -> StateCodec.decode(cut)).isInstanceOf(StateFormatException.class);
        }
        assertThatThrownBy(() -> StateCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("a stored state can't be read: bytes left behind its end");
        assertThatThrownBy(() ->
                        StateCodec.decode(StateCodec.encode(new BootTrail("b", "7.3", 1, 1, null, null, 1, true))))
                .isInstanceOf(StateFormatException.class)
                .hasMessage("a stored state can't be read: no entity but a TrailRecord");
    }

    private static GenericRecord plain(byte[] bytes) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null);
        Schema schema = StateFormat.frozen(StateFormat.CURRENT);
        GenericRecord record =
                new GenericDatumReader<GenericRecord>(schema, schema, new GenericData()).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        return record;
    }

    private static List<String> names(Enum<?>[] symbols) {
        return Arrays.stream(symbols).map(Enum::name).toList();
    }

    private static String frozen(String name) throws IOException {
        try (var in = Objects.requireNonNull(
                StateFormatTest.class.getResourceAsStream("/io/luoledger/history/state/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
