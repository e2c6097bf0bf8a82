package io.luoledger.wire;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/** What a schema has names for. Versions only add to it, so that of several the newest has the largest. */
final class Vocabulary {
    private final Set<String> names = new HashSet<>();

    private Vocabulary() {}

    /** The schema with the largest vocabulary: the first one, unless another event schema knows more. */
    static Schema widest(Schema own, Collection<Schema> others) {
        Schema widest = own;
        int most = size(own);
        for (Schema other : others) {
            if (other.getFullName().equals(own.getFullName()) && size(other) > most) {
                widest = other;
                most = size(other);
            }
        }
        return widest;
    }

    private static int size(Schema schema) {
        Vocabulary vocabulary = new Vocabulary();
        vocabulary.add(schema);
        return vocabulary.names.size();
    }

    private void add(Schema schema) {
        switch (schema.getType()) {
            case RECORD -> {
                if (names.add(schema.getFullName())) {
                    schema.getFields().forEach(field -> {
                        names.add(schema.getFullName() + "." + field.name());
                        add(field.schema());
                    });
                }
            }
            case ENUM -> schema.getEnumSymbols().forEach(symbol -> names.add(schema.getFullName() + "." + symbol));
            case ARRAY -> add(schema.getElementType());
            case MAP -> add(schema.getValueType());
            case UNION -> schema.getTypes().forEach(this::add);
            case FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
                // has no names in it
            }
        }
    }
}
