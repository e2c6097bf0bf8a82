package io.luoledger.store;

import io.luoledger.core.LogState;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** What the last version that encoded states by hand had stored in the middle of a log. */
public final class StoredByFormat4 {
    private StoredByFormat4() {}

    /** One record of a store, or of its changelog. */
    @SuppressWarnings("ArrayRecordComponent") // the record's own bytes: nobody compares them
    public record Stored(byte[] key, byte[] value) {}

    /** The whole log. */
    public static List<RecordedEvent> log() {
        List<RecordedEvent> log = new ArrayList<>();
        try (LogFileReader reader = new LogFileReader("format-4/ledger.avro", file("ledger.avro"))) {
            reader.forEachRemaining(log::add);
        }
        return log;
    }

    /** The part of it that had been processed. */
    public static List<RecordedEvent> processed() {
        return part(true);
    }

    /** What came behind it. */
    public static List<RecordedEvent> rest() {
        return part(false);
    }

    private static List<RecordedEvent> part(boolean processed) {
        Map<String, Long> next = new LinkedHashMap<>();
        for (Stored stored : stores().getOrDefault("ledger-entities", List.of())) {
            if (StateCodec.decode(stored.value()) instanceof LogState log) {
                next.put(log.host(), log.nextSequence());
            }
        }
        return log().stream()
                .filter(event -> processed
                        == event.event().sequence()
                                < next.getOrDefault(event.event().host(), 0L))
                .toList();
    }

    /** By store: every record. */
    public static Map<String, List<Stored>> stores() {
        Map<String, List<Stored>> stores = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file("stores.tsv.gz")), StandardCharsets.UTF_8))) {
            lines.lines()
                    .map(line -> line.split("\t"))
                    .forEach(columns -> stores.computeIfAbsent(columns[0], store -> new ArrayList<>())
                            .add(new Stored(
                                    HexFormat.of().parseHex(columns[1]),
                                    HexFormat.of().parseHex(columns[2]))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stores;
    }

    /** The snapshot. */
    public static InputStream snapshot() {
        return file("snapshot");
    }

    private static InputStream file(String name) {
        return Objects.requireNonNull(StoredByFormat4.class.getResourceAsStream("format-4/" + name));
    }
}
