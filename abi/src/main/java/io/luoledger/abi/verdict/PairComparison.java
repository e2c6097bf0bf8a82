package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.reading.HandoverReader;
import io.luoledger.abi.reading.RememberingReader;
import io.luoledger.abi.role.Roles;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import io.luoledger.abi.verdict.Sides.Difference;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges one ordered pair of kernels: what the second one makes of what the first one leaves. Every kind gets its own
 * verdict; the pair's is the worst of them, unless a layer that comes before refuses.
 */
public final class PairComparison {
    private static final String KERNEL = "kernel";
    private static final String UNREACHED =
            "No simulated kernel reads these bytes: what the difference does is what it usually does in this layer.";

    private final AbiDescriptor from;
    private final AbiDescriptor to;
    private final List<Pair> guards;
    private final StructPairs structs;
    private final Damage damage;
    private final List<Damage.Seen> seen = new ArrayList<>();
    private boolean shortRoot;
    private final boolean refusedBefore;

    private PairComparison(AbiDescriptor outgoing, AbiDescriptor incoming, HandoverReader reader) {
        from = outgoing.comparedWith(incoming, true);
        to = incoming.comparedWith(outgoing, false);
        guards = GuardPairs.of(from, to);
        structs = StructPairs.of(from, to);
        damage = new Damage(new Sides(from, to, guards), structs, new LayerRule(from, to, guards, structs), reader);
        refusedBefore = guards.stream()
                .anyMatch(pair -> EnumSet.of(Layer.KHO_ROOT, Layer.KHO_MEMORY_MAP, Layer.LUO, Layer.LUO_PART)
                                .contains(pair.layer())
                        && pair.from() != null
                        && pair.to() != null
                        && !pair.agrees());
    }

    /** @param reader says what differences do that nobody refuses */
    public static PairVerdict judge(AbiDescriptor from, AbiDescriptor to, HandoverReader reader) {
        return new PairComparison(from, to, reader).judge();
    }

    /** Every ordered pair, first by outgoing, then by incoming kernel. */
    public static List<PairVerdict> matrix(List<AbiDescriptor> kernels, HandoverReader reader) {
        HandoverReader remembering = new RememberingReader(reader);
        List<PairVerdict> pairs = new ArrayList<>();
        for (AbiDescriptor from : kernels) {
            for (AbiDescriptor to : kernels) {
                pairs.add(judge(from, to, remembering));
            }
        }
        return pairs;
    }

    private PairVerdict judge() {
        List<KindVerdict> kinds = new ArrayList<>();
        kernel().ifPresent(kinds::add);
        Set<String> names = new LinkedHashSet<>();
        guards.stream().filter(pair -> pair.layer() != Layer.FLB).forEach(pair -> names.add(pair.kind()));
        structs.kinds().forEach(names::add);
        guards.stream()
                .filter(pair -> pair.layer() == Layer.FLB && structs.kinds().contains(pair.kind()))
                .forEach(pair -> names.add(pair.kind()));
        for (String name : names) {
            kinds.add(kind(name));
        }
        // an FLB without a struct of its own is a kind of its own
        guards.stream()
                .filter(pair -> pair.layer() == Layer.FLB && !names.contains(pair.kind()))
                .forEach(pair -> kinds.add(flb(pair)));
        return new PairVerdictAssembly(from, to, guards, shortRoot).assemble(kinds, () -> together(kinds));
    }

