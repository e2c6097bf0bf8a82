package io.luoledger.proof;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.ChainHash;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A receipt as a JSON document:
 *
 * <pre>
 * {"format": "luo-ledger-receipt-1", "kind": "log|root|host", "made", "hosts", "events", "root", "seal",
 *  "heads": [{"host", "sequence", "chain", "origin"}], "proof": {"index", "path": [hash...]}}
 * </pre>
 */
public final class ReceiptFile {
    static final String FORMAT = "luo-ledger-receipt-1";
    /** A head is some 130 bytes: room for more than a million hosts. Unit: bytes. */
    private static final int MAX_BYTES = 256 << 20;

    private static final int MAX_PATH = 64;

    private ReceiptFile() {}

    /** Writes the document and a line end; leaves the writer open. */
    public static void write(Receipt receipt, Writer writer) {
        try (JsonGenerator out = new JsonFactory().createGenerator(writer)) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeStringField("format", FORMAT);
            out.writeStringField("kind", receipt.kind().name().toLowerCase(Locale.ROOT));
            out.writeStringField("made", receipt.made());
            out.writeNumberField("hosts", receipt.hosts());
            out.writeNumberField("events", receipt.events());
            out.writeStringField("root", receipt.root().toString());
            out.writeStringField("seal", receipt.seal().toString());
            if (receipt.kind() != Receipt.Kind.ROOT) {
                out.writeArrayFieldStart("heads");
                for (HostHead head : receipt.heads()) {
                    out.writeStartObject();
                    out.writeStringField("host", head.host());
                    out.writeNumberField("sequence", head.sequence());
                    out.writeStringField("chain", head.chain().toString());
                    out.writeStringField("origin", "%016x".formatted(head.origin()));
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
            Receipt.Inclusion proof = receipt.proof();
            if (proof != null) {
                out.writeObjectFieldStart("proof");
                out.writeNumberField("index", proof.index());
                out.writeArrayFieldStart("path");
                for (ChainHash step : proof.path()) {
                    out.writeString(step.toString());
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeRaw(System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one and checks that it agrees with itself; leaves the stream open.
     *
     * @param name how messages call it
     * @throws UnreadableInputException for what isn't a whole receipt
     */
    public static Receipt read(String name, InputStream in) {
        try {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw bad(name, "more than " + (MAX_BYTES >> 20) + " MiB", null);
            }
            JsonNode document = mapper().readTree(bytes);
            if (document == null
                    || !document.isObject()
                    || !document.path("format").isTextual()) {
                throw bad(name, "not a receipt", null);
            }
            if (!document.path("format").asText().equals(FORMAT)) {
                throw bad(
                        name,
                        "a receipt of format " + document.path("format").asText() + ", this version reads " + FORMAT,
                        null);
            }
            Receipt receipt = receipt(document);
            String damage = receipt.damage();
            if (damage == null && !hash(document, "seal").equals(receipt.seal())) {
                damage = "its seal doesn't fit its contents";
            }
            if (damage != null) {
                throw bad(name, "a damaged receipt: " + damage, null);
            }
            return receipt;
        } catch (JsonProcessingException e) {
            throw bad(
                    name,
                    "not a receipt: " + e.getOriginalMessage().replaceFirst(": was expecting .*", "") + place(e),
                    e);
        } catch (IllegalArgumentException e) {
            throw bad(name, "a damaged receipt: " + e.getMessage(), e);
        } catch (IOException e) {
            throw bad(name, "can't be read: " + Reason.of(e), e);
        }
    }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(8)
                        .maxStringLength(4096)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static Receipt receipt(JsonNode document) {
        String kindText = text(document, "kind");
        Receipt.Kind kind = switch (kindText) {
            case "log" -> Receipt.Kind.LOG;
            case "root" -> Receipt.Kind.ROOT;
            case "host" -> Receipt.Kind.HOST;
            default -> throw new IllegalArgumentException("kind \"" + kindText + "\", expected log, root or host");
        };
        List<HostHead> heads = new ArrayList<>();
        for (JsonNode head : document.path("heads")) {
            heads.add(new HostHead(
                    text(head, "host"),
                    number(head, "sequence"),
                    hash(head, "chain"),
                    Long.parseUnsignedLong(text(head, "origin"), 16)));
        }
        for (int i = 1; i < heads.size(); i++) {
            if (HostHead.ORDER.compare(heads.get(i - 1), heads.get(i)) >= 0) {
                throw new IllegalArgumentException(
                        "head of host " + heads.get(i).host() + " out of order, expected each host once, in order");
            }
        }
        if (kind == Receipt.Kind.HOST && heads.size() != 1) {
            throw new IllegalArgumentException(heads.size() + " heads, expected one");
        }
        return new Receipt(
                kind,
                text(document, "made"),
                number(document, "hosts"),
                number(document, "events"),
                hash(document, "root"),
                heads,
                kind == Receipt.Kind.HOST ? proof(document.path("proof")) : null);
    }

    private static Receipt.@Nullable Inclusion proof(JsonNode proof) {
        List<ChainHash> path = new ArrayList<>();
        for (JsonNode step : proof.path("path")) {
            path.add(ChainHash.parse(step.asText()));
        }
        if (path.size() > MAX_PATH) {
            throw new IllegalArgumentException("a path of " + path.size() + " steps, expected at most " + MAX_PATH);
        }
        return new Receipt.Inclusion(number(proof, "index"), path);
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("no text in the field \"" + field + "\"");
        }
        return value.asText();
    }

    private static long number(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw new IllegalArgumentException("no number from 0 in the field \"" + field + "\"");
        }
        return value.asLong();
    }

    private static ChainHash hash(JsonNode object, String field) {
        try {
            return ChainHash.parse(text(object, field));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no hash of 64 hexadecimal digits in the field \"" + field + "\"", e);
        }
    }

    private static UnreadableInputException bad(String name, String what, @Nullable Exception cause) {
        String message = name + ": " + what + "; expected a receipt as verify --receipt writes it";
        return cause == null ? new UnreadableInputException(message) : new UnreadableInputException(message, cause);
    }
}
