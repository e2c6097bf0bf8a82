package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Writes a log file: an Avro object container of events, blocks compressed with zstd and with its checksum. The same
 * events give the same bytes: the marker between blocks, which Avro would draw at random, is taken from the first event's
 * chain.
 */
public final class LogFileWriter implements AutoCloseable {
    static {
        AvroTrust.ensure();
    }

    /** Key of the file's metadata that says what it is. */
    static final String FORMAT_KEY = "luo.ledger.format";

    static final String FORMAT = "1";
    /** Key of the digest of the schema's text: whatever is damaged in a file is found before anything of it is believed. */
    static final String SCHEMA_DIGEST_KEY = "luo.ledger.schema.sha256";
    /** Level 1 halves the size at almost no cost; higher levels gain little on such small records. */
    private static final int ZSTD_LEVEL = 1;

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int MARKER_BYTES = 16;

    private static final Schema WORKING = io.luoledger.avro.LiveUpdateEvent.getClassSchema();

    private final Schema schema;
    private final DataFileWriter<Object> writer;
    private final OutputStream out;
    /** Whether the file's schema is this version's. */
    private final boolean current;
    /** Reads what stands in the file: it has to say what was written elsewhere. */
    private final EventReader check;

    private boolean begun;

    /** Takes over the stream and closes it. */
    public LogFileWriter(OutputStream out) {
        this(out, WORKING);
    }

    /** For events of several versions: the file's schema is the widest of theirs and this version's. */
    public static LogFileWriter widest(OutputStream out, Collection<Schema> schemas) {
        return new LogFileWriter(out, Vocabulary.widest(WORKING, schemas));
    }

    LogFileWriter(OutputStream out, Schema schema) {
        this.schema = schema;
        this.out = out;
        current = schema.equals(WORKING);
        check = current ? EventReader.CURRENT : new EventReader(schema, KnownKinds.of(WORKING), false);
        writer = new DataFileWriter<>(new GenericDatumWriter<>(schema));
        writer.setCodec(CodecFactory.zstandardCodec(ZSTD_LEVEL, true));
        writer.setSyncInterval(BLOCK_BYTES);
        writer.setMeta(FORMAT_KEY, FORMAT);
        writer.setMeta(SCHEMA_DIGEST_KEY, schemaDigest(schema.toString()));
    }

    private void begin(byte[] marker) throws IOException {
        begun = true;
        writer.create(schema, out, marker);
    }

    /** SHA-256 of a schema's text as it stands in a header, 64 hexadecimal digits. */
    static String schemaDigest(String text) {
        return HexFormat.of().formatHex(Digests.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    public void append(LiveUpdateEvent event) {
        append(event, EventWriter.CURRENT.body(event));
    }

    /** The same without encoding it anew. */
    public void append(EventCodec.Sealed sealed) {
        append(sealed.event(), sealed.body());
    }

    private void append(LiveUpdateEvent event, byte[] own) {
        append(event.chain(), current ? own : inFile(event, new AsWritten(WORKING, own), EventCodec.contentOf(event)));
    }

    /**
     * An event as it was read elsewhere.
     *
     * @throws UnreadableInputException when a newer version wrote it and the file's schema would lose something of it
     */
    public void append(RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        if (recorded.known()) {
            append(event);
        } else if (recorded.asWritten() == null) {
            throw lost(event);
        } else {
            append(event.chain(), inFile(event, recorded.asWritten(), recorded.content()));
        }
    }

    private byte[] inFile(LiveUpdateEvent event, AsWritten asWritten, ChainHash content) {
        byte[] record;
        ChainHash kept;
        try {
            record = asWritten.in(schema);
            kept = check.read(new ByteCursor(record)).content();
        } catch (RuntimeException e) {
            // Avro finds no place for something of it, and says so in many ways
            throw lost(event);
        }
        if (!kept.equals(content)) {
            throw lost(event);
        }
        return record;
    }

    private static UnreadableInputException lost(LiveUpdateEvent event) {
        return new UnreadableInputException("host " + event.host() + ", sequence " + event.sequence() + ": "
                + event.body().type() + " of a newer version of luo-ledger, which this one can't write without"
                + " loss; expected a version at least as new as the one that wrote it");
    }

    private void append(ChainHash chain, byte[] record) {
        try {
            if (!begun) {
                begin(Arrays.copyOf(chain.bytes(), MARKER_BYTES));
            }
            writer.appendEncoded(ByteBuffer.wrap(record));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (!begun) {
                begin(new byte[MARKER_BYTES]);
            }
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
