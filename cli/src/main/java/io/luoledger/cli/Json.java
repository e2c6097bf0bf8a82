package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.luoledger.view.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** What a command answers as JSON: a record's components by their names, in their order. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** One document, for programs and for people who look at it. */
    static void print(PrintWriter out, Object record) {
        out.println(MAPPER.valueToTree(record).toPrettyString());
    }

    /** A document's part, to be looked at. */
    static JsonNode node(JsonOutput.Fields part) {
        try (TokenBuffer buffer = new TokenBuffer(MAPPER, false)) {
            part.write(buffer);
            return MAPPER.readTree(buffer.asParser());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line. */
    static String line(Object record) {
        try {
            return MAPPER.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of plain values can always be written", e);
        }
    }
}
