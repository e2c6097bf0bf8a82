package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.AbiCodec;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernels that a command knows: those published on its cluster, and those of the catalogue. */
final class KnownKernels {
    private KnownKernels() {}

    /** What stands on luo.abi, by release. What can't be read there is no kernel that a way could lead over. */
    static Map<String, AbiDescriptor> published(ClientSettings client, PrintWriter err) {
        try (ClusterSchemas schemas = new ClusterSchemas(client)) {
            return published(client, new AbiCodec(schemas), err);
        }
    }

    private static Map<String, AbiDescriptor> published(ClientSettings client, AbiCodec codec, PrintWriter err) {
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
                err.println("luo-ledger: warning: left out luo.abi, key " + release + ": " + e.getMessage());
            }
        });
        return kernels;
    }

    /** The kernel that calls itself so: a published one first, as the stream processors have it. */
    static Optional<AbiDescriptor> find(Map<String, AbiDescriptor> published, String release) {
        return Catalogue.namesOf(release).stream()
                .filter(published::containsKey)
                .findFirst()
                .map(published::get)
                .or(() -> Catalogue.find(release));
    }

    /** Refuses a release without a descriptor: a misspelt one would pass for a kernel that takes everything. */
    static void require(Map<String, AbiDescriptor> published, List<String> releases) {
        for (String release : releases) {
            if (find(published, release).isEmpty()) {
                throw new UsageException("--next: no descriptor of kernel \"" + release
                        + "\" (luo-ledger abi list shows the known ones)");
            }
        }
    }

    /** The same with what is published on a cluster. */
    static void require(ClientSettings client, PrintWriter err, List<String> releases) {
        if (releases.stream().anyMatch(release -> Catalogue.find(release).isEmpty())) {
            require(published(client, err), releases);
        }
    }
}
