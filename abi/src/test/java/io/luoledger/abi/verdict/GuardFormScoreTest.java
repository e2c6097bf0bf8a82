package io.luoledger.abi.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Features;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.GuardForm;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.reading.HandoverReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The score of mutations for guards that aren't strings: posted trees changed at every place where such a guard tells
 * something, and where it tells nothing. Counted as in {@link MutationScoreTest}; the trees aren't fully known, so what
 * counts is the kind's own verdict.
 */
class GuardFormScoreTest {
    private static final AbiDescriptor MEMFD = tree("memfd-features");
    private static final AbiDescriptor CPUS = tree("cpu-b-512");
    private static final AbiDescriptor BAD_PAGES = tree("hwpoison");
    private static final AbiDescriptor COPIES = tree("kho-subtree-plain");
    private static final AbiDescriptor PCI = tree("pci-v9");

    /**
     * @param path of the finding that explains it
     * @param guardedBy the sort of guard that the comparison has to have seen
     * @param breaks whether it costs anything
     */
    private record Mutant(
            AbiDescriptor from,
            AbiDescriptor to,
            String kind,
            Set<String> ids,
            String path,
            String guardedBy,
            boolean breaks) {}

    @Test
    void shouldCatchEveryMutantOfGuardsThatAreNoStringsAndExplainItRightly() {
        // Given
        List<Mutant> mutants = new ArrayList<>();
        numbers(mutants);
        flags(mutants);
        layoutsUnderNumbers(mutants);
        copies(mutants);
        configurations(mutants);
        Map<String, int[]> scores = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        // When
        for (Mutant mutant : mutants) {
            PairVerdict verdict = PairComparison.judge(mutant.from(), mutant.to(), HandoverReader.NONE);
            KindVerdict kind = verdict.kinds().stream()
                    .filter(one -> one.kind().equals(mutant.kind()))
                    .findFirst()
                    .orElseThrow();
            boolean right = kind.findings().stream()
                            .anyMatch(finding ->
                                    mutant.ids().contains(finding.kind().id())
                                            && finding.path().equals(mutant.path()))
                    && String.valueOf(kind.guardedBy()).contains(mutant.guardedBy());
            boolean caught = mutant.breaks() != kind.consequences().isEmpty();
            int[] score = scores.computeIfAbsent(String.join(" or ", mutant.ids()), id -> new int[3]);
            score[0]++;
            score[1] += caught ? 1 : 0;
            score[2] += right ? 0 : 1;
            if (!caught || !right) {
                failures.add(mutant.ids() + " " + mutant.path() + ": " + kind.text() + ", " + kind.guardedBy() + ", "
                        + kind.findings().stream()
                                .map(one -> one.kind().id() + " " + one.path())
                                .toList());
            }
        }
        // Then
        System.out.println("rule                     mutated caught wrongly explained");
        scores.forEach((rule, score) -> System.out.printf("%-24s %7d %6d %d%n", rule, score[0], score[1], score[2]));
        assertThat(failures).isEmpty();
        assertThat(mutants).hasSizeGreaterThan(90);
    }

    /** Versions and magic numbers: each bumped, there and back. */
    private static void numbers(List<Mutant> mutants) {
        Map<AbiDescriptor, Map<GuardForm, String>> rules = Map.of(
                CPUS, Map.of(GuardForm.MAGIC, "ABI-GUARD-MAGIC"),
                BAD_PAGES, Map.of(GuardForm.VERSION, "ABI-GUARD-CLIENT"),
                PCI, Map.of(GuardForm.VERSION, "ABI-GUARD-FLB-VERSION"));
        rules.forEach((tree, forms) -> tree.guards().stream()
                .filter(guard -> forms.containsKey(guard.form()) && guard.layer() != Layer.KEXEC_METADATA)
                .forEach(guard -> {
                    AbiDescriptor bumped = guarded(tree, one -> one.equals(guard) ? withValue(guard, "77") : one);
                    String words = guard.form().words();
                    Set<String> ids = Set.of(String.valueOf(forms.get(guard.form())));
                    mutants.add(new Mutant(tree, bumped, guard.kind(), ids, guard.name(), words, true));
                    mutants.add(new Mutant(bumped, tree, guard.kind(), ids, guard.name(), words, true));
                }));
        AbiDescriptor without = CPUS.withGuards(CPUS.guards().stream()
                .filter(guard -> guard.layer() != Layer.MAGIC)
                .toList());
        mutants.add(new Mutant(
                without,
                CPUS,
                "cpu-preserved",
                Set.of("ABI-GUARD-MAGIC"),
                "cpu_preserved_file_ser.magic",
                "magic number",
                true));
    }

