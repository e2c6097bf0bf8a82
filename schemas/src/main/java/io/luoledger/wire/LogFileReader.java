package io.luoledger.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
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
    private final DataFileStream<Object> stream;
    private final EventReader reader;
    private EventBlock.Events block;
    private Supplier<EventBlock.@Nullable Events> blocks = () -> {
        EventBlock next = nextBlock();
        return next == null ? null : next.iterator();
    };

    /** Number of the next block's first event. */
    private long blockBegins;

    /** Has a JVM find out beforehand what reading the first log takes: schema, the plan of its reading, codecs. */
    public static void makeReady() {
        CodecFactory.fromString("zstandard");
        Objects.requireNonNull(EventReader.CURRENT);
    }

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
        this.blockBegins = before;
        this.block = new DecodedEvents(before, List.of(), null);
        KnownKinds known = KnownKinds.of(own);
        this.guard = new ContainerGuard(in);
        try {
            DataFileStream<Object> opened = new DataFileStream<>(guard, new GenericDatumReader<>());
            checkCodec(opened.getMetaString(DataFileConstants.CODEC));
            checkSchema(opened);
            Schema writer = opened.getSchema();
            if (!writer.getFullName().equals(own.getFullName())) {
                throw new UnreadableInputException(name + ": an Avro file of " + writer.getFullName()
                        + ", expected a log of " + own.getFullName());
            }
            stream = opened;
            if (own.equals(WORKING) && writer.equals(own)) {
                reader = EventReader.CURRENT;
            } else {
                requireReadable(known.readerFor(writer), writer);
                reader = new EventReader(writer, known, false);
            }
        } catch (UnreadableInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw noHeader(e);
        }
    }

    private void requireReadable(Schema own, Schema writer) {
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(own, writer);
        if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new UnreadableInputException(name + ": written with a schema that this version can't read: "
                    + compatibility.getResult().getIncompatibilities().stream()
                            .limit(3)
                            .map(i -> i.getType() + " at " + i.getLocation())
                            .toList());
        }
    }

    private void checkCodec(@Nullable String codec) {
        if (codec != null && !CODECS.contains(codec)) {
            throw notSupported(codec);
        }
    }

    /** Files from before the digest don't have it, and those that other tools wrote. */
    private void checkSchema(DataFileStream<?> opened) {
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
        String reason = Reason.of(cause).replaceFirst("\\.$", "");
        if (guard.another() >= 0) {
            // Avro reads ahead of what it was asked for
            return new UnreadableInputException(name + ": cut or damaged behind its header: " + reason, cause);
        }
        String what = guard.sawMagic() && cause instanceof EOFException
                ? "a log file cut inside its header, at byte " + guard.offset()
                : "not a log file (byte 0): " + reason;
        return new UnreadableInputException(name + ": " + what + ", expected an Avro object container", cause);
    }

    private UnreadableInputException notSupported(String codec) {
        return new UnreadableInputException(
                name + ": codec " + codec + " is not supported, expected one of " + String.join(", ", CODECS));
    }

    /**
     * Has blocks decoded by these threads, a few ahead of the one that reads. Nothing else changes: events come in the same
     * order, and what can't be read shows behind all that can. To be said before the first event is asked for.
     */
    public LogFileReader decodedBy(Executor decoders) {
        blocks = new BlocksAhead(this::nextBlock, decoders)::next;
        return this;
    }

    /**
     * Gives the events of this host, and may pass over others without looking at more than where they end; any other that is
     * given all the same isn't of that host. To be said before the first event is asked for.
     */
    public LogFileReader passingOverOthersThan(String host) {
        HostFilter filter = HostFilter.of(host, stream.getSchema());
        if (filter != null) {
            blocks = () -> {
                EventBlock next = nextBlock();
                return next == null ? null : next.of(filter);
            };
        }
        return this;
    }

    @Override
    public boolean hasNext() {
        while (!block.hasNext()) {
            EventBlock.Events next = blocks.get();
            if (next == null) {
                return false;
            }
            block = next;
        }
        return true;
    }

    @Override
    public RecordedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return block.next();
    }

    /**
     * The next whole block; null at the end.
     *
     * @throws UnreadableInputException when there is no whole one, and the file doesn't end there either
     */
    @Nullable
    EventBlock nextBlock() {
        try {
            if (stream.hasNext()) {
                ByteBuffer bytes = stream.nextBlock();
                byte[] own = new byte[bytes.remaining()];
                // Avro reads the next one into the same array
                bytes.get(own);
                EventBlock read = new EventBlock(name, reader, own, blockBegins, stream.getBlockCount());
                blockBegins += read.count();
                return read;
            }
        } catch (IOException | RuntimeException e) {
            // damaged bytes make Avro and its codecs throw half a dozen unrelated kinds
            throw EventBlock.broken(name, blockBegins, e);
        }
        if (!guard.endsWhole()) {
            throw EventBlock.broken(
                    name,
                    blockBegins,
                    new IOException("the file ends in the middle of a block, at byte " + guard.offset()));
        }
        return null;
    }

    /** Number of the next event in the file: how many were read so far, when it was read from its beginning. */
    public long read() {
        return block.number();
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UnreadableInputException(name + ": can't be closed: " + e.getMessage(), e);
        }
    }
}
