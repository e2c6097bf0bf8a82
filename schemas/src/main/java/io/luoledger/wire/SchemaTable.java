package io.luoledger.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Every published schema under its id: the table that stands in for a schema registry. It is kept with the schemas
 * ({@code schemas/history/ids.tsv} and one frozen {@code .avsc} per line) and only grows.
 */
public final class SchemaTable {
    /** One line of the table. */
    public record Entry(int id, String subject, int version, Schema schema) {
        /** 64-bit Rabin fingerprint of the schema's parsing form. */
        public long fingerprint() {
            return SchemaNormalization.parsingFingerprint64(schema);
        }
    }

    private static final String ROOT = "/io/luoledger/history/";
    private static final SchemaTable BUILT_IN = load();

    private final Map<Integer, Entry> byId;

    private SchemaTable(List<Entry> entries) {
        byId = new LinkedHashMap<>();
        entries.forEach(entry -> byId.put(entry.id(), entry));
    }

    /** The table of this version. */
    public static SchemaTable builtIn() {
        return BUILT_IN;
    }

    public Optional<Entry> find(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The newest published version of a subject. Throws when the subject isn't in the table. */
    public Entry newest(String subject) {
        return byId.values().stream()
                .filter(entry -> entry.subject().equals(subject))
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new IllegalArgumentException("no published schema for subject " + subject));
    }

    public List<Entry> entries() {
        return List.copyOf(byId.values());
    }

    private static SchemaTable load() {
        List<Entry> entries = new ArrayList<>();
        for (String line : resource("ids.tsv").split("\n")) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.strip().split("\t");
            Schema schema = new Schema.Parser().parse(resource(columns[3]));
            entries.add(new Entry(Integer.parseInt(columns[0]), columns[1], Integer.parseInt(columns[2]), schema));
        }
        return new SchemaTable(entries);
    }

    private static String resource(String name) {
        try (InputStream in = SchemaTable.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("the schema table lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
