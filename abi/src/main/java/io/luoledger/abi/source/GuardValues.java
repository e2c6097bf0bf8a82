package io.luoledger.abi.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.abi.Guard;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;

/** Guards that a user gives for a source that holds none: a JSON object of constants and their values. */
public final class GuardValues {
    private GuardValues() {}

    /** Reads such as {@code {"LUO_ABI_COMPATIBLE": "luo-v5", "KHO_METADATA_VERSION": 1}}. */
    public static List<Guard> read(byte[] document, String name) {
        JsonNode root = JsonDocument.read(document, name);
        List<Guard> guards = new ArrayList<>();
        JsonNodes.object(root, name).properties().forEach(entry -> {
            GuardNames.Meaning meaning = GuardNames.of(
                            entry.getKey(), entry.getValue().asText())
                    .orElseThrow(() -> new UnreadableInputException(name + ": " + entry.getKey()
                            + ": not a guard that is known; expected such as LUO_ABI_COMPATIBLE"));
            if (!entry.getValue().isTextual() && !entry.getValue().isIntegralNumber()) {
                throw JsonNodes.wrong(name + ": " + entry.getKey(), "a string or a whole number", entry.getValue());
            }
            guards.add(Guard.of(
                    entry.getKey(),
                    meaning.layer(),
                    meaning.kind(),
                    entry.getValue().asText(),
                    name));
        });
        return guards;
    }
}
