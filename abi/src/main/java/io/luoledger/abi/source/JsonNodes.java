package io.luoledger.abi.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.wire.UnreadableInputException;
import org.jspecify.annotations.Nullable;

/** Reads a JSON tree and says where it isn't what was expected. */
final class JsonNodes {
    private JsonNodes() {}

    static JsonNode object(@Nullable JsonNode node, String where) {
        if (node == null || !node.isObject()) {
            throw wrong(where, "an object", node);
        }
        return node;
    }

    static JsonNode array(@Nullable JsonNode node, String where) {
        if (node == null || !node.isArray()) {
            throw wrong(where, "an array", node);
        }
        return node;
    }

    static String text(JsonNode parent, String name, String where) {
        JsonNode node = parent.get(name);
        if (node == null || !node.isTextual()) {
            throw wrong(where + "." + name, "a string", node);
        }
        return node.asText();
    }

    static @Nullable String optionalText(JsonNode parent, String name) {
        JsonNode node = parent.get(name);
        return node == null || node.isNull() ? null : node.asText();
    }

    static @Nullable Integer optionalInt(JsonNode parent, String name, String where) {
        JsonNode node = parent.get(name);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < 0) {
            throw wrong(where + "." + name, "a whole number from 0", node);
        }
        return node.asInt();
    }

    static boolean bool(JsonNode parent, String name, boolean orElse) {
        JsonNode node = parent.get(name);
        return (node == null || node.isNull()) ? orElse : node.asBoolean();
    }

    static UnreadableInputException wrong(String where, String expected, @Nullable JsonNode node) {
        String found = (node == null || node.isMissingNode()) ? "nothing" : abbreviated(node.toString());
        return new UnreadableInputException(where + ": expected " + expected + ", found " + found);
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
