package io.luoledger.abi.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * For each rule, the 7.3 descriptor is changed at every place where the rule applies. Counted: how many changes, how many
 * the gate caught, and how many it explained by another rule or at another place.
 */
class MutationScoreTest {
    private static final AbiDescriptor KERNEL = Catalogue.find("7.3").orElseThrow();

    /** @param rules any of which explains it rightly */
    private record Mutant(String rule, AbiDescriptor changed, String path, Set<String> rules) {}

    private record Score(int mutated, int caught, int wronglyExplained) {
        Score plus(boolean caughtIt, boolean wrong) {
            return new Score(mutated + 1, caught + (caughtIt ? 1 : 0), wronglyExplained + (wrong ? 1 : 0));
        }
    }

    @Test
    void shouldCatchEveryMutantAndExplainItRightly() {
        // Given
        List<Mutant> mutants = mutants();
        Map<String, Score> scores = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        // When
        for (Mutant mutant : mutants) {
            for (boolean back : new boolean[] {false, true}) {
                PairVerdict verdict = back
                        ? PairComparison.judge(mutant.changed(), KERNEL)
                        : PairComparison.judge(KERNEL, mutant.changed());
                boolean caught = verdict.outcome() != Outcome.COMPATIBLE;
                boolean right = verdict.allFindings()
                        .anyMatch(finding ->
                                mutant.rules().contains(finding.kind().id())
                                        && finding.path().equals(mutant.path()));
                scores.merge(mutant.rule(), new Score(0, 0, 0).plus(caught, !right), (a, b) -> a.plus(caught, !right));
                if (!caught || !right) {
                    failures.add(mutant.rule() + " " + mutant.path() + (back ? " back: " : ": ")
                            + verdict.allFindings()
                                    .map(one -> one.kind().id() + " " + one.path())
                                    .toList());
                }
            }
        }
        // Then
        System.out.println("rule                     mutated caught wrongly explained");
        scores.forEach((rule, score) -> System.out.printf(
                "%-24s %7d %6d %d%n", rule, score.mutated(), score.caught(), score.wronglyExplained()));
        assertThat(failures).isEmpty();
        assertThat(mutants.size()).isGreaterThan(250);
    }

    private static List<Mutant> mutants() {
        List<Mutant> mutants = new ArrayList<>();
        for (StructLayout layout : KERNEL.structs()) {
            if (layout.isTree()) {
                for (Field field : layout.fields()) {
                    mutants.add(mutant(
                            "tree node removed",
                            layout,
                            fields(layout, without(layout, field)),
                            field.name(),
                            "ABI-NODE-REQUIRED",
                            "ABI-NODE-IGNORED"));
                }
                continue;
            }
            struct(mutants, layout);
            for (int i = 0; i < layout.fields().size(); i++) {
                field(mutants, layout, i);
            }
        }
        guards(mutants);
        constants(mutants);
        return mutants;
    }

    private static void struct(List<Mutant> mutants, StructLayout layout) {
        int size = size(layout);
        Field extra = new Field("extra", "u64", null, size, 8, null, null, null);
        List<Field> longer = new ArrayList<>(layout.fields());
        longer.add(extra);
        mutants.add(mutant(
                "field added at the end",
                layout,
                sized(fields(layout, longer), size + 8),
                "extra",
                "ABI-FIELD-ADDED",
                "ABI-FIELD-REMOVED"));
        mutants.add(mutant("size changed", layout, sized(layout, size + 8), "", "ABI-STRUCT-SIZE"));
        List<Field> reserved = new ArrayList<>(layout.fields());
        reserved.add(new Field("reserved", "u64", null, size, 8, null, null, null));
        StructLayout before = sized(fields(layout, reserved), size + 8);
        List<Field> spent = new ArrayList<>(layout.fields());
        spent.add(new Field("spent", "u32", null, size, 4, null, null, null));
        // both descriptors differ from the kernel here: judged through a kernel with the reserved tail
        PairVerdict verdict =
                PairComparison.judge(with(layout, before), with(layout, sized(fields(layout, spent), size + 8)));
        assertThat(verdict.allFindings().map(one -> one.kind().id() + " " + one.path()))
                .contains("ABI-RESERVED-SPENT " + layout.name() + ".spent");
        assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
    }

