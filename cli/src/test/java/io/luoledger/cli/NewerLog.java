package io.luoledger.cli;

import io.luoledger.event.ChainHash;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/**
 * A log of one host that a version of luo-ledger wrote which doesn't exist yet: it knows a further kind of event,
 * HostRenamed, and of every event the rack.
 */
final class NewerLog {
    private static final Schema NOW =
            SchemaTable.builtIn().newest(EventCodec.SUBJECT).schema();
    private static final Schema NEWER = newer();

    private NewerLog() {}

    /** Writes it: three events, of which the second is of the further kind; the chain holds. */
    static void write(Path file, String host) throws IOException {
        List<GenericRecord> events = List.of(
                event(host, 0, kind("HandoverStarted").build()),
                event(host, 1, kind("HostRenamed").set("formerly", "h0").build()),
                event(host, 2, kind("HandoverAborted").build()));
        ChainHash chain = ChainHash.GENESIS;
        for (RecordedEvent read : read(bytes(events))) {
            chain = read.chainAfter(chain);
            GenericRecord event = events.get((int) read.event().sequence());
            event.put("chain", fixed("chain", chain.bytes()));
        }
        Files.write(file, bytes(events));
    }

    static List<RecordedEvent> read(byte[] file) {
        List<RecordedEvent> events = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader("newer.avro", new ByteArrayInputStream(file))) {
            reader.forEachRemaining(events::add);
        }
        return events;
    }

    private static GenericRecord event(String host, long sequence, GenericRecord body) {
        Schema source = NEWER.getField("source").schema();
        return new GenericRecordBuilder(NEWER)
                .set("host", host)
                .set("sequence", sequence)
                .set("chain", fixed("chain", ChainHash.GENESIS.bytes()))
                .set(
                        "source",
                        new GenericRecordBuilder(source)
                                .set(
                                        "id",
                                        new GenericData.Fixed(
                                                source.getField("id").schema(), new byte[16]))
                                .set("position", sequence)
                                .build())
                .set(
                        "boot",
                        new GenericRecordBuilder(NEWER.getField("boot").schema())
                                .set("id", "b0")
                                .set("kernel", "7.9")
                                .set("liveUpdate", 0L)
                                .build())
                .set("at", new GenericRecordBuilder(NEWER.getField("at").schema()).build())
                .set("body", body)
                .set("rack", "r" + sequence)
                .build();
    }

    private static GenericRecordBuilder kind(String name) {
        Schema kind = NEWER.getField("body").schema().getTypes().stream()
                .filter(one -> one.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return new GenericRecordBuilder(kind);
    }

    private static GenericData.Fixed fixed(String field, byte[] bytes) {
        return new GenericData.Fixed(NEWER.getField(field).schema(), bytes);
    }

    private static byte[] bytes(List<GenericRecord> events) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(NEWER))) {
            writer.setMeta("luo.ledger.format", "1");
            writer.create(NEWER, out);
            for (GenericRecord event : events) {
                writer.append(event);
            }
        }
        return out.toByteArray();
    }

    private static Schema newer() {
        String json = NOW.toString();
        int kinds = json.indexOf('[', json.indexOf("{\"name\":\"body\"")) + 1;
        String kind = "{\"type\":\"record\",\"name\":\"HostRenamed\",\"namespace\":\"io.luoledger.avro\",\"fields\":"
                + "[{\"name\":\"formerly\",\"type\":\"string\"}]},";
        String field = ",{\"name\":\"rack\",\"type\":\"string\",\"default\":\"\"}";
        String withKind = json.substring(0, kinds) + kind + json.substring(kinds);
        int end = withKind.lastIndexOf("]");
        return new Schema.Parser().parse(withKind.substring(0, end) + field + withKind.substring(end));
    }
}