    private Optional<KindVerdict> kernel() {
        List<AbiFinding> findings = new ArrayList<>();
        Outcome outcome = Outcome.COMPATIBLE;
        Set<Consequence> consequences = EnumSet.noneOf(Consequence.class);
        if (!from.architecture().equals(to.architecture())) {
            findings.add(
                    AbiFinding.of(AbiFindings.ARCHITECTURE, "architecture", from.architecture(), to.architecture()));
            outcome = Outcome.SILENT;
        }
        if (from.pageSize() != to.pageSize()) {
            findings.add(AbiFinding.of(
                    AbiFindings.PAGE_SIZE, "pageSize", from.pageSize() + " bytes", to.pageSize() + " bytes"));
            outcome = Outcome.SILENT;
            consequences.add(Consequence.OOPS_AT_BOOT);
        }
        boolean same = from.release().equals(to.release()) && from.equals(to);
        for (AbiDescriptor side : same ? List.of(from) : List.of(from, to)) {
            incomplete(side, findings);
            if (!side.assumed().isEmpty()) {
                findings.add(told(AbiFindings.ASSUMED, side.release(), "Assumed", side.assumed()));
            }
            if (side.confidence() == Confidence.LOW) {
                findings.add(AbiFinding.of(AbiFindings.LOW_CONFIDENCE, side.release(), null, null));
            }
            if (!side.isComplete()) {
                outcome = Outcome.SILENT;
            }
        }
        comments().forEach(findings::add);
        defects().forEach(findings::add);
        return findings.isEmpty()
                ? Optional.empty()
                : Optional.of(new KindVerdict(KERNEL, from.release(), to.release(), outcome, consequences, findings));
    }

    /** What its source can't tell needs another cure than what nobody told. */
    private static void incomplete(AbiDescriptor side, List<AbiFinding> findings) {
        Map<Boolean, List<String>> byGuards = side.incomplete().stream()
                .collect(Collectors.partitioningBy(what -> what.startsWith(AbiDescriptor.GUARDS_UNKNOWN)));
        for (boolean guards : List.of(false, true)) {
            List<String> what = byGuards.getOrDefault(guards, List.of());
            if (!what.isEmpty()) {
                FindingKind kind = guards ? AbiFindings.GUARD_UNKNOWN : AbiFindings.INCOMPLETE;
                findings.add(told(kind, side.release(), "Not known", what));
            }
        }
    }

    private static AbiFinding told(FindingKind kind, String release, String verb, List<String> what) {
        return AbiFinding.of(kind, release, null, null, verb + " of " + release + ": " + String.join("; ", what) + ".");
    }

    /** Contradictions that the incoming kernel brings; those that were there before are old news. */
    private List<AbiFinding> comments() {
        return Lint.comments(to).stream()
                .filter(finding -> Lint.comments(from).stream()
                        .noneMatch(
                                old -> old.path().equals(finding.path()) && Objects.equals(old.from(), finding.from())))
                .toList();
    }

    /** Defects of kernels that read and write as 7.2 and 7.3 do, or as 6.19 does, where nothing else keeps the hand-over from them. */
    private List<AbiFinding> defects() {
        List<AbiFinding> findings = new ArrayList<>();
        if (refusedBefore || !from.liveUpdateOn() || !to.liveUpdateOn()) {
            return findings;
        }
        Layouts layouts = Layouts.of(to);
        if (isUnsealed(Layouts.of(from))) {
            findings.add(AbiFinding.of(AbiFindings.DEFECT_FALLOCATE, memfd(), null, null));
        }
        boolean unknownHandler = guards.stream()
                .anyMatch(pair -> pair.layer() == Layer.HANDLER && pair.from() != null && !pair.agrees());
        if (unknownHandler && isUnsealed(layouts)) {
            findings.add(AbiFinding.of(AbiFindings.DEFECT_UNKNOWN_HANDLER, "handlers", null, null));
        }
        if (layouts.missing().isEmpty()) {
            String count = String.valueOf(layouts.perBlock(Roles.SESSION));
            findings.add(AbiFinding.of(
                    AbiFindings.DEFECT_EMPTY_BLOCK,
                    Objects.requireNonNull(to.roles().struct(Roles.BLOCK)),
                    null,
                    null,
                    "Here: multiples of " + count + " sessions."));
        }
        if (layouts.find(Roles.MEMFD, "seals") != null) {
            findings.add(AbiFinding.of(AbiFindings.DEFECT_NOEXEC, memfd(), null, null));
        }
        return findings;
    }

    /** Whether memfds are preserved as when the orchestrator was merged: without seals. */
    private static boolean isUnsealed(Layouts layouts) {
        return layouts.find(Roles.MEMFD, "nr_folios") != null && layouts.find(Roles.MEMFD, "seals") == null;
    }

    private String memfd() {
        return Optional.ofNullable(from.roles().struct(Roles.MEMFD))
                .or(() -> Optional.ofNullable(to.roles().struct(Roles.MEMFD)))
                .orElseThrow();
    }