    /** For each bit that a writer requires or uses: a reader that doesn't know it; one that the reader requires at once. */
    private static void flags(List<Mutant> mutants) {
        for (Guard guard : MEMFD.guards()) {
            Features all = guard.features();
            if (all == null) {
                continue;
            }
            String words = guard.form().words();
            for (int bit = 0; bit < Long.SIZE; bit++) {
                long one = 1L << bit;
                Features more = new Features(all.supp() | one, all.req() & ~one, all.active() | one, all.names());
                Features must = new Features(all.supp() | one, all.req() | one, all.active() | one, all.names());
                Features less = new Features(all.supp() & ~one, all.req() & ~one, all.active() & ~one, all.names());
                AbiDescriptor optional = with(guard, more);
                AbiDescriptor required = with(guard, must);
                AbiDescriptor reader = with(guard, less);
                mutants.add(new Mutant(
                        required, reader, guard.kind(), Set.of("ABI-GUARD-FEATURES"), guard.name(), words, true));
                mutants.add(new Mutant(
                        optional, reader, guard.kind(), Set.of("ABI-FEATURE-LOST"), guard.name(), words, true));
                mutants.add(new Mutant(
                        reader, required, guard.kind(), Set.of("ABI-FEATURE-ROLLOUT"), guard.name(), words, false));
            }
        }
        StructLayout memfd = MEMFD.struct("memfd_luo_ser").orElseThrow();
        List<Field> longer = new ArrayList<>(memfd.fields());
        longer.add(new Field("more", "u64", null, 176, 8, null, null, null, null));
        AbiDescriptor tail = with(MEMFD, memfd, memfd.withFields(longer).withSize(184));
        Guard guard = MEMFD.guard("memfd_luo_ser.features").orElseThrow();
        Features known = new Features(7, 3, 7, Map.of());
        AbiDescriptor told = guarded(
                tail,
                one -> one.equals(guard)
                        ? Guard.ofFeatures(one.name(), one.layer(), one.kind(), known, one.source())
                        : one);
        mutants.add(
                new Mutant(MEMFD, told, "memfd", Set.of("ABI-FEATURE-TAIL"), "memfd_luo_ser", "feature flags", false));
        mutants.add(new Mutant(
                MEMFD, tail, "memfd", Set.of("ABI-FIELD-ADDED"), "memfd_luo_ser.more", "feature flags", true));
    }

    /** Neither flags nor a magic number tell how fields lie. */
    private static void layoutsUnderNumbers(List<Mutant> mutants) {
        Map<AbiDescriptor, String> structs =
                Map.of(MEMFD, "memfd_luo_ser", CPUS, "cpu_preserved_file_ser", BAD_PAGES, "kho_hwpoison_metadata");
        structs.forEach((tree, name) -> {
            StructLayout layout = tree.struct(name).orElseThrow();
            for (Field field : layout.fields()) {
                int offset = field.offset() == null ? 0 : field.offset();
                List<Field> moved = layout.fields().stream()
                        .map(one -> one.equals(field) ? one.withOffset(offset + 8) : one)
                        .toList();
                mutants.add(new Mutant(
                        tree,
                        with(tree, layout, layout.withFields(moved)),
                        layout.kind(),
                        Set.of("ABI-FIELD-MOVED", "ABI-FIELDS-SWAPPED"),
                        name + "." + field.name(),
                        "",
                        true));
            }
        });
    }

    /** Every two sets of versions: one in common is enough. */
    private static void copies(List<Mutant> mutants) {
        List<List<String>> sets =
                List.of(List.of("1"), List.of("2"), List.of("1", "2"), List.of("2", "3"), List.of("3"));
        for (List<String> written : sets) {
            for (List<String> read : sets) {
                if (written.stream().noneMatch(read::contains)) {
                    mutants.add(new Mutant(
                            versions(written),
                            versions(read),
                            "luo",
                            Set.of("ABI-GUARD-COPIES"),
                            "LUO node version",
                            "versions side by side",
                            true));
                } else {
                    assertThat(PairComparison.judge(versions(written), versions(read), HandoverReader.NONE)
                                    .consequence())
                            .as(written + " " + read)
                            .isEqualTo("none");
                }
            }
        }
    }

    /** The same bytes by chance: of another number of processors, or of one that nobody told. */
    private static void configurations(List<Mutant> mutants) {
        for (Map<String, String> other : List.<Map<String, String>>of(Map.of(), Map.of(StructLayout.NR_CPUS, "500"))) {
            AbiDescriptor build = CPUS.withConfiguration(other);
            for (AbiDescriptor from : List.of(CPUS, build)) {
                AbiDescriptor to = from.equals(CPUS) ? build : CPUS;
                mutants.add(new Mutant(
                        from,
                        to,
                        "cpu-preserved",
                        Set.of("ABI-CONFIGURATION"),
                        "cpu_preserved_global_ser",
                        "compatible string",
                        true));
            }
        }
    }

    private static AbiDescriptor versions(List<String> values) {
        return guarded(
                COPIES,
                guard -> guard.layer() == Layer.NODE_VERSION
                        ? new Guard(
                                guard.name(),
                                guard.layer(),
                                guard.kind(),
                                values,
                                values,
                                guard.source(),
                                guard.confidence())
                        : guard);
    }

    private static AbiDescriptor with(Guard guard, Features features) {
        return guarded(
                MEMFD,
                one -> one.equals(guard)
                        ? new Guard(
                                guard.name(),
                                guard.layer(),
                                guard.kind(),
                                guard.writes(),
                                guard.reads(),
                                guard.form(),
                                features,
                                guard.source(),
                                guard.confidence())
                        : one);
    }

    private static Guard withValue(Guard guard, String value) {
        return Guard.of(guard.name(), guard.layer(), guard.kind(), value, guard.source());
    }

    private static AbiDescriptor guarded(AbiDescriptor tree, UnaryOperator<Guard> change) {
        return tree.withGuards(tree.guards().stream().map(change).toList());
    }

    private static AbiDescriptor with(AbiDescriptor tree, StructLayout layout, StructLayout changed) {
        return tree.withStructs(tree.structs().stream()
                .map(one -> one.equals(layout) ? changed : one)
                .toList());
    }

    private static AbiDescriptor tree(String name) {
        return Catalogue.find(name).orElseThrow();
    }
}
