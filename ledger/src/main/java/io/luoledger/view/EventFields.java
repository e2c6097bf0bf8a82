package io.luoledger.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.Body;
import io.luoledger.event.Field;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Token;
import io.luoledger.event.UnknownBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event of each type says beyond the envelope, under the names of {@code events --json}: the fields of its record,
 * in their order. What isn't known is left out. Addresses, tokens and handles are strings "0x…".
 */
public final class EventFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Numbers that people know in hexadecimal, by their fields' names. */
    private static final Map<String, String> HEX = Map.of(
            "data",
            "0x%x",
            "command",
            "0x%x",
            "classCode",
            "0x%06x",
            "acsControl",
            "0x%04x",
            "unknownFeatures",
            "0x%x",
            "vendor",
            "%04x",
            "deviceId",
            "%04x");

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private EventFields() {}

    public static Map<String, Object> of(Body body) {
        return body instanceof UnknownBody unknown ? unknown(unknown) : ofRecord(body);
    }

    private static Map<String, Object> ofRecord(Object record) {
        EventFields fields = new EventFields();
        Field.of(record.getClass()).forEach(field -> fields.add(field.name(), field.in(record)));
        return fields.fields;
    }

    private void add(String name, @Nullable Object value) {
        switch (value) {
            case null -> {}
            case Result told -> {
                // stands in the envelope
            }
            case Session session -> session(session);
            case PciAddress address -> address(name, address);
            case PciIdentity identity -> {
                fields.put(name, identity.toString());
                add("rootBus", identity.rootBus());
            }
            case Token token -> fields.put(name, token.toString());
            case Enum<?> constant -> fields.put(name, constant.name());
            case Record parts -> fields.put(name, ofRecord(parts));
            case List<?> items -> list(name, items);
            case Number number -> number(name, number);
            default -> fields.put(name, value);
        }
    }

    /** A device's own address is two fields, another's is one. */
    private void address(String name, PciAddress address) {
        if (name.equals("address")) {
            fields.put("segment", Integer.toUnsignedLong(address.segment()));
            fields.put("bdf", address.bdfText());
        } else {
            fields.put(name, address.toString());
        }
    }

    /** One that is empty isn't told. */
    private void list(String name, List<?> items) {
        if (!items.isEmpty()) {
            fields.put(
                    name,
                    items.stream()
                            .map(item -> item instanceof Record parts ? ofRecord(parts) : item)
                            .toList());
        }
    }

    private void number(String name, Number number) {
        String format = HEX.get(name);
        fields.put(name.equals("classCode") ? "class" : name, format == null ? number : format.formatted(number));
    }

    private void session(Session session) {
        fields.put("session", session.name());
        if (session.placeholder()) {
            // the name is a stand-in: nobody shall take it for the session's own
            fields.put("sessionPlaceholder", true);
        }
    }

    /** Kept apart: its fields' names may be those of the envelope. */
    private static Map<String, Object> unknown(UnknownBody body) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("unknownKind", true);
        try {
            fields.put("fields", JSON.readValue(body.fields(), Map.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the fields of an unknown kind are a JSON object", e);
        }
        return fields;
    }
}