    private KindVerdict kind(String kind) {
        List<Pair> own =
                guards.stream().filter(pair -> pair.kind().equals(kind)).toList();
        List<AbiFinding> findings = new ArrayList<>();
        Outcome outcome = Outcome.COMPATIBLE;
        Set<Consequence> consequences = EnumSet.noneOf(Consequence.class);
        Set<Consequence> guardRules = EnumSet.noneOf(Consequence.class);
        Set<Pair> unnoticed = new HashSet<>();
        for (Pair pair : own) {
            GuardVerdict.Judged verdict = GuardVerdict.of(pair, from, to);
            findings.addAll(verdict.findings());
            outcome = outcome.worse(verdict.outcome());
            if (isForReader(pair, verdict)) {
                unnoticed.add(pair);
                guardRules.addAll(verdict.consequences());
            } else {
                consequences.addAll(verdict.consequences());
            }
        }
        Layout layout = layout(kind);
        boolean sees = own.stream().anyMatch(this::keepsOut);
        findings.addAll(
                sees ? layout.findings().stream().map(PairComparison::expected).toList() : layout.findings());
        boolean breaks = !sees && layout.breaks() && handedOver(kind, own);
        if (breaks) {
            boolean shorter = isShortRoot(kind);
            shortRoot |= shorter;
            outcome = outcome.worse(shorter ? Outcome.REFUSED : Outcome.SILENT);
        }
        if (breaks || !unnoticed.isEmpty()) {
            Layout bytes = breaks ? layout : Layout.SAME;
            Damage.Seen what = damage.of(kind, difference(bytes, own, unnoticed), bytes.findings(), guardRules);
            seen.add(what);
            consequences.addAll(what.consequences());
            findings.replaceAll(finding -> told(finding, what.unreached()));
        }
        if (outcome != Outcome.SILENT && sees && layout.findings().isEmpty() && !own.isEmpty() && hasBytes(kind)) {
            own.stream()
                    .filter(pair ->
                            guardsBytes(pair.layer()) && pair.from() != null && pair.to() != null && !pair.agrees())
                    .forEach(pair -> findings.add(
                            AbiFinding.of(AbiFindings.BUMP_ONLY, pair.name(), pair.valueFrom(), pair.valueTo())));
        }
        Pair first = own.stream()
                .filter(pair -> guardsBytes(pair.layer()))
                .findFirst()
                .or(() -> own.stream().findFirst())
                .orElse(null);
        return new KindVerdict(
                kind,
                first == null ? null : GuardVerdict.value(first.from(), first.layer(), from),
                first == null ? null : GuardVerdict.value(first.to(), first.layer(), to),
                outcome,
                Consequence.shown(several(own) ? consequences : whole(consequences)),
                findings);
    }

    private static boolean several(List<Pair> own) {
        return own.stream().filter(pair -> pair.layer() == Layer.FLB).count() > 1;
    }

    /** What nobody refuses outright is for a reader to find out, if there is one that compares this guard. */
    private boolean isForReader(Pair pair, GuardVerdict.Judged verdict) {
        boolean goesOn = switch (pair.layer()) {
            case KEXEC_METADATA, LUO_NODE, FLB -> to.liveUpdateOn();
            case KHO_ROOT,
                    KHO_MEMORY_MAP,
                    KHO_DATA,
                    KHO_NODE,
                    KHO_SIZE,
                    LUO,
                    LUO_PART,
                    LUO_NAME,
                    HANDLER,
                    FLB_VERSION,
                    OTHER -> false;
        };
        return goesOn && !verdict.consequences().isEmpty() && damage.reaches(pair);
    }

    /** A part that only one side has comes with the bytes around it. */
    private static Difference difference(Layout layout, List<Pair> own, Set<Pair> unnoticed) {
        Set<Pair> differing = new HashSet<>(unnoticed);
        own.stream()
                .filter(pair -> pair.layer() == Layer.LUO_PART && (pair.from() == null || pair.to() == null))
                .forEach(differing::add);
        boolean constants = layout.changedRoles().isEmpty();
        return new Difference(
                layout.changedRoles(),
                differing,
                layout.findings().stream()
                        .filter(finding -> constants && finding.kind().equals(AbiFindings.CONSTANT))
                        .map(AbiFinding::path)
                        .collect(Collectors.toSet()),
                false);
    }

