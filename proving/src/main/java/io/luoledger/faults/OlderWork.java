package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.cluster.HarnessException;
import io.luoledger.cluster.Product;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A fleet that the older build simulated, brought into the ledger a part at a time: by the older build's {@code import
 * events} until the instances are replaced, the rest by this one's. What ends well is acknowledged.
 */
final class OlderWork implements Work {
    private static final int HOSTS = 150;
    private static final int PART_EVENTS = 400;

    private final Bed bed;
    private final Path directory;
    private final List<Path> parts;
    private final List<RecordedEvent> events;
    private final Thread thread = new Thread(this::write, "luo-ledger older writer");
    private volatile Product build;
    private volatile boolean closing;
    private volatile @Nullable RuntimeException failure;
    private int imported;
    private long count;

    OlderWork(Bed bed, Product older, Path directory, long seed) {
        this.bed = bed;
        this.directory = directory;
        this.build = older;
        bed.once(
                "simulate",
                older,
                directory,
                List.of(
                        "simulate",
                        "--fleet",
                        String.valueOf(HOSTS),
                        "--updates",
                        "2",
                        "--seed",
                        String.valueOf(seed),
                        "-o",
                        "/load/fleet.avro"));
        Path fleet = directory.resolve("fleet.avro");
        this.parts = split(fleet);
        this.events = read(fleet);
        thread.setDaemon(true);
        thread.start();
    }

    private static List<RecordedEvent> read(Path file) {
        List<RecordedEvent> events = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader(file.toString(), Files.newInputStream(file))) {
            reader.forEachRemaining(events::add);
        } catch (IOException e) {
            throw new HarnessException(file + ": " + e.getMessage(), e);
        }
        return events;
    }

    /** Into files of the same schema. */
    private static List<Path> split(Path file) {
        List<Path> parts = new ArrayList<>();
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            while (reader.hasNext()) {
                Path part = file.resolveSibling("part-" + parts.size() + ".avro");
                parts.add(part);
                try (DataFileWriter<GenericRecord> writer =
                        new DataFileWriter<>(new GenericDatumWriter<>(reader.getSchema()))) {
                    reader.getMetaKeys().stream()
                            .filter(key -> !DataFileWriter.isReservedMeta(key))
                            .forEach(key -> writer.setMeta(key, reader.getMeta(key)));
                    writer.create(reader.getSchema(), part.toFile());
                    for (int i = 0; i < PART_EVENTS && reader.hasNext(); i++) {
                        writer.append(reader.next());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parts;
    }

    private void write() {
        try {
            while (!closing && imported < parts.size()) {
                importNext();
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void importNext() {
        long sent = Math.min(events.size(), count + PART_EVENTS);
        log().sending(sent);
        importFile(String.valueOf(imported), String.valueOf(parts.get(imported).getFileName()));
        count = sent;
        imported++;
        log().acknowledged(count);
    }

    @Override
    public Container writer() {
        throw new HarnessException("the older writer is a process for each part");
    }

    @Override
    public AckLog log() {
        if (failure != null) {
            throw new HarnessException("the older writer failed: " + failure.getMessage(), failure);
        }
        return new AckLog(directory.resolve(FleetWriter.ACKNOWLEDGED));
    }

    /** From now on this build writes. */
    void upgraded(Product newer) {
        build = newer;
    }

    /** The whole once more, by the newer build: what is there already is skipped. */
    @Override
    public List<RecordedEvent> finish() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HarnessException("interrupted", e);
        }
        log().sending(events.size());
        importFile("rest", "fleet.avro");
        log().acknowledged(events.size());
        return events;
    }

    private void importFile(String name, String file) {
        bed.once(
                "import-" + name,
                build,
                directory,
                List.of(
                        "import",
                        "events",
                        "/load/" + file,
                        "--bootstrap-server",
                        bed.cluster().bootstrapServers()));
    }
}
