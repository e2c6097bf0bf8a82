package io.luoledger.core;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Guard;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the verdict on two kernels means for what a host really holds: the layers that carry everything, and the kinds of
 * what it holds.
 *
 * @param against the verdicts that stand against it; empty when it fits
 */
record HeldVerdict(List<KindVerdict> against) {
    private static final Set<String> CARRIERS = Set.of("kernel", "kho", "luo");

    HeldVerdict {
        against = List.copyOf(against);
    }

    static HeldVerdict of(PairVerdict verdict, AbiDescriptor outgoing, Holdings holdings) {
        Set<String> kinds = new TreeSet<>(CARRIERS);
        holdings.handlers().forEach(handler -> kinds.add(kind(outgoing, handler, "")));
        holdings.flbs().forEach(flb -> kinds.add(kind(outgoing, flb, "flb ")));
        return new HeldVerdict(verdict.kinds().stream()
                .filter(kind -> kind.outcome() != Outcome.COMPATIBLE && kinds.contains(kind.kind()))
                .toList());
    }

    /** The kind of what is guarded by this string: strings change from kernel to kernel, kinds don't. */
    private static String kind(AbiDescriptor kernel, String value, String prefix) {
        return kernel.guards().stream()
                .filter(guard -> guard.writes().contains(value))
                .map(Guard::kind)
                .map(kind -> kind.equals("flb") ? prefix + value : kind)
                .findFirst()
                .orElse(prefix + value);
    }

    boolean fits() {
        return against.isEmpty();
    }

    /** Whether the incoming kernel is bound to show that something is wrong. */
    boolean mustShow() {
        return against.stream().anyMatch(kind -> kind.outcome() == Outcome.REFUSED || kind.outcome() == Outcome.ABSENT);
    }

    /** The words of all consequences. */
    Set<String> consequences() {
        return against.stream()
                .flatMap(kind -> Stream.of(kind.consequence().split("\\+")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** "memfd REFUSED open_eio_memory_leaked; …", or "COMPATIBLE". */
    String text() {
        return fits()
                ? Outcome.COMPATIBLE.name()
                : against.stream()
                        .map(kind -> kind.kind() + " " + kind.outcome() + " " + kind.consequence())
                        .collect(Collectors.joining("; "));
    }
}