    private static void field(List<Mutant> mutants, StructLayout layout, int index) {
        Field field = layout.fields().get(index);
        String name = field.name();
        mutants.add(mutant(
                "field removed",
                layout,
                fields(layout, without(layout, field)),
                name,
                "ABI-FIELD-ADDED",
                "ABI-FIELD-REMOVED"));
        mutants.add(mutant(
                "field inserted before",
                layout,
                inserted(layout, index),
                name,
                "ABI-FIELD-MOVED",
                "ABI-BITS-MOVED",
                "ABI-FIELDS-SWAPPED"));
        if (field.isBitField()) {
            int bit = field.bitOffset() == null ? 0 : field.bitOffset();
            int bits = field.bitSize() == null ? 0 : field.bitSize();
            mutants.add(mutant(
                    "bit range", layout, replaced(layout, field, bits(field, bit, bits - 1)), name, "ABI-BITS-MOVED"));
            mutants.add(mutant(
                    "bit range",
                    layout,
                    replaced(layout, field, bits(field, bit + 1, bits - 1)),
                    name,
                    "ABI-BITS-MOVED"));
        } else if (field.embeds() == null) {
            int size = field.size() == null ? 0 : field.size();
            mutants.add(mutant(
                    "type changed",
                    layout,
                    replaced(layout, field, typed(field, field.type().equals("char") ? "u8" : "char", size)),
                    name,
                    "ABI-FIELD-RETYPED"));
            if (field.arrayLength() != null) {
                int unit = size / field.arrayLength();
                Field shorter = new Field(
                        name, field.type(), field.arrayLength() - 1, field.offset(), size - unit, null, null, null);
                mutants.add(mutant("array length", layout, replaced(layout, field, shorter), name, "ABI-ARRAY-LENGTH"));
            } else {
                mutants.add(mutant(
                        "field resized",
                        layout,
                        replaced(layout, field, typed(field, "u8", 1)),
                        name,
                        "ABI-FIELD-RESIZED"));
            }
        }
        for (int other = index + 1; other < layout.fields().size(); other++) {
            Field second = layout.fields().get(other);
            if (!field.isBitField() && !second.isBitField() && field.bits() == second.bits()) {
                StructLayout swapped =
                        replaced(replaced(layout, field, moved(field, second)), second, moved(second, field));
                mutants.add(mutant("fields swapped", layout, swapped, name, "ABI-FIELDS-SWAPPED"));
                mutants.add(mutant("fields swapped", layout, swapped, second.name(), "ABI-FIELDS-SWAPPED"));
            }
        }
    }

    private static void guards(List<Mutant> mutants) {
        for (Guard guard : KERNEL.guards()) {
            Guard bumped = Guard.of(guard.name(), guard.layer(), guard.kind(), guard.value() + "9", guard.source());
            String rule = switch (guard.layer()) {
                case KHO_ROOT -> "ABI-GUARD-KHO";
                case KHO_MEMORY_MAP, KHO_DATA, KHO_SIZE -> "ABI-KHO-PROPERTY";
                case KEXEC_METADATA -> "ABI-GUARD-METADATA";
                case LUO_NODE -> "ABI-KHO-NODE";
                case LUO, LUO_PART -> "ABI-GUARD-LUO";
                case HANDLER -> "ABI-GUARD-HANDLER";
                case FLB -> "ABI-GUARD-FLB";
                case FLB_VERSION -> "ABI-GUARD-FLB-VERSION";
                case OTHER -> "ABI-GUARD-OTHER";
            };
            mutants.add(new Mutant(
                    "guard bumped", guarded(one -> one.equals(guard) ? bumped : one), guard.name(), Set.of(rule)));
            if (guard.layer() == Layer.HANDLER || guard.layer() == Layer.LUO) {
                mutants.add(new Mutant(
                        "bump without change",
                        guarded(one -> one.equals(guard) ? bumped : one),
                        guard.name(),
                        Set.of("ABI-BUMP-ONLY")));
            }
        }
    }

