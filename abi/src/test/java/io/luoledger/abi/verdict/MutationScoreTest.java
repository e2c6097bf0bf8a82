package io.luoledger.abi.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.reading.HandoverReader;
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

    /**
     * @param rules any of which explains it rightly
     * @param breaks whether the pair isn't COMPATIBLE any more
     * @param bothWays whether it shows on the way back too
     */
    private record Mutant(
            String rule, AbiDescriptor changed, String path, Set<String> rules, boolean breaks, boolean bothWays) {
        Mutant(String rule, AbiDescriptor changed, String path, Set<String> rules) {
            this(rule, changed, path, rules, true, true);
        }

        Mutant harmless() {
            return new Mutant(rule, changed, path, rules, false, bothWays);
        }

        Mutant oneWay() {
            return new Mutant(rule, changed, path, rules, breaks, false);
        }
    }

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
            for (boolean back : mutant.bothWays() ? new boolean[] {false, true} : new boolean[] {false}) {
                PairVerdict verdict = back
                        ? PairComparison.judge(mutant.changed(), KERNEL, HandoverReader.NONE)
                        : PairComparison.judge(KERNEL, mutant.changed(), HandoverReader.NONE);
                boolean right = verdict.allFindings()
                        .anyMatch(finding ->
                                mutant.rules().contains(finding.kind().id())
                                        && finding.path().equals(mutant.path()));
                boolean broken = verdict.outcome() != Outcome.COMPATIBLE;
                boolean caught = mutant.breaks() ? broken : right && !broken;
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
        assertThat(mutants.size()).isGreaterThan(350);
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
        comments(mutants);
        constants(mutants);
        kernel(mutants);
        return mutants;
    }

    private static void struct(List<Mutant> mutants, StructLayout layout) {
        int size = size(layout);
        Field extra = new Field("extra", "u64", null, size, 8, null, null, null, null);
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
        StructLayout other = layout.withName(layout.name() + "_renamed");
        boolean embedded = KERNEL.structs().stream()
                .flatMap(one -> one.fields().stream())
                .anyMatch(field -> layout.name().equals(field.embeds()));
        if (!embedded && KERNEL.structs().stream().noneMatch(one -> !one.equals(layout) && sameBytes(one, layout))) {
            mutants.add(new Mutant("struct renamed", with(layout, other), layout.name(), Set.of("ABI-RENAMED"))
                    .harmless()
                    .oneWay());
        }
        packing(mutants, layout);
    }

    /** The attribute alone where it moves nothing; where it does, with the places that the compiler would give. */
    private static void packing(List<Mutant> mutants, StructLayout layout) {
        StructLayout flipped = packed(layout, !layout.packed());
        boolean moves = aligned(layout) != size(layout);
        mutants.add(
                moves
                        ? mutant("packing", layout, flipped, "", "ABI-PACKING")
                        : mutant("packing, same bytes", layout, flipped, "", "ABI-PACKING-UNSEEN")
                                .harmless());
        if (moves) {
            mutants.add(mutant("packing", layout, sized(flipped, aligned(layout)), "", "ABI-PACKING"));
        }
    }

    /** Size of a struct of these fields that isn't packed. Unit: bytes. */
    private static int aligned(StructLayout layout) {
        int end = 0;
        int largest = 1;
        for (Field field : layout.fields()) {
            if (field.bitOffset() != null && field.bitOffset() > 0) {
                continue;
            }
            int size = field.size() == null ? 0 : field.size();
            int unit = field.embeds() != null
                    ? 8
                    : field.arrayLength() == null ? size : size / Math.max(1, field.arrayLength());
            largest = Math.max(largest, unit);
            end = (end + unit - 1) / unit * unit + size;
        }
        return (end + largest - 1) / largest * largest;
    }

    /** A comment that gives another string than the macro; on the way back it is the older kernel's. */
    private static void comments(List<Mutant> mutants) {
        for (Guard guard : KERNEL.guards()) {
            AbiDescriptor commented = KERNEL.with()
                    .release("changed")
                    .documented(
                            List.of(new AbiDescriptor.DocumentedString(guard.name(), guard.value() + "9", "header:1")))
                    .source("test")
                    .build();
            mutants.add(new Mutant("comment", commented, guard.name(), Set.of("ABI-COMMENT"))
                    .harmless()
                    .oneWay());
        }
    }

    private static void kernel(List<Mutant> mutants) {
        mutants.add(
                new Mutant("page size", machine(KERNEL.architecture(), 16384), "pageSize", Set.of("ABI-PAGE-SIZE")));
        mutants.add(new Mutant("architecture", machine("aarch64", 4096), "architecture", Set.of("ABI-ARCHITECTURE")));
        for (Guard guard : KERNEL.guards()) {
            if (guard.layer() == Layer.HANDLER) {
                List<Guard> fewer = KERNEL.guards().stream()
                        .filter(one -> !one.equals(guard))
                        .toList();
                AbiDescriptor without = descriptor(fewer, KERNEL.structs(), KERNEL.constants());
                mutants.add(
                        new Mutant("handler missing", without, guard.name(), Set.of("ABI-HANDLER-ABSENT")).oneWay());
            }
        }
        for (StructLayout layout : KERNEL.structs()) {
            for (Field field : layout.isTree() ? List.<Field>of() : layout.fields()) {
                String path = layout.name() + "." + field.name();
                AbiDescriptor meant = KERNEL.with()
                        .release("changed")
                        .semantics(List.of(path + " in another unit"))
                        .documented(List.of())
                        .source("test")
                        .build();
                mutants.add(new Mutant("meaning", meant, path, Set.of("ABI-SEMANTICS")));
            }
        }
    }

    private static AbiDescriptor machine(String architecture, int pageSize) {
        return KERNEL.with()
                .release("changed")
                .architecture(architecture)
                .pageSize(pageSize)
                .documented(List.of())
                .source("test")
                .build();
    }

    private static boolean sameBytes(StructLayout one, StructLayout other) {
        return one.kind().equals(other.kind())
                && one.size() != null
                && one.size().equals(other.size())
                && one.fields().size() == other.fields().size();
    }

    private static StructLayout packed(StructLayout layout, boolean packed) {
        return layout.withPacked(packed);
    }

    /** Both sides differ from the kernel here: one has a reserved tail, the other spends it. */
    @Test
    void shouldFindAReservedTailThatIsSpentInEveryStruct() {
        for (StructLayout layout : KERNEL.structs()) {
            if (layout.isTree()) {
                continue;
            }
            // Given
            int size = size(layout);
            List<Field> reserved = new ArrayList<>(layout.fields());
            reserved.add(new Field("reserved", "u64", null, size, 8, null, null, null, null));
            List<Field> spent = new ArrayList<>(layout.fields());
            spent.add(new Field("spent", "u32", null, size, 4, null, null, null, null));
            // When
            PairVerdict verdict = PairComparison.judge(
                    with(layout, sized(fields(layout, reserved), size + 8)),
                    with(layout, sized(fields(layout, spent), size + 8)),
                    HandoverReader.NONE);
            // Then
            assertThat(verdict.allFindings().map(one -> one.kind().id() + " " + one.path()))
                    .contains("ABI-RESERVED-SPENT " + layout.name() + ".spent");
            assertThat(verdict.outcome()).isEqualTo(Outcome.SILENT);
        }
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
                        name,
                        field.type(),
                        field.arrayLength() - 1,
                        field.offset(),
                        size - unit,
                        null,
                        null,
                        null,
                        null);
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
                case KHO_MEMORY_MAP, KHO_DATA, KHO_SIZE, LUO_NAME -> "ABI-KHO-PROPERTY";
                case KHO_NODE -> "ABI-KHO-CLIENT-NODE";
                case KEXEC_METADATA -> "ABI-GUARD-METADATA";
                case LUO_NODE -> "ABI-KHO-NODE";
                case LUO, LUO_PART -> "ABI-GUARD-LUO";
                case HANDLER -> "ABI-GUARD-HANDLER";
                case FLB -> "ABI-GUARD-FLB";
                case FLB_VERSION -> "ABI-GUARD-FLB-VERSION";
                case NODE_VERSION -> "ABI-GUARD-COPIES";
                case CLIENT_VERSION -> "ABI-GUARD-CLIENT";
                case MAGIC -> "ABI-GUARD-MAGIC";
                case FEATURES -> "ABI-GUARD-FEATURES";
                case OTHER -> "ABI-GUARD-OTHER";
            };
            Mutant mutant = new Mutant(
                    "guard bumped", guarded(one -> one.equals(guard) ? bumped : one), guard.name(), Set.of(rule));
            // the kernel warns and goes on
            mutants.add(guard.layer() == Layer.KEXEC_METADATA ? mutant.harmless() : mutant);
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
        return KERNEL.withStructs(structs)
                .with()
                .release("changed")
                .guards(guards)
                .constants(constants)
                .documented(List.of())
                .source("test")
                .build();
    }

    private static StructLayout inserted(StructLayout layout, int index) {
        List<Field> shifted = new ArrayList<>();
        int at = offset(layout.fields().get(index));
        shifted.addAll(layout.fields().stream()
                .map(field -> offset(field) >= at ? placed(field, offset(field) + 8) : field)
                .toList());
        shifted.add(index, new Field("fresh", "u64", null, at, 8, null, null, null, null));
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
        return layout.withFields(fields);
    }

    private static StructLayout sized(StructLayout layout, int size) {
        return layout.withSize(size);
    }

    private static Field moved(Field field, Field there) {
        return placed(field, there.offset());
    }

    private static Field placed(Field field, @Nullable Integer offset) {
        return field.withOffset(offset);
    }

    private static Field typed(Field field, String type, int size) {
        return field.with().type(type).size(size).bitOffset(null).bitSize(null).build();
    }

    private static Field bits(Field field, int first, int bits) {
        return field.with()
                .arrayLength(null)
                .bitOffset(first)
                .bitSize(bits)
                .pointsTo(null)
                .build();
    }

    private static int offset(Field field) {
        return field.offset() == null ? 0 : field.offset();
    }

    private static int size(StructLayout layout) {
        return layout.size() == null ? 0 : layout.size();
    }
}
