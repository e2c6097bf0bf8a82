package io.luoledger.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.UnreadableInputException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A file of waivers: <pre>
 * {"waivers": [{"host", "finding", "subject"?, "reason", "expires": "2027-01-31"}],
 *  "retired": [{"host", "since": "2026-11-30T10:00:00Z", "reason"}]}</pre>
 */
public final class WaiverFile {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private WaiverFile() {}

    /**
     * All that is in it, in its order: waivers, then retired hosts.
     *
     * @param name of the file, for messages
     * @throws UnreadableInputException with the place and what was expected
     */
    public static List<Waiver> read(byte[] file, String name) {
        JsonNode root = JsonDocument.read(file, name);
        if (!root.path("waivers").isArray() && !root.path("retired").isArray()) {
            throw new UnreadableInputException(name + ": expected {\"waivers\": [...], \"retired\": [...]}");
        }
        List<Waiver> waivers = new ArrayList<>(all(root.path("waivers"), name + ": waiver ", WaiverFile::waiver));
        waivers.addAll(all(root.path("retired"), name + ": retired host ", WaiverFile::retired));
        return waivers;
    }

    private interface Reader<T> {
        T read(JsonNode node, String where);
    }

    private static <T> List<T> all(JsonNode list, String where, Reader<T> reader) {
        List<T> all = new ArrayList<>();
        for (JsonNode node : list) {
            all.add(reader.read(node, where + (all.size() + 1)));
        }
        return all;
    }

    private static Waiver waiver(JsonNode node, String where) {
        String id = text(node, "finding", where);
        return Waiver.of(
                text(node, "host", where),
                FindingCatalogue.find(id.toUpperCase(Locale.ROOT))
                        .orElseThrow(() -> new UnreadableInputException(
                                where + ": no finding has the id " + id + "; `luo-ledger findings` lists them")),
                node.has("subject") ? text(node, "subject", where) : null,
                text(node, "reason", where),
                time(node, "expires", where, "a day such as 2027-01-31", LocalDate::parse));
    }

    private static Waiver retired(JsonNode node, String where) {
        Instant since = time(node, "since", where, "a time such as 2026-11-30T10:00:00Z", Instant::parse);
        return Waiver.retired(
                text(node, "host", where),
                text(node, "reason", where),
                since.getEpochSecond() * MICROS_PER_SECOND + since.getNano() / NANOS_PER_MICRO);
    }

    private static String text(JsonNode node, String field, String where) {
        String text = node.path(field).asText("");
        if (text.isBlank()) {
            throw new UnreadableInputException(where + ": \"" + field
                    + "\" is missing or empty; a waiver needs host, finding, reason and expires, a retired host host, since and"
                    + " reason");
        }
        return text;
    }

    private static <T> T time(JsonNode node, String field, String where, String expected, Function<String, T> parse) {
        String text = text(node, field, where);
        try {
            return parse.apply(text);
        } catch (DateTimeParseException e) {
            throw new UnreadableInputException(
                    where + ": \"" + field + "\" is '" + text + "', expected " + expected, e);
        }
    }
}