    private static void constants(List<Mutant> mutants) {
        for (Constant constant : KERNEL.constants()) {
            List<Constant> changed = KERNEL.constants().stream()
                    .map(one -> one.equals(constant)
                            ? new Constant(one.name(), one.kind(), one.value() + 1, one.source())
                            : one)
                    .toList();
            mutants.add(new Mutant(
                    "constant",
                    descriptor(KERNEL.guards(), KERNEL.structs(), changed),
                    constant.name(),
                    Set.of("ABI-CONSTANT")));
        }
    }

    private static Mutant mutant(
            String rule, StructLayout layout, StructLayout changed, String field, String... rules) {
        String path = field.isEmpty() ? layout.name() : layout.name() + "." + field;
        return new Mutant(rule, with(layout, changed), path, Set.of(rules));
    }

    private static AbiDescriptor with(StructLayout layout, StructLayout changed) {
        return KERNEL.withStructs(KERNEL.structs().stream()
                .map(one -> one.equals(layout) ? changed : one)
                .toList());
    }

    private static AbiDescriptor guarded(UnaryOperator<Guard> change) {
        return descriptor(KERNEL.guards().stream().map(change).toList(), KERNEL.structs(), KERNEL.constants());
    }

    private static AbiDescriptor descriptor(List<Guard> guards, List<StructLayout> structs, List<Constant> constants) {
        return new AbiDescriptor(
                "changed",
                KERNEL.architecture(),
                KERNEL.pageSize(),
                guards,
                structs,
                constants,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "test",
                KERNEL.confidence());
    }

    private static StructLayout inserted(StructLayout layout, int index) {
        List<Field> shifted = new ArrayList<>();
        int at = offset(layout.fields().get(index));
        shifted.addAll(layout.fields().stream()
                .map(field -> offset(field) >= at ? placed(field, offset(field) + 8) : field)
                .toList());
        shifted.add(index, new Field("fresh", "u64", null, at, 8, null, null, null));
        return sized(fields(layout, shifted), size(layout) + 8);
    }

    private static StructLayout replaced(StructLayout layout, Field field, Field other) {
        return fields(
                layout,
                layout.fields().stream()
                        .map(one -> one.name().equals(field.name()) ? other : one)
                        .toList());
    }

    private static List<Field> without(StructLayout layout, Field field) {
        return layout.fields().stream().filter(one -> !one.equals(field)).toList();
    }

    private static StructLayout fields(StructLayout layout, List<Field> fields) {
        return new StructLayout(
                layout.name(),
                layout.kind(),
                layout.guard(),
                layout.encoding(),
                layout.size(),
                layout.packed(),
                fields,
                layout.source(),
                layout.confidence(),
                layout.notes());
    }

    private static StructLayout sized(StructLayout layout, int size) {
        return new StructLayout(
                layout.name(),
                layout.kind(),
                layout.guard(),
                layout.encoding(),
                size,
                layout.packed(),
                layout.fields(),
                layout.source(),
                layout.confidence(),
                layout.notes());
    }

    private static Field moved(Field field, Field there) {
        return placed(field, there.offset());
    }

    private static Field placed(Field field, @Nullable Integer offset) {
        return new Field(
                field.name(),
                field.type(),
                field.arrayLength(),
                offset,
                field.size(),
                field.bitOffset(),
                field.bitSize(),
                field.pointsTo());
    }

    private static Field typed(Field field, String type, int size) {
        return new Field(field.name(), type, field.arrayLength(), field.offset(), size, null, null, field.pointsTo());
    }

    private static Field bits(Field field, int first, int bits) {
        return new Field(field.name(), field.type(), null, field.offset(), field.size(), first, bits, null);
    }

    private static int offset(Field field) {
        return field.offset() == null ? 0 : field.offset();
    }

    private static int size(StructLayout layout) {
        return layout.size() == null ? 0 : layout.size();
    }
}
