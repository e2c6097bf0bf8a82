package io.luoledger.store;

import io.luoledger.avro.state.BusesRecord;
import io.luoledger.avro.state.DeviceRecord;
import io.luoledger.avro.state.FileRecord;
import io.luoledger.avro.state.FlbRecord;
import io.luoledger.avro.state.FunctionRecord;
import io.luoledger.avro.state.HostRecord;
import io.luoledger.avro.state.LogRecord;
import io.luoledger.avro.state.PairRecord;
import io.luoledger.avro.state.PathRecord;
import io.luoledger.avro.state.SessionRecord;
import io.luoledger.avro.state.TrailRecord;
import io.luoledger.avro.state.UpdateRecord;
import io.luoledger.wire.AvroTrust;
import io.luoledger.wire.SchemaTable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * What is stored as bytes: the number of the format, then the record, as a branch of the union in {@code state.avdl}. The
 * same record gives the same bytes everywhere. Every format since there is a schema is read by the schema that it was
 * written with, and what is written is of the newest: a store migrates as it is read.
 */
public final class StateFormat {
    /** The format that this version writes; raised with each change of the schema. */
    public static final int CURRENT = 7;

    /** Those before were written by hand. */
    private static final int FIRST_WITH_SCHEMA = 5;

    static {
        AvroTrust.ensure();
    }

    /** The union's branches, in their order: never changed, only added to. */
    private static final List<Branch> BRANCHES = List.of(
            new Branch(HostRecord.getClassSchema(), HostRecord::new),
            new Branch(LogRecord.getClassSchema(), LogRecord::new),
            new Branch(UpdateRecord.getClassSchema(), UpdateRecord::new),
            new Branch(SessionRecord.getClassSchema(), SessionRecord::new),
            new Branch(FileRecord.getClassSchema(), FileRecord::new),
            new Branch(FlbRecord.getClassSchema(), FlbRecord::new),
            new Branch(DeviceRecord.getClassSchema(), DeviceRecord::new),
            new Branch(FunctionRecord.getClassSchema(), FunctionRecord::new),
            new Branch(PathRecord.getClassSchema(), PathRecord::new),
            new Branch(BusesRecord.getClassSchema(), BusesRecord::new),
            new Branch(TrailRecord.getClassSchema(), TrailRecord::new),
            new Branch(PairRecord.getClassSchema(), PairRecord::new));

    private static final IdentityHashMap<Schema, Integer> PLACES = places();
    private static final Map<Integer, List<Schema>> FROZEN = new ConcurrentHashMap<>();
    private static final ThreadLocal<Tools> TOOLS = ThreadLocal.withInitial(Tools::new);

    /** A kind of record: its schema, and an empty one. */
    private record Branch(Schema schema, Supplier<SpecificRecordBase> empty) {}

    private StateFormat() {}

    /** What one thread needs again and again. */
    private static final class Tools {
        private static final int BUFFER_BYTES = 512;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream(BUFFER_BYTES);
        private final EncoderFactory encoders = new EncoderFactory().configureBufferSize(BUFFER_BYTES);
        private @Nullable BinaryEncoder encoder;
        private @Nullable BinaryDecoder decoder;
        /** Goes by the schema, which the code that is generated for the newest one doesn't. */
        private final GenericDatumWriter<SpecificRecordBase> plain =
                new GenericDatumWriter<>(Schema.create(Schema.Type.NULL), new SpecificData());
        /** From a record as it was written, by the very schema of its format, to the one of this version. */
        private final IdentityHashMap<Schema, ResolvingDecoder> resolvers = new IdentityHashMap<>();
        /** Whether nothing came to a record since the format that has it so. */
        private final IdentityHashMap<Schema, Boolean> unchanged = new IdentityHashMap<>();

        private byte[] write(int branch, SpecificRecordBase record) throws IOException {
            // what a write that failed left in its buffer goes first
            encoder = encoders.binaryEncoder(out, encoder);
            out.reset();
            out.write(CURRENT);
            encoder.writeIndex(branch);
            record.customEncode(encoder);
            encoder.flush();
            return out.toByteArray();
        }

