package io.luoledger.abi.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;

/** A list of hosts with what they hold: {@code {"hosts": [{"host", "kernel", "handlers": [...], "flbs": [...]}]}}. */
public final class HoldingsList {
    private HoldingsList() {}

    /**
     * Every host of it, in its order.
     *
     * @param name of the document, for messages
     * @throws UnreadableInputException with the place and what was expected
     */
    public static List<Holdings> read(byte[] document, String name) {
        JsonNode root = JsonDocument.read(document, name);
        if (!root.path("hosts").isArray()) {
            throw new UnreadableInputException(
                    name + ": expected {\"hosts\": [{\"host\", \"kernel\", \"handlers\", \"flbs\"}]}");
        }
        List<Holdings> holdings = new ArrayList<>();
        for (JsonNode one : root.get("hosts")) {
            String host = one.path("host").asText("");
            String kernel = one.path("kernel").asText("");
            if (host.isEmpty() || kernel.isEmpty()) {
                throw new UnreadableInputException(
                        name + ": host " + (holdings.size() + 1) + ": \"host\" and \"kernel\" are needed");
            }
            holdings.add(new Holdings(host, kernel, texts(one.path("handlers")), texts(one.path("flbs"))));
        }
        return holdings;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
