package io.luoledger.streams;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.source.AbiCodec;
import io.luoledger.judge.AbiJudge;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The kernels of luo.abi; what nobody published, the built-in catalogue serves. What was found is kept until it is said that
 * something was published.
 */
final class PublishedKernels implements AbiJudge.Kernels {
    /** Releases come from outside. */
    private static final int MOST_FOUND = 1000;

    private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
    private final AbiCodec codec;
    private final Map<String, Optional<AbiDescriptor>> found = new HashMap<>();

    PublishedKernels(ReadOnlyKeyValueStore<Bytes, byte[]> store, SchemaIds schemas) {
        this.store = store;
        this.codec = new AbiCodec(schemas);
    }

    void forget() {
        found.clear();
    }

    @Override
    public Optional<AbiDescriptor> find(String release) {
        Optional<AbiDescriptor> known = found.get(release);
        if (known != null) {
            return known;
        }
        Optional<AbiDescriptor> kernel = read(release);
        if (found.size() >= MOST_FOUND) {
            found.clear();
        }
        found.put(release, kernel);
        return kernel;
    }

    private Optional<AbiDescriptor> read(String release) {
        for (String name : Catalogue.namesOf(release)) {
            byte[] value = store.get(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
            if (value != null) {
                return Optional.of(decode(name, value));
            }
        }
        return Catalogue.find(release);
    }

    private AbiDescriptor decode(String name, byte[] value) {
        try {
            return codec.decode(value);
        } catch (SchemasUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnreadableInputException("luo.abi, key " + name + ": " + e.getMessage(), e);
        }
    }
}
