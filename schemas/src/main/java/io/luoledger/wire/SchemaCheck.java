package io.luoledger.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;
import org.jspecify.annotations.Nullable;

/**
 * Checks the working schemas against every frozen version, in both directions (FULL_TRANSITIVE), but for one freedom
 * that the ledger's readers have: a new kind of event. And against what the ledger needs beyond that: a digest must not
 * change when an event is copied into a file of a newer schema, so a field or symbol never goes and a default never
 * changes. Tells all problems, never only the first.
 */
public final class SchemaCheck {
    /** Who can't read what. */
    public enum Direction {
        /** This version can't read what the frozen version wrote. */
        BACKWARD,
        /** A reader of the frozen version can't read what this version writes. */
        FORWARD,
        /** Both can, but digests or meaning would change. */
        LEDGER,
        /** The schema by itself, or its frozen copy. */
        ITSELF
    }

    /**
     * One thing that is wrong.
     *
     * @param version the frozen version, 0 where none is concerned
     * @param path names from the record down: {@code LiveUpdateEvent.body.FilePreserved.token}
     */
    public record Problem(String subject, int version, Direction direction, String path, String reason, String remedy) {
        @Override
        public String toString() {
            return subject + (version == 0 ? "" : " against version " + version) + " (" + direction + "): " + path
                    + ": " + reason + "; " + remedy;
        }
    }

    private static final String EVENT =
            io.luoledger.avro.LiveUpdateEvent.getClassSchema().getFullName();

    /** The one union that may grow: by records. */
    private static final String OPEN_UNION = "LiveUpdateEvent." + KnownKinds.BODY;

    private SchemaCheck() {}

    /** Everything: the built-in table against the working schemas. */
    public static List<Problem> ofWorkingSchemas() {
        return check(SchemaTable.builtIn(), WorkingSchemas.bySubject());
    }

    /** The schemas as the sources have them, by subject. */
    public static Map<String, Schema> workingSchemas() {
        return WorkingSchemas.bySubject();
    }

    /** How many frozen versions there are of each working subject. */
    public static Map<String, Long> versions() {
        Map<String, Long> versions = new TreeMap<>();
        WorkingSchemas.bySubject()
                .keySet()
                .forEach(subject -> versions.put(
                        subject,
                        SchemaTable.builtIn().entries().stream()
                                .filter(entry -> entry.subject().equals(subject))
                                .count()));
        return versions;
    }

    static List<Problem> check(SchemaTable table, Map<String, Schema> working) {
        List<Problem> problems = new ArrayList<>();
        working.forEach((subject, schema) -> {
            problems.addAll(ofItself(subject, schema));
            List<SchemaTable.Entry> frozen = table.entries().stream()
                    .filter(entry -> entry.subject().equals(subject))
                    .toList();
            for (SchemaTable.Entry entry : frozen) {
                problems.addAll(against(subject, entry.version(), entry.schema(), schema));
            }
            if (frozen.isEmpty()
                    || !SchemaText.frozen(frozen.getLast().schema()).equals(SchemaText.frozen(schema))) {
                problems.add(new Problem(
                        subject,
                        frozen.isEmpty() ? 0 : frozen.getLast().version(),
                        Direction.ITSELF,
                        schema.getName(),
                        frozen.isEmpty() ? "was never published" : "differs from its newest published version",
                        "run `luo-ledger schema publish`"));
            }
        });
        return problems;
    }

    /** The working schema against one published one. */
    public static List<Problem> against(String subject, int version, Schema frozen, Schema working) {
        List<Problem> problems = new ArrayList<>();
        for (Located found : incompatibilities(working.getName(), working, frozen)) {
            problems.add(problem(subject, version, Direction.BACKWARD, found));
        }
        for (Located found : incompatibilities(frozen.getName(), frozen, working)) {
            if (!isNewKind(frozen, found)) {
                problems.add(problem(subject, version, Direction.FORWARD, found));
            }
        }
        problems.addAll(digestRules(subject, version, frozen, working));
        return problems;
    }

