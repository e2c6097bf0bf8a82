package io.luoledger.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log file event by event. Life: constructed on a stream (reads the header, refuses what isn't a log), then
 * iterated once, then closed. Every failure is an {@link UnreadableInputException} that names the file and how many
 * events were good.
 */
public final class LogFileReader implements Iterator<RecordedEvent>, AutoCloseable {
    static {
        AvroTrust.ensure();
    }

    private static final Schema WORKING = io.luoledger.avro.LiveUpdateEvent.getClassSchema();

    /** What Avro says of a codec that it doesn't know. */
    private static final String NO_CODEC = "Unrecognized codec: ";

    /** Avro knows xz as well, but not without a library of its own, and believes whatever size of dictionary a block claims. */
    private static final List<String> CODECS = List.of("null", "deflate", "bzip2", "snappy", "zstandard");

    private final String name;
    private final ContainerGuard guard;
    private final DataFileStream<? extends IndexedRecord> stream;
    private final KnownKinds known;
    private final @Nullable SpecificDatumReader<io.luoledger.avro.LiveUpdateEvent> resolver;
    private final GenericDatumWriter<IndexedRecord> rewriter;
    private long good;

    /**
     * Takes over the stream and closes it.
     *
     * @param name how messages call the file
     */
    public LogFileReader(String name, InputStream in) {
        this(name, in, WORKING, 0);
    }

    /** A reader that knows of events only what this version of their schema says. */
    LogFileReader(String name, InputStream in, Schema own) {
        this(name, in, own, 0);
    }

    /** @param before how many events of the file lie before the stream's first one */
    LogFileReader(String name, InputStream in, long before) {
        this(name, in, WORKING, before);
    }

    private LogFileReader(String name, InputStream in, Schema own, long before) {
        this.name = name;
        this.good = before;
        this.known = KnownKinds.of(own);
        this.guard = new ContainerGuard(in);
        try {
            LateReader late = new LateReader();
            DataFileStream<IndexedRecord> opened = new DataFileStream<>(guard, late);
            checkCodec(opened.getMetaString(DataFileConstants.CODEC));
            checkSchema(opened);
            Schema writer = opened.getSchema();
            if (!writer.getFullName().equals(own.getFullName())) {
                throw new UnreadableInputException(name + ": an Avro file of " + writer.getFullName()
                        + ", expected a log of " + own.getFullName());
            }
            Schema reader = known.readerFor(writer);
            var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
            if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
                throw new UnreadableInputException(name + ": written with a schema that this version can't read: "
                        + compatibility.getResult().getIncompatibilities().stream()
                                .limit(3)
                                .map(i -> i.getType() + " at " + i.getLocation())
                                .toList());
            }
            boolean current = own.equals(WORKING) && writer.equals(own);
            late.choose(current, writer, reader);
            stream = opened;
            resolver = current ? null : new SpecificDatumReader<>(writer, reader);
            rewriter = new GenericDatumWriter<>(writer);
        } catch (UnreadableInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw noHeader(e);
        }
    }

    private void checkCodec(@Nullable String codec) {
        if (codec != null && !CODECS.contains(codec)) {
            throw notSupported(codec);
        }
    }

    /** Files from before the digest don't have it, and those that other tools wrote. */
    private void checkSchema(DataFileStream<IndexedRecord> opened) {
        String expected = opened.getMetaString(LogFileWriter.SCHEMA_DIGEST_KEY);
        String text = opened.getMetaString(DataFileConstants.SCHEMA);
        if (expected != null
                && !expected.equals(LogFileWriter.schemaDigest(text))
                && !writtenAnew(opened.getSchema(), expected)) {
            throw new UnreadableInputException(name + ": damaged in its header: the schema isn't the one that the file"
                    + " was written with; expected one with SHA-256 " + expected);
        }
    }

    /**
     * Whether another tool wrote the schema's text anew and kept the digest: it is the same in another spelling, or a known
     * version, where what only people read was left out.
     */
    private static boolean writtenAnew(Schema schema, String expected) {
        return expected.equals(LogFileWriter.schemaDigest(schema.toString()))
                || Stream.concat(
                                Stream.of(WORKING),
                                SchemaTable.builtIn().versions(EventCodec.SUBJECT).stream()
                                        .map(SchemaTable.Entry::schema))
                        .anyMatch(known -> SchemaText.sameContract(known, schema));
    }

    /** Whatever a header can be damaged in, Avro tells in a dozen ways, and an early end without a word. */
    private UnreadableInputException noHeader(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.startsWith(NO_CODEC)) {
            return notSupported(message.substring(NO_CODEC.length()));
        }
        String what = guard.sawMagic() && cause instanceof EOFException
                ? "a log file cut inside its header, at byte " + guard.offset()
                : "not a log file (byte 0): "
                        + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        return new UnreadableInputException(name + ": " + what + ", expected an Avro object container", cause);
    }

    private UnreadableInputException notSupported(String codec) {
        return new UnreadableInputException(
                name + ": codec " + codec + " is not supported, expected one of " + String.join(", ", CODECS));
    }

    @Override
    public boolean hasNext() {
        try {
            if (stream.hasNext()) {
                return true;
            }
        } catch (RuntimeException e) {
            throw broken(e);
        }
        if (!guard.endsWhole()) {
            throw broken(new IOException("the file ends in the middle of a block, at byte " + guard.offset()));
        }
        return false;
    }

    @Override
    public RecordedEvent next() {
        try {
            IndexedRecord written = stream.next();
            RecordedEvent event = EventCodec.recorded(
                    known,
                    written instanceof io.luoledger.avro.LiveUpdateEvent whole ? whole : resolve(written),
                    written);
            good++;
            return event;
        } catch (NoSuchElementException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // damaged bytes make Avro and its codecs throw half a dozen unrelated kinds
            throw broken(e);
        }
    }

    private io.luoledger.avro.LiveUpdateEvent resolve(IndexedRecord written) throws IOException {
        if (resolver == null) {
            throw new IllegalStateException("a file of the current schema gives the generated class");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        rewriter.write(written, encoder);
        encoder.flush();
        return resolver.read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    private UnreadableInputException broken(Exception cause) {
        Throwable told = cause instanceof AvroRuntimeException && cause.getCause() != null ? cause.getCause() : cause;
        String reason = told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
        return new UnreadableInputException(
                name + ": cut or damaged behind event " + good + " of the file: " + reason
                        + "; expected whole blocks of events up to the end of the file",
                cause);
    }

    /** Number of the next event in the file: how many were read so far, when it was read from its beginning. */
    public long read() {
        return good;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be closed: " + e.getMessage(), e);
        }
    }

    /** Which reader serves is known only when the file's header, and with it the writer's schema, has been read. */
    private static final class LateReader implements DatumReader<IndexedRecord> {
        private @Nullable DatumReader<? extends IndexedRecord> chosen;

        void choose(boolean specific, Schema writer, Schema reader) {
            chosen = specific
                    ? new SpecificDatumReader<io.luoledger.avro.LiveUpdateEvent>(writer, reader)
                    : new GenericDatumReader<GenericRecord>(writer);
        }

        @Override
        public void setSchema(Schema schema) {
            // the header's schema: asked for again by choose()
        }

        @Override
        public IndexedRecord read(@Nullable IndexedRecord reuse, org.apache.avro.io.Decoder in) throws IOException {
            if (chosen == null) {
                throw new IllegalStateException("no reader chosen yet");
            }
            return chosen.read(null, in);
        }
    }
}
