package io.luoledger.core;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.event.Boot;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says of every live update whether its two kernels fit: of the pair as such, whatever the host held. What became of
 * what it held, the ledger says. Knows the verdicts it gave until it is told to forget them. Not thread-safe.
 */
public final class AbiJudge {
    /** Where descriptors come from. */
    @FunctionalInterface
    public interface Kernels {
        /** The kernel of this release. Throws {@link UnreadableInputException} when there is one that can't be read. */
        Optional<AbiDescriptor> find(String release);
    }

    /**
     * What came of an event.
     *
     * @param trail what to keep of its host; the same as before when nothing changed
     */
    public record Judged(BootTrail trail, List<Finding> findings) {
        public Judged {
            findings = List.copyOf(findings);
        }
    }

    private final Kernels kernels;
    private final Map<String, PairVerdict> verdicts = new HashMap<>();

    public AbiJudge(Kernels kernels) {
        this.kernels = kernels;
    }

    /** Has every pair judged anew: a descriptor changed. */
    public void forgetVerdicts() {
        verdicts.clear();
    }

    /**
     * Takes the next event of a host.
     *
     * @param before what was kept of the host, null when nothing was
     */
    public Judged apply(@Nullable BootTrail before, LiveUpdateEvent event) {
        if (before != null
                && (event.sequence() <= before.sequence() || event.boot().id().equals(before.bootBefore()))) {
            // again, or late: it was judged, or is over
            return new Judged(before, List.of());
        }
        BootTrail trail =
                before == null || !event.boot().id().equals(before.boot()) ? BootTrail.next(before, event) : before;
        if (trail.judged() || !(event.body() instanceof KernelBooted booted)) {
            return new Judged(trail, List.of());
        }
        return new Judged(trail.judgedAt(event.sequence()), judge(trail, event, booted));
    }

    private List<Finding> judge(BootTrail trail, LiveUpdateEvent event, KernelBooted booted) {
        String from = booted.fromKernel() != null ? booted.fromKernel() : trail.kernelBefore();
        if (!handedOver(trail, booted) || from == null || unknown(from) || unknown(trail.kernel())) {
            return List.of();
        }
        Map<String, AbiDescriptor> found = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        Set<String> releases = new LinkedHashSet<>(List.of(from, trail.kernel()));
        for (String release : releases) {
            String missing = find(release, found);
            if (missing != null) {
                findings.add(finding(
                        FindingCatalogue.ABI_KERNEL_UNKNOWN,
                        trail,
                        event,
                        "kernel " + release,
                        "a descriptor of " + release,
                        missing));
            }
        }
        AbiDescriptor outgoing = found.get(from);
        AbiDescriptor incoming = found.get(trail.kernel());
        if (outgoing != null && incoming != null) {
            PairVerdict verdict =
                    verdicts.computeIfAbsent(from + "\0" + trail.kernel(), pair -> AbiGate.check(outgoing, incoming));
            FindingKind kind = kind(verdict.outcome());
            if (kind != null) {
                String subject = "kernel " + from + " -> " + trail.kernel();
                findings.add(finding(kind, trail, event, subject, Outcome.COMPATIBLE.name(), text(verdict)));
            }
        }
        return findings;
    }

    /** A cold boot takes nothing over, so there is nothing to fit; a kernel that refused or died was offered something. */
    private static boolean handedOver(BootTrail trail, KernelBooted booted) {
        return trail.liveUpdate() > 0
                || booted.outcome() == BootOutcome.PANIC
                || booted.outcome() == BootOutcome.REFUSED_COLD;
    }

    private static boolean unknown(String release) {
        return release.equals(Boot.UNKNOWN_KERNEL);
    }

    /** Puts the descriptor, or gives why there is none. */
    private @Nullable String find(String release, Map<String, AbiDescriptor> found) {
        try {
            Optional<AbiDescriptor> descriptor = kernels.find(release);
            descriptor.ifPresent(one -> found.put(release, one));
            return descriptor.isPresent() ? null : "none, neither published nor in the catalogue";
        } catch (UnreadableInputException e) {
            return "one that can't be read: " + e.getMessage();
        }
    }

    private static @Nullable FindingKind kind(Outcome outcome) {
        return switch (outcome) {
            case SILENT -> FindingCatalogue.ABI_VERDICT_SILENT;
            case REFUSED -> FindingCatalogue.ABI_VERDICT_REFUSED;
            case ABSENT -> FindingCatalogue.ABI_VERDICT_ABSENT;
            case COMPATIBLE -> null;
        };
    }

    private static String text(PairVerdict verdict) {
        String kinds = verdict.kinds().stream()
                .filter(kind -> kind.outcome() != Outcome.COMPATIBLE)
                .map(AbiJudge::text)
                .collect(Collectors.joining("; "));
        return verdict.outcome() + " " + verdict.consequence() + (kinds.isEmpty() ? "" : " (" + kinds + ")");
    }

    private static String text(KindVerdict kind) {
        return kind.kind() + " " + kind.outcome() + " " + kind.consequence();
    }

    private static Finding finding(
            FindingKind kind, BootTrail trail, LiveUpdateEvent event, String subject, String expected, String found) {
        return new Finding(kind, event.host(), trail.number(), subject, expected, found, List.of(event.sequence()));
    }
}
