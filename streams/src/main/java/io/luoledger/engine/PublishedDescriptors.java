package io.luoledger.engine;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.AbiCodec;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The kernels of luo.abi as they stand there at this moment. */
public final class PublishedDescriptors {
    private PublishedDescriptors() {}

    /**
     * By release. What can't be read there is no kernel that a way could lead over.
     *
     * @param leftOut hears which those were, and why
     */
    public static Map<String, AbiDescriptor> read(ClientSettings client, Consumer<String> leftOut) {
        try (ClusterSchemas schemas = new ClusterSchemas(client)) {
            return read(client, new AbiCodec(schemas), leftOut);
        }
    }

    private static Map<String, AbiDescriptor> read(ClientSettings client, AbiCodec codec, Consumer<String> leftOut) {
        Map<String, AbiDescriptor> kernels = new LinkedHashMap<>();
        TopicSnapshot.readIfThere(client, Topics.ABI.name(), record -> {
            String release = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            kernels.remove(release);
            if (record.value() == null) {
                return;
            }
            try {
                kernels.put(release, codec.decode(record.value()).withRelease(release));
            } catch (UnreadableInputException | SchemasUnavailableException e) {
                leftOut.accept("luo.abi, key " + release + ": " + e.getMessage());
            }
        });
        return kernels;
    }

    /** The kernel that calls itself so: a published one first, as the stream processors have it. */
    public static Optional<AbiDescriptor> find(Map<String, AbiDescriptor> published, String release) {
        return Catalogue.namesOf(release).stream()
                .filter(published::containsKey)
                .findFirst()
                .map(published::get)
                .or(() -> Catalogue.find(release));
    }
}
