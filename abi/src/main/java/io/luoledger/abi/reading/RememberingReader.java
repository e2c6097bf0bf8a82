package io.luoledger.abi.reading;

import io.luoledger.abi.Consequence;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks another reader once for each two kernels: where many pairs are judged the same difference comes again and again.
 * Not thread-safe.
 */
public final class RememberingReader implements HandoverReader {
    private record Two(KernelAbi outgoing, KernelAbi incoming) {}

    private final HandoverReader reader;
    private final Map<Two, Optional<Set<Consequence>>> answers = new HashMap<>();

    public RememberingReader(HandoverReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean reaches(String part) {
        return reader.reaches(part);
    }

    @Override
    public Optional<Set<Consequence>> read(KernelAbi outgoing, KernelAbi incoming) {
        return answers.computeIfAbsent(
                new Two(outgoing.unnamed(), incoming.unnamed()), two -> reader.read(two.outgoing(), two.incoming()));
    }
}
