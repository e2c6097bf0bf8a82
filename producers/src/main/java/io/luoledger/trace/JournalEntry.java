package io.luoledger.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.text.PlainText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An entry of the journal as {@code journalctl -o json} prints it, an object a line. */
final class JournalEntry {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TRANSPORT = "_TRANSPORT";

    private JournalEntry() {}

    /** Null for what isn't an entry, or is one that the kernel didn't make. */
    static @Nullable KernelLogLine parse(String line) {
        if (line.charAt(0) != '{' || !line.contains(TRANSPORT)) {
            return null;
        }
        JsonNode entry;
        try {
            entry = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            return null;
        }
        String message = text(entry.path("MESSAGE"));
        if (!entry.path(TRANSPORT).asText().equals("kernel") || message == null) {
            return null;
        }
        long micros = entry.path("_SOURCE_MONOTONIC_TIMESTAMP").asLong(-1);
        return new KernelLogLine(micros < 0 ? -1 : micros * 1000, TraceLine.Stamp.NO_TASK, message);
    }

    /** As text, or byte by byte where the journal holds something that can't be shown, such as a colour. */
    private static @Nullable String text(JsonNode message) {
        if (!message.isArray()) {
            return message.textValue();
        }
        byte[] bytes = new byte[message.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) message.get(i).asInt();
        }
        return PlainText.of(new String(bytes, StandardCharsets.UTF_8));
    }
}
