package io.luoledger.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
public final class SchemaTable implements SchemaIds {
    /** One line of the table. */
    public record Entry(int id, String subject, int version, Schema schema) {
        /** 64-bit Rabin fingerprint of the schema's parsing form. */
        public long fingerprint() {
            return SchemaNormalization.parsingFingerprint64(schema);
        }

        /** The schema as it was frozen: what others are told. */
        public String text() {
            return SchemaText.frozen(schema);
        }
    }

    static {
        AvroTrust.ensure();
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

    /** Whether this id was made of a schema's content: nobody else gives such an id to anything. */
    public static boolean isContentId(int id) {
        return id >= SchemaHistory.FIRST_CONTENT_ID;
    }

    /** Whether bytes written with one of these say the same when read with the other: all but docs and defaults. */
    public static boolean sameForm(Schema left, Schema right) {
        return SchemaNormalization.toParsingForm(left).equals(SchemaNormalization.toParsingForm(right));
    }

    /** A schema as it is frozen: with every doc and default, without what only generated classes need. */
    public static String text(Schema schema) {
        return SchemaText.frozen(schema);
    }

    /** The published versions of a subject, oldest first. */
    public List<Entry> versions(String subject) {
        return byId.values().stream()
                .filter(entry -> entry.subject().equals(subject))
                .toList();
    }

    @Override
    public Schema schemaOf(int id) {
        return find(id).orElseThrow(() ->
                        new UnreadableInputException("unknown schema id " + id + ", expected one of " + byId.keySet()))
                .schema();
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return writerOf(subject, schema).id();
    }

    /** Of a published version, its own; else one that is made of the schema's content, as a newer table has it. */
    @Override
    public int idOfOther(String subject, Schema schema) {
        String text = SchemaText.frozen(schema);
        return versions(subject).stream()
                .filter(entry -> entry.text().equals(text))
                .findFirst()
                .map(Entry::id)
                .orElseGet(() -> SchemaHistory.idOf(subject, text));
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

    /**
     * The id under which a writer of this schema writes: the newest version of the subject that is this very schema,
     * whatever newer ones the table holds besides. Falls back to the newest where none is.
     */
    Entry writerOf(String subject, Schema schema) {
        List<Entry> versions = byId.values().stream()
                .filter(entry -> entry.subject().equals(subject))
                .toList();
        if (versions.size() > 1) {
            String text = SchemaText.frozen(schema);
            for (Entry version : versions.reversed()) {
                if (SchemaText.frozen(version.schema()).equals(text)) {
                    return version;
                }
            }
        }
        return newest(subject);
    }

    /** The table as it was when no subject had a later version than this. */
    public SchemaTable asOf(int version) {
        return new SchemaTable(
                entries().stream().filter(entry -> entry.version() <= version).toList());
    }

    /** A table of these entries, oldest first. */
    static SchemaTable of(List<Entry> entries) {
        return new SchemaTable(entries);
    }

    /** What says that a schema in this version's table was edited after it was published; empty when all is well. */
    public static List<String> edited() {
        return SchemaHistory.edited(SchemaTable::find);
    }

    private static SchemaTable load() {
        return new SchemaTable(SchemaHistory.lines(resource(SchemaHistory.IDS)).stream()
                .map(line -> new Entry(
                        line.id(), line.subject(), line.version(), new Schema.Parser().parse(resource(line.file()))))
                .toList());
    }

    private static String resource(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("the schema table lacks " + name));
    }

    private static Optional<String> find(String name) {
        try (InputStream in = SchemaTable.class.getResourceAsStream(ROOT + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
