package io.luoledger.wire;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.UnknownBody;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes a log file: an Avro object container of events, blocks compressed with zstd. The same events give the same bytes:
 * the marker between blocks, which Avro would draw at random, is taken from the first event's chain.
 */
public final class LogFileWriter implements AutoCloseable {
    /** Key of the file's metadata that says what it is. */
    static final String FORMAT_KEY = "luo.ledger.format";

    static final String FORMAT = "1";
    /** Level 1 halves the size at almost no cost; higher levels gain little on such small records. */
    private static final int ZSTD_LEVEL = 1;

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int MARKER_BYTES = 16;

    private final DataFileWriter<io.luoledger.avro.LiveUpdateEvent> writer;
    private final OutputStream out;
    private boolean begun;

    /** Takes over the stream and closes it. */
    public LogFileWriter(OutputStream out) {
        AvroTrust.ensure();
        this.out = out;
        writer = new DataFileWriter<>(new SpecificDatumWriter<>(io.luoledger.avro.LiveUpdateEvent.getClassSchema()));
        writer.setCodec(CodecFactory.zstandardCodec(ZSTD_LEVEL));
        writer.setSyncInterval(BLOCK_BYTES);
        writer.setMeta(FORMAT_KEY, FORMAT);
    }

    private void begin(byte[] marker) throws IOException {
        begun = true;
        writer.create(io.luoledger.avro.LiveUpdateEvent.getClassSchema(), out, marker);
    }

    public void append(LiveUpdateEvent event) {
        try {
            if (!begun) {
                begin(Arrays.copyOf(event.chain().bytes(), MARKER_BYTES));
            }
            writer.append(EventMapping.toAvro(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An event as it was read elsewhere.
     *
     * @throws UnreadableInputException when a newer version wrote it and this one would lose something of it
     */
    public void append(RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        if (event.body() instanceof UnknownBody
                || !EventCodec.contentOf(EventMapping.toAvro(event)).equals(recorded.content())) {
            throw new UnreadableInputException("host " + event.host() + ", sequence " + event.sequence() + ": "
                    + event.body().type() + " of a newer version of luo-ledger, which this one can't write without"
                    + " loss; expected a version at least as new as the one that wrote it");
        }
        append(event);
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
