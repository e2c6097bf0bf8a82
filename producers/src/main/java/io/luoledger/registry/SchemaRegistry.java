package io.luoledger.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.wire.SchemasUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.Schema;

/**
 * A schema registry by Confluent's REST protocol (Confluent's own, Apicurio's {@code /apis/ccompat/v7}, Karapace, ...).
 * Believes little: an answer of another shape, of absurd size or from elsewhere is a {@link
 * SchemasUnavailableException}, like no answer at all. Safe to share between threads.
 */
public final class SchemaRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    /** A version of a subject, as the registry has it. */
    public record Version(int id, int version, Schema schema) {}

    /** What a registration came to. */
    public sealed interface Registration {
        /** It is there, under this id. */
        record Done(int id) implements Registration {}

        /** The registry's own rules forbid it. */
        record Refused(String reason) implements Registration {}
    }

    private final RegistryHttp http;

    public SchemaRegistry(RegistryAddress address) {
        http = new RegistryHttp(address);
    }

    /** How messages call it. */
    public String name() {
        return http.name();
    }

    /** The schema under an id. */
    public Optional<Schema> find(int id) {
        RegistryHttp.Answer answer = http.get("/schemas/ids/" + id);
        return answer.notFound() ? Optional.empty() : Optional.of(schema(json(answer, 200), "schema id " + id));
    }

    /** The id of a subject's schema, if it has this one. */
    public OptionalInt idOf(String subject, String schema) {
        RegistryHttp.Answer answer = http.post("/subjects/" + subject, body(schema));
        return answer.notFound() ? OptionalInt.empty() : OptionalInt.of(number(json(answer, 200), "id", subject));
    }

    /** Adds a version to a subject; does nothing where it is there already. */
    public Registration register(String subject, String schema) {
        RegistryHttp.Answer answer = http.post("/subjects/" + subject + "/versions", body(schema));
        return answer.status() == CONFLICT || answer.status() == UNPROCESSABLE
                ? new Registration.Refused(answer.message())
                : new Registration.Done(number(json(answer, 200), "id", subject));
    }

    /** Every version of a subject, oldest first; empty when it has none. */
    public List<Version> versions(String subject) {
        RegistryHttp.Answer answer = http.get("/subjects/" + subject + "/versions");
        if (answer.notFound()) {
            return List.of();
        }
        List<Version> versions = new ArrayList<>();
        for (JsonNode number : json(answer, 200)) {
            if (!number.isInt()) {
                throw new SchemasUnavailableException(
                        name() + ": the versions of " + subject + " aren't numbers, expected a list of numbers");
            }
            JsonNode version = json(http.get("/subjects/" + subject + "/versions/" + number.asInt()), 200);
            versions.add(new Version(
                    number(version, "id", subject),
                    number.asInt(),
                    schema(version, subject + " version " + number.asInt())));
        }
        return versions;
    }

    /** The compatibility that the registry asks of a subject's versions: its own setting, else the registry's. */
    public String compatibility(String subject) {
        RegistryHttp.Answer own = http.get("/config/" + subject);
        JsonNode setting = json(own.notFound() ? http.get("/config") : own, 200);
        return setting.path("compatibilityLevel").asText("NONE");
    }

    private static String body(String schema) {
        return JSON.createObjectNode().put("schema", schema).toString();
    }

    private JsonNode json(RegistryHttp.Answer answer, int expected) {
        if (answer.status() != expected) {
            throw new SchemasUnavailableException(name() + " answers " + answer.status() + " to " + answer.question()
                    + (answer.message().isEmpty() ? "" : " (" + answer.message() + ")") + ", expected " + expected
                    + (answer.status() == 404
                            ? "; is this the address of its REST protocol (Apicurio's is at /apis/ccompat/v7)?"
                            : ""));
        }
        JsonNode json = answer.json();
        if (json == null) {
            throw new SchemasUnavailableException(name() + " answers " + answer.question()
                    + " with something that isn't JSON, expected the REST protocol of a Confluent schema registry"
                    + " (Apicurio's is at /apis/ccompat/v7)");
        }
        return json;
    }

    private int number(JsonNode json, String field, String what) {
        if (!json.path(field).isInt()) {
            throw new SchemasUnavailableException(name() + ": no number \"" + field + "\" in the answer for " + what);
        }
        return json.path(field).asInt();
    }

    private Schema schema(JsonNode json, String what) {
        String type = json.path("schemaType").asText("AVRO");
        if (!json.path("schema").isTextual() || !type.equals("AVRO")) {
            throw new SchemasUnavailableException(
                    name() + ": " + what + " is no Avro schema (type " + type + "), expected one");
        }
        try {
            return new Schema.Parser().parse(json.path("schema").asText());
        } catch (RuntimeException | StackOverflowError e) {
            // what stands there is somebody else's: no more is said of it
            throw new SchemasUnavailableException(name() + ": " + what + " is no Avro schema, expected one", e);
        }
    }
}
