package io.luoledger.abi.change;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.AbiHistory;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * May this struct be changed? Each edit is made in a copy of its kernel, and the gate judges the kernel as it is against the
 * copy: without a bump, and with every guard bumped that covers the struct's bytes.
 */
public final class StructChanges {
    /** A verdict in short. */
    public record Verdict(Outcome outcome, String consequence) {}

    /**
     * @param update what the changed kernel makes of what the one before leaves
     * @param rollback what the one before makes of what the changed kernel leaves
     */
    public record BothWays(Verdict update, Verdict rollback) {
        public boolean isCompatible() {
            return update.outcome() == Outcome.COMPATIBLE && rollback.outcome() == Outcome.COMPATIBLE;
        }
    }

    /**
     * One edit, at the field where it does the most harm.
     *
     * @param field null where the struct has no place for the edit, and so are the verdicts
     */
    public record Change(
            Edit edit,
            @Nullable String field,
            @Nullable BothWays unbumped,
            @Nullable BothWays bumped) {}

    /**
     * A guard that has to be bumped for a change of the bytes.
     *
     * @param struct the struct that lies under it: the one that is changed, or one that embeds it
     * @param next the next value that no known kernel has had
     * @param mismatch what a kernel with the one value makes of the other
     */
    public record Bump(Guard guard, String struct, String next, BothWays mismatch) {}

    private final AbiDescriptor kernel;
    private final StructLayout layout;
    private final AbiGate gate;
    private final List<StructLayout> embedders;

    /** @param kernel one that has the struct */
    public StructChanges(AbiDescriptor kernel, StructLayout layout, AbiGate gate) {
        // what isn't known of the kernel is the same on both sides, and so is what runs of it
        this.kernel = kernel.with()
                .incomplete(List.of())
                .assumed(List.of())
                .documented(List.of())
                .registration(null)
                .build();
        this.layout = layout;
        this.gate = gate;
        this.embedders = AbiHistory.embedders(kernel, layout.name());
    }

    /** The guards of the struct and of all that embeds it, its own first; empty when nothing guards it. */
    public List<Bump> bumps() {
        return covering().map(under -> bump(under.guard(), under.struct())).toList();
    }

    /** Every edit, in the order of {@link Edit}. */
    public List<Change> all() {
        return Arrays.stream(Edit.values()).map(this::change).toList();
    }

    private record Covering(Guard guard, String struct) {}

    private Stream<Covering> covering() {
        List<Covering> found = new ArrayList<>();
        Stream.concat(Stream.of(layout), embedders.stream())
                .forEach(struct -> kernel.guard(struct.guard())
                        .filter(guard ->
                                found.stream().noneMatch(one -> one.guard().equals(guard)))
                        .ifPresent(guard -> found.add(new Covering(guard, struct.name()))));
        return found.stream();
    }

    private Bump bump(Guard guard, String struct) {
        return new Bump(guard, struct, AbiHistory.next(guard), judge(bumped(kernel, List.of(guard))));
    }

    private Change change(Edit edit) {
        record Tried(Edited edited, BothWays verdict) {}
        return edit.of(layout).stream()
                .map(edited -> new Tried(edited, judge(with(edited.layout()))))
                .min(Comparator.comparing(Tried::verdict, StructChanges::worseFirst))
                .map(worst -> new Change(
                        edit,
                        worst.edited().field(),
                        worst.verdict(),
                        judge(bumped(
                                with(worst.edited().layout()),
                                covering().map(Covering::guard).toList()))))
                .orElseGet(() -> new Change(edit, null, null, null));
    }

    private static int worseFirst(BothWays one, BothWays other) {
        return Comparator.<BothWays, Outcome>comparing(both -> both.update().outcome())
                .thenComparing(both -> both.rollback().outcome())
                .thenComparingInt(both -> rank(both.update()) + rank(both.rollback()))
                .compare(one, other);
    }

    /** Place of its first consequence among all, worst first. */
    private static int rank(Verdict verdict) {
        return Arrays.stream(Consequence.values())
                .filter(one -> verdict.consequence().startsWith(one.word()))
                .findFirst()
                .map(Enum::ordinal)
                .orElse(Consequence.values().length);
    }

    private BothWays judge(AbiDescriptor changed) {
        return new BothWays(verdict(gate.check(kernel, changed)), verdict(gate.check(changed, kernel)));
    }

    private static Verdict verdict(PairVerdict pair) {
        return new Verdict(pair.outcome(), pair.consequence());
    }

    /** The kernel with the struct changed, and with all that embeds it grown. */
    AbiDescriptor with(StructLayout changed) {
        List<StructLayout> structs = new ArrayList<>(kernel.structs());
        structs.replaceAll(one -> one.name().equals(changed.name()) ? changed : one);
        // around what has grown everything moves, nearest first
        List<StructLayout> grown = new ArrayList<>(List.of(changed));
        for (StructLayout outer : embedders) {
            StructLayout around = around(outer, grown);
            grown.add(around);
            structs.replaceAll(one -> one.name().equals(around.name()) ? around : one);
        }
        return kernel.with()
                .release(kernel.release() + " changed")
                .structs(structs)
                .build();
    }

    private StructLayout around(StructLayout outer, List<StructLayout> grown) {
        StructLayout around = outer;
        for (int i = 0; i < outer.fields().size(); i++) {
            Field field = around.fields().get(i);
            for (StructLayout inner : grown) {
                if (inner.name().equals(field.embeds())) {
                    int count = field.arrayLength() == null ? 1 : field.arrayLength();
                    int size = Edited.size(inner) * count;
                    List<Field> fields = new ArrayList<>(around.fields());
                    fields.set(i, field.withSize(size));
                    around = Edited.moved(around.withFields(fields), i + 1, size - Edited.size(field));
                }
            }
        }
        return around;
    }

    private static AbiDescriptor bumped(AbiDescriptor kernel, List<Guard> those) {
        List<Guard> guards = kernel.guards().stream()
                .map(guard -> those.contains(guard) ? bumped(guard) : guard)
                .toList();
        return kernel.with()
                .release(kernel.release() + " bumped")
                .guards(guards)
                .build();
    }

    private static Guard bumped(Guard guard) {
        return Guard.of(guard.name(), guard.layer(), guard.kind(), AbiHistory.next(guard), guard.source());
    }
}
