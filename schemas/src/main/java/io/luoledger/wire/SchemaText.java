package io.luoledger.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/** Schemas as they are frozen: pretty-printed, with every doc and default, without what only generated classes need. */
final class SchemaText {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Looked up once: Avro's look-up goes wrong where two threads are the first to ask. */
    private static final SchemaFormatter PRETTY = SchemaFormatter.getInstance("json/pretty");

    private static final String JAVA_ONLY = "avro.java.string";

    private SchemaText() {}

    /** The text of a schema's frozen file. Two schemas with the same text are the same contract. */
    static String frozen(Schema schema) {
        try {
            String plain = JSON.writeValueAsString(withoutJava(JSON.readTree(schema.toString())));
            return PRETTY.format(new Schema.Parser().parse(plain)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro printed a schema that isn't JSON", e);
        }
    }

    private static JsonNode withoutJava(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(JAVA_ONLY);
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> object.set(name, withoutJava(object.get(name))));
            // {"type": "string"} says no more than "string"
            boolean bare = object.size() == 1 && object.path("type").isTextual();
            return bare ? object.get("type") : object;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutJava(array.get(i)));
            }
        }
        return node;
    }
}
