package io.luoledger.fleet;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The known kernels and what each makes of every other's hand-over. Judging takes a while, so it is kept: until other
 * kernels are published.
 */
public final class KernelMatrix {
    private final AbiGate gate;
    private Map<String, AbiDescriptor> judged = Map.of();
    private List<AbiDescriptor> kernels = List.of();
    private List<PairVerdict> pairs = List.of();

    public KernelMatrix(AbiGate gate) {
        this.gate = gate;
    }

    /** @param published kernels that the catalogue doesn't have, or has otherwise */
    public synchronized List<AbiDescriptor> kernels(Map<String, AbiDescriptor> published) {
        update(published);
        return kernels;
    }

    /** Every ordered pair of them. */
    public synchronized List<PairVerdict> pairs(Map<String, AbiDescriptor> published) {
        update(published);
        return pairs;
    }

    private void update(Map<String, AbiDescriptor> published) {
        if (!kernels.isEmpty() && judged.equals(published)) {
            return;
        }
        Map<String, AbiDescriptor> others = new TreeMap<>(published);
        List<AbiDescriptor> all = new ArrayList<>();
        for (String name : Catalogue.names()) {
            AbiDescriptor other = others.remove(name);
            all.add(other != null ? other : Catalogue.find(name).orElseThrow());
        }
        all.addAll(others.values());
        pairs = gate.matrix(all);
        kernels = List.copyOf(all);
        judged = Map.copyOf(published);
    }

    /** The kernel that calls itself so: a published one first. */
    public static Optional<AbiDescriptor> find(Map<String, AbiDescriptor> published, String release) {
        return Catalogue.namesOf(release).stream()
                .filter(published::containsKey)
                .findFirst()
                .map(published::get)
                .or(() -> Catalogue.find(release));
    }

    public PairVerdict check(AbiDescriptor from, AbiDescriptor to) {
        return gate.check(from, to);
    }
}