    /** With a word about what nobody reads, so that a rule isn't taken for something seen. */
    private AbiFinding told(AbiFinding finding, Set<String> unreached) {
        int dot = finding.path().indexOf('.');
        String struct = dot < 0 ? finding.path() : finding.path().substring(0, dot);
        return finding.isError() && unreached.contains(role(struct)) ? finding.with(UNREACHED) : finding;
    }

    /** Under a guard that differs, other bytes are what the bump is for: told, but not held against the change. */
    private static AbiFinding expected(AbiFinding finding) {
        return new AbiFinding(
                AbiFindings.expected(finding.kind()), finding.path(), finding.from(), finding.to(), "", null);
    }

    /** Whether the incoming kernel doesn't come to reading this kind. A part that one side lacks is a matter of bytes. */
    private boolean keepsOut(Pair pair) {
        if (GuardVerdict.isUnknown(pair, from, to)) {
            return false;
        }
        boolean part =
                pair.layer() == Layer.LUO_PART || pair.layer() == Layer.FLB_VERSION || pair.layer() == Layer.OTHER;
        boolean oneSided = pair.from() == null || pair.to() == null;
        return guardsBytes(pair.layer()) && !pair.agrees() && !(part && oneSided);
    }

    private boolean hasBytes(String kind) {
        return structs.kinds().contains(kind);
    }

    private static boolean guardsBytes(Layer layer) {
        return layer.guardsBytes();
    }

    /** Whether there is anything of this kind to hand over, and someone to take it. */
    private boolean handedOver(String kind, List<Pair> own) {
        boolean offered = own.isEmpty()
                || own.stream().anyMatch(pair -> pair.from() != null || GuardVerdict.isUnknown(pair, from, to));
        boolean taken = own.isEmpty()
                || own.stream().anyMatch(pair -> pair.to() != null || GuardVerdict.isUnknown(pair, from, to));
        return offered && taken && from.khoOn() && !kind.isEmpty();
    }

    /**
     * LUO's root is the struct whose size the incoming kernel refuses: a shorter one. Where the root is a device tree, the
     * struct behind it has no size that anyone could check.
     */
    private boolean isShortRoot(String kind) {
        Optional<StructLayout> before = from.layout(Roles.LUO);
        Optional<StructLayout> after = to.layout(Roles.LUO);
        return before.isPresent()
                && after.isPresent()
                && before.get().kind().equals(kind)
                && !hasTree(from, kind)
                && !hasTree(to, kind)
                && before.get().size() != null
                && after.get().size() != null
                && before.get().size() < after.get().size();
    }

    private static boolean hasTree(AbiDescriptor side, String kind) {
        return side.structs().stream()
                .anyMatch(layout -> layout.isTree() && layout.kind().equals(kind));
    }

    /** @param changedRoles roles of the structs whose bytes differ */
    private record Layout(List<AbiFinding> findings, Set<String> changedRoles, boolean breaks) {
        static final Layout SAME = new Layout(List.of(), Set.of(), false);
    }