    /** A new kind of event: readers of every version show what they don't know, by its writer's schema. */
    private static boolean isNewKind(Schema frozen, Located found) {
        return frozen.getFullName().equals(EVENT)
                && found.what().getType() == SchemaIncompatibilityType.MISSING_UNION_BRANCH
                && found.branch() != null
                && found.branch().getType() == Schema.Type.RECORD
                && found.path().equals(OPEN_UNION + "." + found.branch().getName());
    }

    /** What Avro found, and where, readable. */
    private record Located(
            String path, Incompatibility what, @Nullable Schema branch) {}

    private static List<Located> incompatibilities(String prefix, Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .flatMap(found -> found.getType() == SchemaIncompatibilityType.MISSING_UNION_BRANCH
                        ? insideBranch(prefix, reader, found).stream()
                        : Stream.of(new Located(prefix + SchemaPaths.below(reader, found.getLocation()), found, null)))
                .toList();
    }

    /**
     * Avro also calls a branch missing when the reader has one of that name and can't read it. What a person wants to
     * know is why not.
     */
    private static List<Located> insideBranch(String prefix, Schema reader, Incompatibility found) {
        String location = found.getLocation();
        Schema branch = found.getWriterFragment();
        if (branch.getType() == Schema.Type.UNION) {
            // then the last step is the branch's number in the writer's union
            int slash = location.lastIndexOf('/');
            branch = branch.getTypes().get(Integer.parseInt(location.substring(slash + 1)));
            location = location.substring(0, slash);
        }
        Schema writer = branch;
        String path = prefix + SchemaPaths.below(reader, location) + "." + writer.getName();
        List<Schema> known = found.getReaderFragment().getType() == Schema.Type.UNION
                ? found.getReaderFragment().getTypes()
                : List.of();
        return known.stream()
                .filter(same -> SchemaPaths.isNamed(same) && same.getFullName().equals(writer.getFullName()))
                .findFirst()
                .map(same -> incompatibilities(path, same, writer))
                .orElse(List.of(new Located(path, found, writer)));
    }

    private static Problem problem(String subject, int version, Direction direction, Located located) {
        boolean backward = direction == Direction.BACKWARD;
        Incompatibility found = located.what();
        String path = located.path();
        String detail = found.getMessage();
        return switch (found.getType()) {
            case READER_FIELD_MISSING_DEFAULT_VALUE ->
                new Problem(
                        subject,
                        version,
                        direction,
                        path,
                        (backward ? "added" : "removed") + " without a default: " + detail,
                        backward ? "give the field a default" : "put the field back");
            case MISSING_UNION_BRANCH ->
                new Problem(
                        subject,
                        version,
                        direction,
                        path,
                        "the union " + (backward ? "lost" : "gained") + " a branch: " + detail,
                        backward
                                ? "put the branch back"
                                : "leave the union as it is, and add a field with a default, or use a new subject");
            case MISSING_ENUM_SYMBOLS ->
                new Problem(
                        subject,
                        version,
                        direction,
                        path,
                        "the enum " + (backward ? "lost" : "gained") + " symbols: " + detail,
                        backward ? "put the symbols back" : "give the enum a default symbol first");
            case NAME_MISMATCH ->
                new Problem(
                        subject, version, direction, path, "renamed: " + detail, "give it back the name that it had");
            case FIXED_SIZE_MISMATCH ->
                new Problem(
                        subject,
                        version,
                        direction,
                        path,
                        "another size: " + detail,
                        "add a new field of another type");
            case TYPE_MISMATCH ->
                new Problem(
                        subject,
                        version,
                        direction,
                        path,
                        "another type: " + detail,
                        "put the type back, and add a new field with a default");
        };
    }