        private byte[] write(int format, int branch, SpecificRecordBase record) throws IOException {
            encoder = encoders.binaryEncoder(out, encoder);
            out.reset();
            out.write(format);
            encoder.writeIndex(branch);
            Schema asOf = frozenBranches(format).get(branch);
            if (unchanged.computeIfAbsent(asOf, old -> SchemaTable.sameForm(old, record.getSchema()))) {
                // the code that is generated for the newest format writes the same, and faster
                record.customEncode(encoder);
            } else {
                plain.setSchema(asOf);
                plain.write(record, encoder);
            }
            encoder.flush();
            return out.toByteArray();
        }

        private SpecificRecordBase read(int format, byte[] bytes) throws IOException {
            decoder = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, decoder);
            List<Schema> written = frozenBranches(format);
            int branch = decoder.readIndex();
            if (branch < 0 || branch >= written.size()) {
                throw new IllegalStateException("unknown kind " + branch);
            }
            ResolvingDecoder resolver =
                    resolver(written.get(branch), BRANCHES.get(branch).schema(), decoder);
            resolver.configure(decoder);
            SpecificRecordBase record = BRANCHES.get(branch).empty().get();
            record.customDecode(resolver);
            resolver.drain();
            if (!decoder.isEnd()) {
                throw new IllegalStateException("bytes left behind its end");
            }
            return record;
        }

        private ResolvingDecoder resolver(Schema written, Schema read, BinaryDecoder in) throws IOException {
            ResolvingDecoder known = resolvers.get(written);
            if (known == null) {
                known = DecoderFactory.get().resolvingDecoder(written, read, in);
                resolvers.put(written, known);
            }
            return known;
        }
    }

    /** The bytes of a record. */
    public static byte[] write(SpecificRecordBase record) {
        try {
            return TOOLS.get().write(Objects.requireNonNull(PLACES.get(record.getSchema())), record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a record as an older format has it. What came since stands at the end of its record, and isn't in it. */
    static byte[] write(int format, SpecificRecordBase record) {
        try {
            return TOOLS.get().write(format, Objects.requireNonNull(PLACES.get(record.getSchema())), record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Number of the format that these bytes are of. */
    public static int of(byte[] bytes) {
        return bytes.length == 0 ? 0 : bytes[0];
    }

    /**
     * What was made of stored bytes.
     *
     * @param what they are, for messages
     * @param byHand reads the formats before there was a schema
     * @param record makes it of a record
     * @throws StateFormatException for a format that this version doesn't read, and for what isn't one whole of its format
     */
    public static <T> T read(
            String what, byte[] bytes, Function<byte[], T> byHand, Function<SpecificRecordBase, T> record) {
        try {
            int format = of(bytes);
            return format < FIRST_WITH_SCHEMA
                    ? byHand.apply(bytes)
                    : record.apply(TOOLS.get().read(format, bytes));
        } catch (IOException | RuntimeException e) {
            // damage shows in many ways: a number too large, a name that no enum has
            throw new StateFormatException("a stored " + what + " can't be read: " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return e instanceof EOFException ? "it ends too early" : String.valueOf(e.getMessage());
    }

    private static List<Schema> frozenBranches(int format) {
        return FROZEN.computeIfAbsent(format, wanted -> frozen(wanted).getTypes());
    }

    private static IdentityHashMap<Schema, Integer> places() {
        IdentityHashMap<Schema, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < BRANCHES.size(); i++) {
            places.put(BRANCHES.get(i).schema(), i);
        }
        return places;
    }

    /** The union as the sources have it. */
    static Schema working() {
        return Schema.createUnion(BRANCHES.stream().map(Branch::schema).toList());
    }

    /** The union as it was frozen for this format. */
    static Schema frozen(int format) {
        try (InputStream in =
                StateFormat.class.getResourceAsStream("/io/luoledger/history/state/state.v" + format + ".avsc")) {
            if (in == null) {
                throw new IllegalStateException(
                        "format " + format + ", this version reads " + LegacyStates.OLDEST + " to " + CURRENT);
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
