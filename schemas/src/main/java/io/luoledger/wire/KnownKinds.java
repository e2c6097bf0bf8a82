package io.luoledger.wire;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * What one version of the event's schema knows of, and how it reads what another version wrote. A kind of event (a
 * branch of the body's union) that only the writer knows doesn't stop it: it is read as a record without fields, which
 * says where it stands and no more. Without that, Avro would take it for the first known kind whose fields all have
 * defaults, which is worse than an error.
 */
final class KnownKinds {
    /** Field of the event that holds its kind. */
    static final String BODY = "body";

    private final Schema own;
    private final Set<String> names;

    private KnownKinds(Schema own) {
        this.own = own;
        this.names = new LinkedHashSet<>();
        kindsOf(own).forEach(kind -> names.add(kind.getFullName()));
    }

    /** What this version of the event's schema knows. */
    static KnownKinds of(Schema own) {
        return new KnownKinds(own);
    }

    /** The branches of the body's union that are records; none where the schema isn't an event's. */
    static List<Schema> kindsOf(Schema event) {
        Schema.Field body = event.getType() == Schema.Type.RECORD ? event.getField(BODY) : null;
        return body == null || body.schema().getType() != Schema.Type.UNION
                ? List.of()
                : body.schema().getTypes().stream()
                        .filter(branch -> branch.getType() == Schema.Type.RECORD)
                        .toList();
    }

    Schema own() {
        return own;
    }

    boolean knows(Schema kind) {
        return names.contains(kind.getFullName());
    }

    /** The schema to read with what was written with this one: the own one, and the writer's other kinds as bare names. */
    Schema readerFor(Schema writer) {
        List<Schema> unknown =
                kindsOf(writer).stream().filter(kind -> !knows(kind)).toList();
        if (unknown.isEmpty()) {
            return own;
        }
        List<Schema> kinds = new ArrayList<>(own.getField(BODY).schema().getTypes());
        unknown.forEach(
                kind -> kinds.add(Schema.createRecord(kind.getName(), null, kind.getNamespace(), false, List.of())));
        List<Schema.Field> fields = own.getFields().stream()
                .map(field -> field.name().equals(BODY)
                        ? new Schema.Field(BODY, Schema.createUnion(kinds), field.doc())
                        : new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord(own.getName(), own.getDoc(), own.getNamespace(), false, fields);
    }
}
