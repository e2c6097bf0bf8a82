package io.luoledger.fleet;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The known kernels and what each makes of every other's hand-over. Judging all pairs takes seconds, so it is done before
 * anybody asks, and kept; of kernels that are published later only the pairs that they are in are judged.
 */
public final class KernelMatrix {
    private final AbiGate gate;
    private List<AbiDescriptor> judged = List.of();
    private List<PairVerdict> pairs = List.of();

    public KernelMatrix(AbiGate gate) {
        this.gate = gate;
    }

    /** @param published kernels that the catalogue doesn't have, or has otherwise */
    public static List<AbiDescriptor> kernels(Map<String, AbiDescriptor> published) {
        Map<String, AbiDescriptor> others = new TreeMap<>(published);
        List<AbiDescriptor> all = new ArrayList<>();
        for (String name : Catalogue.names()) {
            AbiDescriptor other = others.remove(name);
            all.add(other != null ? other : Catalogue.find(name).orElseThrow());
        }
        all.addAll(others.values());
        return List.copyOf(all);
    }

    /** Every ordered pair of these. */
    public synchronized List<PairVerdict> pairs(List<AbiDescriptor> kernels) {
        if (!judged.equals(kernels)) {
            pairs = judged.isEmpty() ? gate.matrix(kernels) : judgeNew(kernels);
            judged = kernels;
        }
        return pairs;
    }

    private List<PairVerdict> judgeNew(List<AbiDescriptor> kernels) {
        Map<AbiDescriptor, Integer> known = new HashMap<>();
        judged.forEach(kernel -> known.put(kernel, known.size()));
        List<PairVerdict> all = new ArrayList<>();
        for (AbiDescriptor from : kernels) {
            for (AbiDescriptor to : kernels) {
                Integer row = known.get(from);
                Integer column = known.get(to);
                all.add(row != null && column != null ? pairs.get(row * judged.size() + column) : gate.check(from, to));
            }
        }
        return List.copyOf(all);
    }

    /** The kernel that calls itself so: a published one first. */
    public static Optional<AbiDescriptor> find(Map<String, AbiDescriptor> published, String release) {
        return Catalogue.namesOf(release).stream()
                .filter(published::containsKey)
                .findFirst()
                .map(published::get)
                .or(() -> Catalogue.find(release));
    }
}
