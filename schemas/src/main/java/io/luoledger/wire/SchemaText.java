package io.luoledger.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/** Schemas as they are frozen: pretty-printed, with every doc and default, without what only generated classes need. */
final class SchemaText {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Looked up once: Avro's look-up goes wrong where two threads are the first to ask. */
    private static final SchemaFormatter PRETTY = SchemaFormatter.getInstance("json/pretty");

    private static final String JAVA_ONLY = "avro.java.string";
    private static final String DOC = "doc";

    private SchemaText() {}

    /** The text of a schema's frozen file. Two schemas with the same text are the same contract. */
    static String frozen(Schema schema) {
        try {
            return PRETTY.format(without(schema, Set.of(JAVA_ONLY))) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro printed a schema that isn't JSON", e);
        }
    }

    /** Whether two schemas say the same of bytes and of defaults, whatever they tell people. */
    static boolean sameContract(Schema left, Schema right) {
        try {
            return without(left, Set.of(JAVA_ONLY, DOC)).equals(without(right, Set.of(JAVA_ONLY, DOC)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro printed a schema that isn't JSON", e);
        }
    }

    private static Schema without(Schema schema, Set<String> attributes) throws JsonProcessingException {
        return new Schema.Parser()
                .parse(JSON.writeValueAsString(without(JSON.readTree(schema.toString()), attributes)));
    }

    private static JsonNode without(JsonNode node, Set<String> attributes) {
        if (node instanceof ObjectNode object) {
            object.remove(attributes);
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> object.set(name, without(object.get(name), attributes)));
            // {"type": "string"} says no more than "string"
            boolean bare = object.size() == 1 && object.path("type").isTextual();
            return bare ? object.get("type") : object;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, without(array.get(i), attributes));
            }
        }
        return node;
    }
}
