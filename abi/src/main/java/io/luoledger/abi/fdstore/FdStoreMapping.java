package io.luoledger.abi.fdstore;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.luoledger.event.EventLimits;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.StoredFd;
import io.luoledger.event.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the mapping that systemd's shutdown leaves in token 0 of its session, preserved last, for the PID 1 of the next
 * kernel. Source: src/core/luo.c and src/shared/luo-util.c of systemd as of 2026.
 *
 * <pre>
 * mapping = {"version": 1, "state"?: {"kexecsCount"?: N}, "units"?: {UNIT: {"fdstore"?: [entry ...]} ...}}
 * entry   = {"type": "fd", "name"?: FDNAME, "token": N} | {"type": "luo_session", "name"?: FDNAME, "sessionName": NAME}
 * </pre>
 *
 * What else stands in it is passed over, as systemd does. An entry's faults (no token, a token twice) are for those who
 * know the session; what makes the whole unreadable is a problem, and then there are no entries.
 */
public final class FdStoreMapping {
    /** Name of the session that PID 1 makes. */
    public static final String SESSION = "systemd";

    /** The token that the mapping has in it; entries begin at 1. */
    public static final Token TOKEN = new Token(0);

    /** The one version that is known. */
    public static final long VERSION = 1;

    /** More than {@link EventLimits#MOST_ITEMS} entries with the longest of names take. */
    public static final int MOST_BYTES = 1 << 20;

    private static final int MOST_DEPTH = 32;
    private static final int MOST_NAME_BYTES = 255;
    private static final int MOST_SESSION_BYTES = 64;
    private static final int MOST_PROBLEM_CHARS = 512;
    private static final int MOST_SHOWN_CHARS = 60;

    private static final String SHUTDOWN_FORM = "the file that PID 1 hands to systemd-shutdown, whose entries have file"
            + " descriptors (fd), not tokens; expected what systemd-shutdown put into token 0";
    private static final String OLD_FORM = "the form of before version 1, keyed by control group and without a version;"
            + " expected {\"version\": 1, \"units\": ...}";

    private static final ObjectReader JSON = reader();

    /** Why it can't be read, for people. */
    private static final class Unfit extends RuntimeException {
        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    private FdStoreMapping() {}

    private static ObjectReader reader() {
        JsonFactory factory = new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MOST_DEPTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return new ObjectMapper(factory).readerFor(JsonNode.class);
    }