    private Layout layout(String kind) {
        List<AbiFinding> findings = new ArrayList<>();
        Set<String> changed = new HashSet<>();
        for (Map.Entry<String, List<AbiFinding>> entry : structs.findings(kind).entrySet()) {
            findings.addAll(entry.getValue());
            if (entry.getValue().stream().anyMatch(AbiFinding::isError)) {
                if (structs.guardOf(entry.getKey()) == null) {
                    findings.add(AbiFinding.of(AbiFindings.NO_GUARD, entry.getKey(), null, null));
                }
                if (!coveredElsewhere(entry.getKey())) {
                    changed.add(role(entry.getKey()));
                }
            }
        }
        for (String inner : structs.reachedFrom(kind)) {
            List<AbiFinding> differences = structs.findingsOf(inner);
            if (differences.stream().anyMatch(AbiFinding::isError)) {
                changed.add(role(inner));
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
        return new Layout(findings, changed, breaks);
    }

    private String role(String struct) {
        return Optional.ofNullable(structs.roleOf(struct)).orElse(struct);
    }

    /** A struct that is only read by kinds whose own guard refuses first does no harm by itself. */
    private boolean coveredElsewhere(String struct) {
        Set<String> readers = structs.reachedBy(struct);
        return !readers.isEmpty()
                && readers.stream()
                        .allMatch(reader -> guards.stream()
                                .anyMatch(pair ->
                                        pair.kind().equals(reader) && guardsBytes(pair.layer()) && !pair.agrees()));
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

    private KindVerdict flb(Pair pair) {
        GuardVerdict.Judged verdict = GuardVerdict.of(pair, from, to);
        Set<Consequence> consequences = verdict.consequences();
        if (isForReader(pair, verdict)) {
            Difference difference = new Difference(Set.of(), Set.of(pair), Set.of(), false);
            Damage.Seen what = damage.of(pair.kind(), difference, List.of(), consequences);
            seen.add(what);
            consequences = what.consequences();
        }
        String name = Optional.ofNullable(pair.valueFrom()).orElse(String.valueOf(pair.valueTo()));
        return new KindVerdict(
                "flb " + name,
                GuardVerdict.value(pair.from(), pair.layer(), from),
                GuardVerdict.value(pair.to(), pair.layer(), to),
                verdict.outcome(),
                Consequence.shown(whole(consequences)),
                verdict.findings());
    }

    /** One FLB is lost or isn't; only of several can some be. */
    private static Set<Consequence> whole(Set<Consequence> consequences) {
        if (!consequences.contains(Consequence.FLB_PARTLY_LOST)) {
            return consequences;
        }
        Set<Consequence> whole = EnumSet.copyOf(consequences);
        whole.remove(Consequence.FLB_PARTLY_LOST);
        whole.add(Consequence.FLB_LOST);
        return whole;
    }

    /** The consequences of all kinds, of which several FLBs may come through though others are lost. */
    private Set<Consequence> all(List<KindVerdict> kinds) {
        Set<Consequence> all = EnumSet.noneOf(Consequence.class);
        kinds.forEach(kind -> all.addAll(kind.consequences()));
        boolean someFound = guards.stream()
                .anyMatch(pair -> pair.layer() == Layer.FLB
                        && GuardVerdict.of(pair, from, to).outcome() == Outcome.COMPATIBLE
                        && pair.agrees());
        boolean byName = kinds.stream()
                .filter(kind -> kind.consequences().contains(Consequence.FLB_LOST))
                .allMatch(kind -> guards.stream()
                        .anyMatch(pair -> pair.layer() == Layer.FLB
                                && !pair.agrees()
                                && Objects.equals(pair.valueFrom(), kind.guardFrom())));
        if (someFound && byName && all.remove(Consequence.FLB_LOST)) {
            all.add(Consequence.FLB_PARTLY_LOST);
        }
        return all;
    }

    /**
     * What the pair as a whole comes to: one difference alone is what its kind says; several are read together, because
     * the first may keep the others from being reached.
     */
    private Set<Consequence> together(List<KindVerdict> kinds) {
        Set<Consequence> all = all(kinds);
        long differing =
                kinds.stream().filter(kind -> !kind.consequences().isEmpty()).count();
        if (differing < 2 || seen.stream().noneMatch(Damage.Seen::read)) {
            return all;
        }
        Set<Pair> compared = new HashSet<>();
        Set<Consequence> ruled = EnumSet.noneOf(Consequence.class);
        for (Pair pair : guards) {
            GuardVerdict.Judged verdict = GuardVerdict.of(pair, from, to);
            if (damage.reaches(pair)) {
                compared.add(pair);
            } else {
                ruled.addAll(verdict.consequences());
            }
        }
        Difference difference = new Difference(Set.of(), compared, Set.of(), true);
        Set<String> meant = new HashSet<>();
        for (Damage.Seen one : seen) {
            difference = difference.plus(one.difference());
            meant.addAll(one.meant());
            ruled.addAll(one.ruled());
        }
        Optional<Set<Consequence>> read = damage.together(difference, meant);
        if (read.isEmpty()) {
            return all;
        }
        ruled.addAll(read.get());
        return ruled;
    }
}
