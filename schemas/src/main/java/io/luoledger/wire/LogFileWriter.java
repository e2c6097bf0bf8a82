package io.luoledger.wire;

import io.luoledger.event.LiveUpdateEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/** Writes a log file: an Avro object container of events, blocks compressed with zstd. */
public final class LogFileWriter implements AutoCloseable {
    /** Key of the file's metadata that says what it is. */
    static final String FORMAT_KEY = "luo.ledger.format";

    static final String FORMAT = "1";
    /** Level 1 halves the size at almost no cost; higher levels gain little on such small records. */
    private static final int ZSTD_LEVEL = 1;

    private static final int BLOCK_BYTES = 64 * 1024;

    private final DataFileWriter<io.luoledger.avro.LiveUpdateEvent> writer;

    /** Takes over the stream and closes it. */
    public LogFileWriter(OutputStream out) {
        AvroTrust.ensure();
        writer = new DataFileWriter<>(new SpecificDatumWriter<>(io.luoledger.avro.LiveUpdateEvent.getClassSchema()));
        writer.setCodec(CodecFactory.zstandardCodec(ZSTD_LEVEL));
        writer.setSyncInterval(BLOCK_BYTES);
        writer.setMeta(FORMAT_KEY, FORMAT);
        try {
            writer.create(io.luoledger.avro.LiveUpdateEvent.getClassSchema(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void append(LiveUpdateEvent event) {
        try {
            writer.append(EventMapping.toAvro(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
