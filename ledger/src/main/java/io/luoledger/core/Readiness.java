package io.luoledger.core;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Guard;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a kernel can take what a host really holds: by the layers that carry everything, and the kinds of what it
 * holds.
 *
 * @param missing releases of the two kernels that have no descriptor, and why: then nothing is known
 * @param against the verdicts that stand against it; empty when it fits, or when nothing is known
 * @param deadly whether the next kernel dies while it boots, whatever is held
 */
public record Readiness(Map<String, String> missing, List<KindVerdict> against, boolean deadly) {
    private static final Set<String> CARRIERS = Set.of("kernel", "kho", "luo");
    private static final Set<Consequence> DEADLY = Set.of(Consequence.PANIC_BOOT, Consequence.OOPS_AT_BOOT);

    public Readiness {
        missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
        against = List.copyOf(against);
    }

    static Readiness of(PairVerdict verdict, AbiDescriptor outgoing, Holdings holdings) {
        Set<String> kinds = new TreeSet<>(CARRIERS);
        holdings.handlers().forEach(handler -> kinds.add(kind(outgoing, handler, "")));
        holdings.flbs().forEach(flb -> kinds.add(kind(outgoing, flb, "flb ")));
        return new Readiness(
                Map.of(),
                verdict.kinds().stream()
                        .filter(kind -> kind.outcome() != Outcome.COMPATIBLE && kinds.contains(kind.kind()))
                        .toList(),
                DEADLY.stream().anyMatch(one -> verdict.consequence().contains(one.word())));
    }

    static Readiness unknown(Map<String, String> missing) {
        return new Readiness(missing, List.of(), false);
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

    /** Whether both kernels have a descriptor. */
    public boolean known() {
        return missing.isEmpty();
    }

    /** Whether it is known that nothing stands against handing over this: where nothing is held, nothing can be lost. */
    public boolean fits(Holdings holdings) {
        return known() && (against.isEmpty() || (holdings.isEmpty() && !deadly));
    }

    /** Whether the incoming kernel is bound to show that something is wrong. */
    boolean mustShow() {
        return against.stream().anyMatch(kind -> kind.outcome() == Outcome.REFUSED || kind.outcome() == Outcome.ABSENT);
    }

    /** The words of all consequences. */
    public Set<String> consequences() {
        return against.stream()
                .flatMap(kind -> Stream.of(kind.consequence().split("\\+")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** "memfd REFUSED open_eio_memory_leaked; …", or "COMPATIBLE". */
    public String text() {
        return against.isEmpty()
                ? Outcome.COMPATIBLE.name()
                : against.stream()
                        .map(kind -> kind.kind() + " " + kind.outcome() + " " + kind.consequence())
                        .collect(Collectors.joining("; "));
    }
}
