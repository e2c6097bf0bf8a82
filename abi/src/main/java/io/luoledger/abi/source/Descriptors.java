package io.luoledger.abi.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Descriptors to and from JSON: the project's own form, a list by source, or one kernel's recorded facts. */
public final class Descriptors {
    private Descriptors() {}

    public static String toJson(AbiDescriptor descriptor) {
        return write(OwnForm.write(descriptor));
    }

    /** As a list, also when it is one. */
    public static String toJson(List<AbiDescriptor> descriptors) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        descriptors.forEach(descriptor -> array.add(OwnForm.write(descriptor)));
        return write(array);
    }

    /** SHA-256 of all that a descriptor says, as 64 hexadecimal digits: two that are equal have the same. */
    public static String digest(AbiDescriptor descriptor) {
        try {
            byte[] text = OwnForm.write(descriptor).toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String write(JsonNode node) {
        try {
            return JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(node)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    /** What a file is that somebody gave in a kernel's place, when it is something that people do give. */
    public static Optional<String> foreign(byte[] file) {
        return ForeignText.of(file);
    }

    /**
     * Every descriptor in a JSON document.
     *
     * @param name of the document, for messages
     * @param release the one to take from a list; null for all
     * @throws UnreadableInputException with the place and what was expected
     */
    public static List<AbiDescriptor> fromJson(byte[] document, String name, @Nullable String release) {
        ForeignText.of(document).ifPresent(what -> {
            throw new UnreadableInputException(
                    name + ": expected a descriptor in JSON, BTF or a source tree's directory," + " found " + what);
        });
        JsonNode root = JsonDocument.read(document, name);
        List<AbiDescriptor> found = CatalogueForm.is(root) ? CatalogueForm.read(root, name, release) : each(root, name);
        if (found.isEmpty()) {
            throw new UnreadableInputException(
                    name + ": no kernel in it" + (release == null ? "" : " called " + release));
        }
        return found;
    }

    private static List<AbiDescriptor> each(JsonNode root, String name) {
        List<AbiDescriptor> found = new ArrayList<>();
        if (root.isArray()) {
            for (int i = 0; i < root.size(); i++) {
                found.addAll(each(root.get(i), name + "[" + i + "]"));
            }
        } else if (OwnForm.is(root)) {
            found.add(OwnForm.read(root, name));
        } else if (FactsForm.is(root)) {
            found.add(FactsForm.read(root, name));
        } else {
            throw JsonNodes.wrong(
                    name,
                    "a descriptor (\"format\"), a kernel's facts (\"strings\" and \"structs\") or a list of structs with \"subsystem\" and \"source\"",
                    root);
        }
        return found;
    }
}