    /** What the bytes of token 0 say. */
    public static FdStoreMapped read(byte[] contents) {
        try {
            return mapped(document(contents));
        } catch (Unfit e) {
            return unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static FdStoreMapped unreadable(String problem) {
        return new FdStoreMapped(Session.named(SESSION), null, null, List.of(), cut(problem, MOST_PROBLEM_CHARS));
    }

    private static JsonNode document(byte[] contents) {
        if (contents.length > MOST_BYTES) {
            throw new Unfit(contents.length + " bytes, expected at most " + MOST_BYTES);
        }
        try (JsonParser parser = JSON.createParser(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(contents))
                .toString())) {
            JsonNode root = JSON.readTree(parser);
            if (root == null) {
                throw new Unfit("nothing in it, expected a JSON object");
            }
            if (parser.nextToken() != null) {
                throw new Unfit("more behind the end of its JSON");
            }
            if (!root.isObject()) {
                throw new Unfit("expected a JSON object, found " + shown(root));
            }
            return root;
        } catch (CharacterCodingException e) {
            throw new Unfit("not UTF-8");
        } catch (JsonProcessingException e) {
            throw new Unfit("not JSON: " + e.getOriginalMessage()
                    + (e.getLocation() == null
                            ? ""
                            : ", line " + e.getLocation().getLineNr() + ", column "
                                    + e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can always be read", e);
        }
    }

    private static FdStoreMapped mapped(JsonNode root) {
        if (!root.has("version")) {
            throw new Unfit(isOldForm(root) ? OLD_FORM : "without a version, expected " + VERSION);
        }
        long version = unsigned(root, "version", "version");
        if (version == 0) {
            throw new Unfit("version 0, expected " + VERSION);
        }
        if (version != VERSION) {
            // what a newer one means by its parts nobody knows
            return new FdStoreMapped(Session.named(SESSION), version, null, List.of(), null);
        }
        JsonNode state = object(root, "state", "state");
        Long kexecs = state.has("kexecsCount") ? (Long) unsigned(state, "kexecsCount", "state.kexecsCount") : null;
        return new FdStoreMapped(
                Session.named(SESSION), version, kexecs, entries(object(root, "units", "units")), null);
    }

    private static boolean isOldForm(JsonNode root) {
        return !root.has("units")
                && root.properties().stream().anyMatch(group -> group.getValue().isArray());
    }

    private static List<StoredFd> entries(JsonNode units) {
        List<StoredFd> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> unit : units.properties()) {
            String name = limited(unit.getKey(), MOST_NAME_BYTES, "a unit's name");
            String place = "unit " + cut(name, MOST_SHOWN_CHARS);
            if (!unit.getValue().isObject()) {
                throw new Unfit(place + ": expected an object, found " + shown(unit.getValue()));
            }
            JsonNode store = unit.getValue().path("fdstore");
            if (!store.isMissingNode() && !store.isArray()) {
                throw new Unfit(place + ", fdstore: expected an array, found " + shown(store));
            }
            for (int i = 0; i < store.size(); i++) {
                entries.add(entry(name, store.get(i), place + ", entry " + (i + 1)));
            }
            if (entries.size() > EventLimits.MOST_ITEMS) {
                throw new Unfit("more than " + EventLimits.MOST_ITEMS + " entries");
            }
        }
        return entries;
    }

    private static StoredFd entry(String unit, JsonNode entry, String place) {
        if (!entry.isObject()) {
            throw new Unfit(place + ": expected an object, found " + shown(entry));
        }
        String type = text(entry, "type", MOST_NAME_BYTES, place);
        if (type == null) {
            throw new Unfit(
                    place + ": without a type, expected \"" + StoredFd.FD + "\" or \"" + StoredFd.SESSION + "\"");
        }
        if (type.equals(StoredFd.FD) && entry.has("fd") && !entry.has("token")) {
            throw new Unfit(SHUTDOWN_FORM);
        }
        return new StoredFd(
                unit,
                type,
                text(entry, "name", MOST_NAME_BYTES, place),
                entry.has("token") ? new Token(unsigned(entry, "token", place + ", token")) : null,
                text(entry, "sessionName", MOST_SESSION_BYTES, place),
                null);
    }

    // ---- values ----

    /** Of an object that may be left out. */
    private static JsonNode object(JsonNode parent, String field, String place) {
        JsonNode value = parent.path(field);
        if (!value.isMissingNode() && !value.isObject()) {
            throw new Unfit(place + ": expected an object, found " + shown(value));
        }
        return value;
    }

    /** An unsigned 64-bit number, kept in a signed one. */
    private static long unsigned(JsonNode parent, String field, String place) {
        JsonNode value = parent.path(field);
        if (!value.isIntegralNumber()
                || value.bigIntegerValue().signum() < 0
                || value.bigIntegerValue().bitLength() > Long.SIZE) {
            throw new Unfit(place + ": expected an unsigned number, found " + shown(value));
        }
        return value.bigIntegerValue().longValue();
    }

    private static @Nullable String text(JsonNode parent, String field, int mostBytes, String place) {
        JsonNode value = parent.path(field);
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new Unfit(place + ", " + field + ": expected a text, found " + shown(value));
        }
        return limited(value.textValue(), mostBytes, place + ", " + field);
    }

    private static String limited(String text, int mostBytes, String place) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > mostBytes) {
            throw new Unfit(place + ": " + bytes + " bytes, expected at most " + mostBytes);
        }
        return text;
    }

    private static String shown(JsonNode value) {
        return cut(value.toString(), MOST_SHOWN_CHARS);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 4)) ? most - 4 : most - 3;
        return text.substring(0, end) + "...";
    }
}
