package io.luoledger.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** JSON documents that may be longer than memory, written part by part. */
public final class JsonOutput {
    private JsonOutput() {}

    /** Writes what stands in a document. */
    @FunctionalInterface
    public interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    /** Writes one of several. */
    @FunctionalInterface
    public interface Item<T> {
        void write(JsonGenerator out, T item) throws IOException;
    }

    /** One document, an object, and a line end; the writer stays open. */
    public static void document(Writer writer, Fields fields) {
        try (JsonGenerator out = new JsonFactory().createGenerator(writer)) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
            out.writeRaw(System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static <T> void array(JsonGenerator out, String name, Iterable<T> items, Item<T> item) throws IOException {
        out.writeArrayFieldStart(name);
        for (T one : items) {
            item.write(out, one);
        }
        out.writeEndArray();
    }
}
