package io.luoledger.wire;

import io.luoledger.ledger.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** The schemas as the sources have them now, under the subjects they are published by. */
final class WorkingSchemas {
    private static final String GENERATED = "io.luoledger.avro.";

    private WorkingSchemas() {}

    /** Subject to schema, for the value of every topic of the catalogue that is an Avro record. */
    static Map<String, Schema> bySubject() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        for (Topics topic : Topics.ALL) {
            if (topic.value().startsWith(GENERATED)) {
                schemaOf(topic.value()).ifPresent(schema -> schemas.put(topic.name() + "-value", schema));
            }
        }
        return schemas;
    }

    /** A topic may stand in the catalogue before its record does: then there is nothing to publish yet. */
    private static Optional<Schema> schemaOf(String className) {
        try {
            return Optional.of(SpecificData.get().getSchema(Class.forName(className)));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
