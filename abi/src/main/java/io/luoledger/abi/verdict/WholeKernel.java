package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Layer;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.role.Roles;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is to be said of the two kernels as such: where they can run, how much is known of them, their known defects. */
final class WholeKernel {
    static final String KIND = "kernel";

    private static final Set<Layer> FIRST = EnumSet.of(Layer.KHO_ROOT, Layer.KHO_MEMORY_MAP, Layer.LUO, Layer.LUO_PART);

    private final AbiDescriptor from;
    private final AbiDescriptor to;
    private final List<Pair> guards;

    WholeKernel(AbiDescriptor from, AbiDescriptor to, List<Pair> guards) {
        this.from = from;
        this.to = to;
        this.guards = guards;
    }

    /**
     * The verdict on what belongs to no kind; empty when there is nothing to say. That a tree is a part of one keeps no
     * verdict on what is there from being given, but what agrees with something that isn't there isn't COMPATIBLE.
     *
     * @param others the worst outcome of the kinds
     */
    Optional<KindVerdict> verdict(Outcome others) {
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
            if (!side.isComplete() || (side.isPartial() && others == Outcome.COMPATIBLE)) {
                outcome = Outcome.SILENT;
            }
        }
        comments().forEach(findings::add);
        defects().forEach(findings::add);
        return findings.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new KindVerdict(KIND, from.release(), to.release(), null, outcome, consequences, findings));
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
        if (isRefusedBefore() || !from.liveUpdateOn() || !to.liveUpdateOn()) {
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

    /** Whether nothing of the hand-over is read, so that no defect of reading it shows. */
    private boolean isRefusedBefore() {
        return guards.stream()
                .anyMatch(pair ->
                        FIRST.contains(pair.layer()) && pair.from() != null && pair.to() != null && !pair.agrees());
    }
}
