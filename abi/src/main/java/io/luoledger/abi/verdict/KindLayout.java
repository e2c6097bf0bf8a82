package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is different between the bytes of one kind, its guards left aside.
 *
 * @param changedRoles roles of the structs whose bytes differ; names of those without a role
 * @param breaks whether anything of it does harm
 */
record KindLayout(List<AbiFinding> findings, Set<String> changedRoles, boolean breaks) {
    static final KindLayout SAME = new KindLayout(List.of(), Set.of(), false);

    /** @param keptOut structs that the incoming kernel doesn't come to reading, though it may read others of the kind */
    static KindLayout of(
            String kind,
            AbiDescriptor from,
            AbiDescriptor to,
            StructPairs structs,
            List<Pair> guards,
            Predicate<String> keptOut) {
        return new Comparison(from, to, structs, guards, keptOut).layout(kind);
    }

    private record Comparison(
            AbiDescriptor from, AbiDescriptor to, StructPairs structs, List<Pair> guards, Predicate<String> keptOut) {
        KindLayout layout(String kind) {
            List<AbiFinding> findings = new ArrayList<>();
            Set<String> changed = new HashSet<>();
            for (Map.Entry<String, List<AbiFinding>> entry :
                    structs.findings(kind).entrySet()) {
                if (keptOut.test(entry.getKey()) || isRefusedInside(entry.getKey())) {
                    entry.getValue().stream().map(AbiFinding::expected).forEach(findings::add);
                    continue;
                }
                if (isTailOfFeature(entry.getKey(), entry.getValue())) {
                    entry.getValue().stream().map(AbiFinding::expected).forEach(findings::add);
                    findings.add(AbiFinding.of(AbiFindings.FEATURE_TAIL, entry.getKey(), null, null));
                    continue;
                }
                findings.addAll(entry.getValue());
                if (entry.getValue().stream().anyMatch(AbiFinding::isError)) {
                    if (structs.guardOf(entry.getKey()) == null) {
                        findings.add(AbiFinding.of(AbiFindings.NO_GUARD, entry.getKey(), null, null));
                    }
                    if (!coveredElsewhere(entry.getKey())) {
                        changed.add(structs.roleOrName(entry.getKey()));
                    }
                }
            }
            for (String inner : structs.reachedFrom(kind)) {
                List<AbiFinding> differences = structs.findingsOf(inner);
                if (differences.stream().anyMatch(AbiFinding::isError)) {
                    changed.add(structs.roleOrName(inner));
                    findings.add(AbiFinding.of(
                            AbiFindings.EMBEDDED,
                            inner,
                            differences.getFirst().from(),
                            differences.getFirst().to(),
                            "It is reached from " + kind + "; its own guard is " + structs.guardOf(inner) + "."));
                }
            }
            findings.addAll(structs.constants(kind));
            findings.addAll(semantics(kind));
            boolean breaks = !changed.isEmpty()
                    || findings.stream()
                            .anyMatch(finding -> finding.isError() && !structs.isAboutStruct(kind, finding.path()));
            return new KindLayout(findings, changed, breaks);
        }

        /** Whether what stands at the struct's head keeps the incoming kernel from its bytes. */
        private boolean isRefusedInside(String struct) {
            return inside(struct).anyMatch(pair -> GuardVerdict.isRefusedInside(pair, from, to));
        }

        private Stream<Pair> inside(String struct) {
            return guards.stream().filter(pair -> pair.name().startsWith(struct + "."));
        }

        private boolean isTailOfFeature(String struct, List<AbiFinding> differences) {
            return inside(struct).anyMatch(Comparison::isToldByFeatures)
                    && differences.stream().anyMatch(AbiFinding::isError)
                    && structs.isTailOnly(struct, differences);
        }

        /** Whether the two sides don't use the same features, so that a reader knows of a tail whether it is there. */
        private static boolean isToldByFeatures(Pair pair) {
            return pair.hasFeatures()
                    && pair.from() != null
                    && pair.to() != null
                    && Objects.requireNonNull(pair.from().features()).supp()
                            != Objects.requireNonNull(pair.to().features()).supp();
        }

        /** A struct that is only read by kinds whose own guard refuses first does no harm by itself. */
        private boolean coveredElsewhere(String struct) {
            Set<String> readers = structs.reachedBy(struct);
            return !readers.isEmpty()
                    && readers.stream()
                            .allMatch(reader -> guards.stream()
                                    .anyMatch(pair -> pair.kind().equals(reader)
                                            && pair.layer().guardsBytes()
                                            && !pair.agrees()));
        }

        private List<AbiFinding> semantics(String kind) {
            List<AbiFinding> findings = new ArrayList<>();
            Map<String, String> left = bySubject(from, kind);
            Map<String, String> right = bySubject(to, kind);
            Set<String> subjects = new LinkedHashSet<>(left.keySet());
            subjects.addAll(right.keySet());
            for (String subject : subjects) {
                if (!Objects.equals(left.get(subject), right.get(subject))) {
                    findings.add(AbiFinding.of(AbiFindings.SEMANTICS, subject, left.get(subject), right.get(subject)));
                }
            }
            return findings;
        }

        private Map<String, String> bySubject(AbiDescriptor side, String kind) {
            Map<String, String> result = new HashMap<>();
            for (String statement : side.semantics()) {
                String subject = structs.subject(statement);
                if (structs.kindOf(subject).equals(kind)) {
                    result.merge(subject, statement, (a, b) -> a + "; " + b);
                }
            }
            return result;
        }
    }
}