    /** What Avro would let pass, and the chain wouldn't. */
    private static List<Problem> digestRules(String subject, int version, Schema frozen, Schema working) {
        Map<String, Schema> now = records(working);
        List<Problem> problems = new ArrayList<>();
        records(frozen).forEach((name, old) -> {
            Schema current = now.get(name);
            for (Schema.Field field : old.getFields()) {
                Schema.Field same = current == null ? null : current.getField(field.name());
                String path = old.getName() + "." + field.name();
                if (same == null) {
                    problems.add(new Problem(
                            subject,
                            version,
                            Direction.LEDGER,
                            path,
                            "removed: an event that is copied would lose it, and with it its digest",
                            "put the field back; it may stay empty"));
                } else if (field.hasDefaultValue() != same.hasDefaultValue()
                        || !Objects.equals(defaultOf(field), defaultOf(same))) {
                    problems.add(new Problem(
                            subject,
                            version,
                            Direction.LEDGER,
                            path,
                            "another default: the digest leaves defaults out, so it would change with it",
                            "put the default back (" + (field.hasDefaultValue() ? defaultOf(field) : "none") + ")"));
                }
                if (same != null && textBecameBytes(field.schema(), same.schema())) {
                    problems.add(new Problem(
                            subject,
                            version,
                            Direction.LEDGER,
                            path,
                            "text became bytes, or bytes became text: the digest of a copied event would change",
                            "put the type back, and add a new field with a default"));
                }
            }
        });
        problems.addAll(lostSymbols(subject, version, frozen, working));
        return problems;
    }

    /** What Avro calls readable: a symbol that went is read as the default, and what was written is gone. */
    private static List<Problem> lostSymbols(String subject, int version, Schema frozen, Schema working) {
        Map<String, Schema> now = SchemaPaths.named(working);
        List<Problem> problems = new ArrayList<>();
        SchemaPaths.named(frozen).forEach((name, old) -> {
            Schema current = now.get(name);
            if (old.getType() == Schema.Type.ENUM && current != null && current.getType() == Schema.Type.ENUM) {
                old.getEnumSymbols().stream()
                        .filter(symbol -> !current.hasEnumSymbol(symbol))
                        .forEach(symbol -> problems.add(new Problem(
                                subject,
                                version,
                                Direction.LEDGER,
                                old.getName() + "." + symbol,
                                "removed: what was written with this symbol would be read as "
                                        + current.getEnumDefault(),
                                "put the symbol back")));
            }
        });
        return problems;
    }

    private static boolean textBecameBytes(Schema before, Schema after) {
        List<Schema.Type> was = contents(before);
        List<Schema.Type> is = contents(after);
        return was.size() == is.size() && !was.equals(is);
    }

    /** Which of the two that Avro reads as each other a field holds. */
    private static List<Schema.Type> contents(Schema schema) {
        return switch (schema.getType()) {
            case STRING, BYTES -> List.of(schema.getType());
            case ARRAY -> contents(schema.getElementType());
            case MAP -> contents(schema.getValueType());
            case UNION ->
                schema.getTypes().stream()
                        .flatMap(branch -> contents(branch).stream())
                        .sorted()
                        .toList();
            case RECORD, ENUM, FIXED, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> List.of();
        };
    }

    private static String defaultOf(Schema.Field field) {
        return field.hasDefaultValue() ? String.valueOf(field.defaultVal()) : "";
    }

    /** Docs and defaults that every schema has to have. */
    public static List<Problem> ofItself(String subject, Schema schema) {
        List<Problem> problems = new ArrayList<>();
        SchemaPaths.named(schema).values().forEach(type -> {
            if (blank(type.getDoc())) {
                problems.add(itself(subject, type.getName(), "has no doc", "say what it is"));
            }
            if (type.getType() == Schema.Type.ENUM && type.getEnumDefault() == null) {
                problems.add(itself(
                        subject,
                        type.getName(),
                        "has no default symbol: no symbol could ever be added",
                        "give it a default for symbols that a reader doesn't know"));
            }
            if (type.getType() == Schema.Type.RECORD) {
                type.getFields().stream()
                        .filter(field -> blank(field.doc()))
                        .forEach(field -> problems.add(itself(
                                subject,
                                type.getName() + "." + field.name(),
                                "has no doc",
                                "say its meaning, unit and source")));
            }
        });
        return problems;
    }

    private static Problem itself(String subject, String path, String reason, String remedy) {
        return new Problem(subject, 0, Direction.ITSELF, path, reason, remedy);
    }

    private static Map<String, Schema> records(Schema schema) {
        Map<String, Schema> records = new LinkedHashMap<>();
        SchemaPaths.named(schema).forEach((name, type) -> {
            if (type.getType() == Schema.Type.RECORD) {
                records.put(name, type);
            }
        });
        return records;
    }

    private static boolean blank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
