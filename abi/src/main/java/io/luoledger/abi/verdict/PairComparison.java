package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.reading.HandoverReader;
import io.luoledger.abi.reading.RememberingReader;
import io.luoledger.abi.role.Roles;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import io.luoledger.abi.verdict.Sides.Difference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges one ordered pair of kernels: what the second one makes of what the first one leaves. Every kind gets its own
 * verdict; the pair's is the worst of them, unless a layer that comes before refuses.
 */
public final class PairComparison {
    static final String UNREACHED =
            "No simulated kernel reads these bytes: what the difference does is what it usually does in this layer.";

    private final AbiDescriptor from;
    private final AbiDescriptor to;
    private final List<Pair> guards;
    private final StructPairs structs;
    private final Damage damage;
    private final List<Damage.Seen> seen = new ArrayList<>();
    private boolean shortRoot;

    private PairComparison(AbiDescriptor outgoing, AbiDescriptor incoming, HandoverReader reader) {
        from = outgoing.comparedWith(incoming, true);
        to = incoming.comparedWith(outgoing, false);
        guards = GuardPairs.of(from, to);
        structs = StructPairs.of(from, to);
        damage = new Damage(new Sides(from, to, guards), structs, new LayerRule(from, to, guards, structs), reader);
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
        Outcome others = kinds.stream().map(KindVerdict::outcome).reduce(Outcome.COMPATIBLE, Outcome::worse);
        new WholeKernel(from, to, guards).verdict(others).ifPresent(kinds::addFirst);
        return new PairVerdictAssembly(from, to, guards, shortRoot)
                .assemble(kinds, () -> new Together(from, to, guards, damage, seen).of(kinds));
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
        boolean both = hasLayer(own, Layer.HANDLER) && hasLayer(own, Layer.FLB);
        KindLayout layout = KindLayout.of(kind, from, to, structs, guards, struct -> both && isKeptOut(struct, own));
        boolean sees = !both && own.stream().anyMatch(this::keepsOut);
        findings.addAll(
                sees ? layout.findings().stream().map(AbiFinding::expected).toList() : layout.findings());
        boolean breaks = !sees && layout.breaks() && handedOver(kind, own);
        if (breaks) {
            boolean shorter = isShortRoot(kind);
            shortRoot |= shorter;
            outcome = outcome.worse(shorter ? Outcome.REFUSED : Outcome.SILENT);
        }
        if (breaks || !unnoticed.isEmpty()) {
            KindLayout bytes = breaks ? layout : KindLayout.SAME;
            Damage.Seen what = damage.of(kind, difference(bytes, own, unnoticed), bytes.findings(), guardRules);
            seen.add(what);
            consequences.addAll(what.consequences());
            findings.replaceAll(finding -> told(finding, what.unreached()));
        }
        if (outcome != Outcome.SILENT && sees && layout.findings().isEmpty() && !own.isEmpty() && hasBytes(kind)) {
            own.stream()
                    .filter(pair ->
                            pair.layer().guardsBytes() && pair.from() != null && pair.to() != null && !pair.agrees())
                    .forEach(pair -> findings.add(
                            AbiFinding.of(AbiFindings.BUMP_ONLY, pair.name(), pair.valueFrom(), pair.valueTo())));
        }
        Pair first = own.stream()
                .filter(pair -> pair.layer().guardsBytes())
                .findFirst()
                .or(() -> own.stream().findFirst())
                .orElse(null);
        return new KindVerdict(
                kind,
                first == null ? null : GuardVerdict.value(first.from(), first.layer(), from),
                first == null ? null : GuardVerdict.value(first.to(), first.layer(), to),
                GuardWords.of(own),
                outcome,
                Consequence.shown(several(own) ? consequences : whole(consequences)),
                findings);
    }

    private static boolean hasLayer(List<Pair> own, Layer layer) {
        return own.stream().anyMatch(pair -> pair.layer() == layer);
    }

    /** Of a kind with a handler and an FLB, either of which keeps out what lies under it alone. */
    private boolean isKeptOut(String struct, List<Pair> own) {
        String guard = structs.guardOf(struct);
        return own.stream().filter(pair -> pair.name().equals(guard)).anyMatch(this::keepsOut);
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
                    NODE_VERSION,
                    CLIENT_VERSION,
                    MAGIC,
                    FEATURES,
                    OTHER -> false;
        };
        return goesOn && !verdict.consequences().isEmpty() && damage.reaches(pair);
    }

    /** A part that only one side has comes with the bytes around it. */
    private static Difference difference(KindLayout layout, List<Pair> own, Set<Pair> unnoticed) {
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
        return finding.isError() && unreached.contains(structs.roleOrName(struct)) ? finding.with(UNREACHED) : finding;
    }

    /**
     * Whether the incoming kernel doesn't come to reading this kind. A part that one side lacks is a matter of bytes; what
     * stands in one struct keeps nobody from the others.
     */
    private boolean keepsOut(Pair pair) {
        if (GuardVerdict.isUnknown(pair, from, to) || pair.layer() == Layer.MAGIC || pair.layer() == Layer.FEATURES) {
            return false;
        }
        boolean part =
                pair.layer() == Layer.LUO_PART || pair.layer() == Layer.FLB_VERSION || pair.layer() == Layer.OTHER;
        boolean oneSided = pair.from() == null || pair.to() == null;
        return pair.layer().guardsBytes() && !pair.agrees() && !(part && oneSided);
    }

    private boolean hasBytes(String kind) {
        return structs.kinds().contains(kind);
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
                GuardWords.of(List.of(pair)),
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
}
