package io.luoledger.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a text of JSON objects, one a line. Blank lines count and mean nothing. */
public final class JsonLines {
    private static final int MAX_SHOWN_CHARS = 60;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** One object, with accessors that say where and what was expected. */
    public static final class Row {
        private final String file;
        private final long line;
        private final JsonNode object;

        private Row(String file, long line, JsonNode object) {
            this.file = file;
            this.line = line;
            this.object = object;
        }

        public boolean has(String field) {
            return object.hasNonNull(field);
        }

        /** A string that isn't empty, else null. */
        public @Nullable String text(String field) {
            JsonNode value = object.get(field);
            return value == null || !value.isTextual() || value.textValue().isEmpty() ? null : value.textValue();
        }

        /** A string that isn't empty, or whatever else stands there as it is written; null where absent or empty. */
        public @Nullable String word(String field) {
            return has(field) && !object.get(field).isTextual()
                    ? object.get(field).toString()
                    : text(field);
        }

        /** Throws where the field isn't a string. */
        public String need(String field) {
            String value = text(field);
            if (value == null) {
                throw unreadable("no \"" + field + "\"");
            }
            return value;
        }

        /** A number, or a string of one in the base ("0x..." is base 16 always); null where absent or empty. */
        public @Nullable Integer number(String field, int base) {
            JsonNode value = object.get(field);
            if (value != null && value.isInt()) {
                return value.intValue();
            }
            String text = text(field);
            if (text == null) {
                if (value != null && !value.isNull() && !value.isTextual()) {
                    throw unreadable("\"" + field + "\" isn't a number: " + value);
                }
                return null;
            }
            try {
                return text.startsWith("0x")
                        ? Integer.parseUnsignedInt(text.substring(2), 16)
                        : Integer.parseInt(text, base);
            } catch (NumberFormatException e) {
                throw unreadable("\"" + field + "\" isn't a number: \"" + text + "\"");
            }
        }

        /** Throws where the field isn't a number. */
        public int needNumber(String field, int base) {
            Integer value = number(field, base);
            if (value == null) {
                throw unreadable("no \"" + field + "\"");
            }
            return value;
        }

        /** What to throw for this row. */
        public UnreadableInputException unreadable(String what) {
            return new UnreadableInputException(file + ": line " + line + ": " + what);
        }
    }

    private JsonLines() {}

    /**
     * Hands over every object, in order. Throws UnreadableInputException for text that isn't one object a line.
     *
     * @param expected what the text should be, for messages
     */
    public static void forEach(TextFile text, String expected, Consumer<Row> sink) {
        long rows = 0;
        long number = 0;
        try (LineReader lines = new LineReader(text.open())) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                number = lines.number();
                if (line.isBlank()) {
                    continue;
                }
                if (lines.tooLong()) {
                    throw new UnreadableInputException(text.name() + ": line " + number + " is longer than "
                            + LineReader.MAX_LINE_BYTES + " bytes, expected " + expected);
                }
                rows++;
                sink.accept(new Row(text.name(), number, object(text.name(), number, line, expected)));
            }
        } catch (IOException e) {
            throw new UnreadableInputException(
                    text.name() + ": can't be read behind line " + number + ": " + Reason.of(e), e);
        }
        if (rows == 0) {
            throw new UnreadableInputException(text.name() + ": empty, expected " + expected);
        }
    }

    private static JsonNode object(String file, long number, String line, String expected) {
        JsonNode read = null;
        try {
            read = MAPPER.readTree(line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line);
        } catch (JsonProcessingException e) {
            // said below, with what was expected
        }
        if (read == null || !read.isObject()) {
            String shown = line.length() > MAX_SHOWN_CHARS ? line.substring(0, MAX_SHOWN_CHARS) + "..." : line;
            throw new UnreadableInputException(
                    file + ": line " + number + ": \"" + shown.strip() + "\", expected " + expected);
        }
        return read;
    }
}
