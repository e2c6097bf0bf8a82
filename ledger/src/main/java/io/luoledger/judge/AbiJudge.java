package io.luoledger.judge;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.plan.Readiness;
import io.luoledger.abi.plan.Readiness.What;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.Output.ConsequenceShown;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.Occasion;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.core.OutsideFailure;
import io.luoledger.core.Unjudged;
import io.luoledger.core.UpdateState;
import io.luoledger.event.Boot;
import io.luoledger.event.BootMoment;
import io.luoledger.event.EventLimits;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says of every live update whether its two kernels fit: of the pair as such, whatever the host held; of what the host
 * holds, against the kernels that it is to boot next; and of what became of it, against the verdict. What it stumbles over
 * it says, too. Not thread-safe.
 */
public final class AbiJudge {
    /** No device: that live update was switched off at boot says nothing of the two kernels' ABI, and no event tells more. */
    private static final String SWITCHED_OFF = "device_absent_memory_leaked";

    /** Where descriptors come from. */
    @FunctionalInterface
    public interface Kernels {
        /** The kernel of this release. Throws {@link UnreadableInputException} when there is one that can't be read. */
        Optional<AbiDescriptor> find(String release);
    }

    /**
     * What came of an event.
     *
     * @param trail what to keep of its host; the same as before when nothing changed, null when there is nothing
     */
    public record Judged(@Nullable BootTrail trail, List<FindingRaised> findings) {
        public Judged {
            findings = List.copyOf(findings);
        }
    }

    /** What a finding is about that says what this judge stumbled over. */
    private static final String SUBJECT = "ABI judge";

    private final Verdicts verdicts;
    private final List<String> plan;
    private final AbiDigest.Links links;

    /**
     * @param plan releases that the fleet's hosts are to boot next; without any, what has booted is judged only
     * @param gate gives the verdicts
     * @param links takes what is judged into its digest
     */
    public AbiJudge(Kernels kernels, List<String> plan, AbiGate gate, AbiDigest.Links links) {
        this.verdicts = new Verdicts(kernels, gate);
        this.plan = List.copyOf(plan);
        this.links = links;
    }

    /** Has every pair judged anew: a descriptor changed. */
    public void forgetVerdicts() {
        verdicts.forget();
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
        KernelBooted booted = event.body() instanceof KernelBooted one ? one : null;
        if (before != null && before.isOf(event) && (before.judged() || booted == null)) {
            return new Judged(before, List.of());
        }
        if (EventLimits.exceededBy(event) != null) {
            // the ledger says so
            return new Judged(before, List.of());
        }
        BootTrail trail = before != null && before.isOf(event) ? before : BootTrail.next(before, event);
        if (booted == null) {
            return new Judged(trail, List.of());
        }
        return new Judged(
                trail.judgedAt(event.sequence()),
                counted(
                        event.host(),
                        BootMoment.of(event),
                        () -> judge(trail, event, booted),
                        reason -> new FindingRaised(
                                Unjudged.finding(event.host(), trail.number(), SUBJECT, reason, event.sequence()),
                                Boot.UNKNOWN_KERNEL,
                                trail.kernel(),
                                event.at().wallMicros())));
    }

    /** What comes of one judgement, taken into the host's link. */
    private List<FindingRaised> counted(
            String host,
            BootMoment at,
            Supplier<List<FindingRaised>> judgement,
            Function<String, FindingRaised> stumbled) {
        verdicts.beginJudgement();
        List<FindingRaised> findings = Unjudged.orElse(judgement, reason -> List.of(stumbled.apply(reason))).stream()
                .map(raised -> raised.at(at))
                .toList();
        SortedMap<String, String> used = verdicts.used();
        if (!used.isEmpty() || !findings.isEmpty()) {
            links.put(
                    host,
                    AbiDigest.link(
                            links.get(host),
                            used,
                            findings.stream().map(FindingRaised::finding).toList()),
                    used);
        }
        return findings;
    }

    private List<FindingRaised> judge(BootTrail trail, LiveUpdateEvent event, KernelBooted booted) {
        String from = booted.fromKernel() != null ? booted.fromKernel() : trail.kernelBefore();
        if (!handedOver(trail, booted) || from == null || Verdicts.untold(from) || Verdicts.untold(trail.kernel())) {
            return List.of();
        }
        Verdicts.Found found = verdicts.of(from, trail.kernel());
        List<FindingRaised> findings = new ArrayList<>();
        found.missing()
                .forEach((release, why) -> findings.add(
                        finding(FindingCatalogue.ABI_KERNEL_UNKNOWN, from, trail, event, "kernel " + release, why)));
        PairVerdict verdict = found.verdict();
        FindingKind kind = verdict == null ? null : kind(verdict.outcome());
        if (verdict != null && kind != null) {
            String subject = "kernel " + from + " -> " + trail.kernel();
            findings.add(finding(kind, from, trail, event, subject, text(verdict)));
        }
        return findings;
    }

    // ---- what a host holds ----

    /**
     * Says of what a host holds now whether the kernel that was announced can take it; where none was, whether the
     * kernels of the plan can.
     */
    public List<FindingRaised> apply(HoldingsChanged held) {
        String host = held.holdings().host();
        return counted(
                host,
                held.at(),
                () -> judge(held),
                reason -> raised(held, Unjudged.finding(host, held.number(), SUBJECT, reason, held.sequence())));
    }

    private List<FindingRaised> judge(HoldingsChanged held) {
        String announced = held.announced();
        List<String> targets = announced == null ? plan : List.of(announced);
        List<FindingRaised> findings = new ArrayList<>();
        List<String> unfit = new ArrayList<>();
        for (String target : targets) {
            boolean early = held.occasion() == Occasion.ANNOUNCED;
            Readiness ready = verdicts.answer(
                    held.holdings(), target, early ? Verdicts.Question.BEFOREHAND : Verdicts.Question.ON_THE_SPOT);
            if (early) {
                // a release that nobody told has a finding of its own
                ready.unknown().stream()
                        .filter(one -> one.what() == What.KERNEL && !Verdicts.untold(one.name()))
                        .forEach(one -> findings.add(missing(held, one.name(), one.reason())));
            }
            if (ready.go() || !ready.knowsKernels()) {
                continue;
            }
            unfit.add(target + ": " + ready.text());
            if (held.occasion() != Occasion.HANDOVER) {
                findings.add(unfit(FindingCatalogue.ABI_TARGET_UNFIT, held, target, ready.text()));
            }
        }
        // with several kernels in the plan nobody knows which one comes, unless none of them will do
        if (held.occasion() == Occasion.HANDOVER && !targets.isEmpty() && unfit.size() == targets.size()) {
            findings.add(unfit(
                    FindingCatalogue.ABI_HANDOVER_UNFIT, held, String.join(", ", targets), String.join("; ", unfit)));
        }
        return findings;
    }

    /**
     * Says whether a kernel can take what a host holds.
     *
     * @param accepted consequences that are let pass
     */
    public Readiness ready(Holdings holdings, String target, Set<Consequence> accepted) {
        return ready(holdings, target, new Verdicts.Question(false, Set.copyOf(accepted)));
    }

    /** Says whether a kernel can take it back later. What is held by then isn't known where nothing is held now. */
    public Readiness back(Holdings there, String home, Set<Consequence> accepted) {
        return ready(there, home, new Verdicts.Question(there.isEmpty(), Set.copyOf(accepted)));
    }

    private Readiness ready(Holdings holdings, String target, Verdicts.Question question) {
        try {
            return verdicts.answer(holdings, target, question);
        } catch (OutsideFailure e) {
            throw e.failure();
        }
    }

    private static FindingRaised unfit(FindingKind kind, HoldingsChanged held, String targets, String found) {
        String subject = "kernel " + held.holdings().kernel() + " -> " + targets;
        return raised(held, kind, subject, Outcome.COMPATIBLE.name(), found);
    }

    private static FindingRaised missing(HoldingsChanged held, String release, String why) {
        return raised(
                held, FindingCatalogue.ABI_KERNEL_UNKNOWN, "kernel " + release, "a descriptor of " + release, why);
    }

    private static FindingRaised raised(
            HoldingsChanged held, FindingKind kind, String subject, String expected, String found) {
        return raised(
                held,
                new Finding(
                        kind,
                        held.holdings().host(),
                        held.number(),
                        subject,
                        expected,
                        found,
                        List.of(held.sequence())));
    }

    private static FindingRaised raised(HoldingsChanged held, Finding finding) {
        String announced = held.announced();
        return new FindingRaised(
                finding,
                held.holdings().kernel(),
                announced == null ? Boot.UNKNOWN_KERNEL : announced,
                held.atWallMicros());
    }

    /** Says whether what became of an update agrees with the verdict on what it handed over. */
    public List<FindingRaised> apply(UpdateSettled settled) {
        return contradicted(
                settled.update(), settled.handedOver(), settled.at(), settled.atWallMicros(), verdict -> true);
    }

    /** The same of what showed later, unless it was said before. */
    public List<FindingRaised> apply(ConsequenceShown shown) {
        return contradicted(
                shown.update(),
                shown.handedOver(),
                shown.at(),
                shown.atWallMicros(),
                verdict -> agrees(verdict, shown.update().outcome(), shown.consequenceBefore()));
    }

    private List<FindingRaised> contradicted(
            UpdateState update,
            Holdings handedOver,
            BootMoment at,
            @Nullable Long atWallMicros,
            Predicate<Readiness> news) {
        return counted(update.host(), at, () -> compared(update, handedOver, atWallMicros, news), reason -> {
            String to = update.toKernel();
            return new FindingRaised(
                    Unjudged.finding(update.host(), update.number(), SUBJECT, reason, update.lastSequence()),
                    update.fromKernel(),
                    to == null ? Boot.UNKNOWN_KERNEL : to,
                    atWallMicros);
        });
    }

    private List<FindingRaised> compared(
            UpdateState update, Holdings handedOver, @Nullable Long atWallMicros, Predicate<Readiness> news) {
        String to = update.toKernel();
        if (to == null || handedOver.isEmpty()) {
            return List.of();
        }
        Readiness verdict = verdicts.answer(handedOver, to, Verdicts.Question.ON_THE_SPOT);
        String consequence = update.consequence();
        if (!verdict.knowsKernels() || agrees(verdict, update.outcome(), consequence) || !news.test(verdict)) {
            return List.of();
        }
        Finding finding = new Finding(
                FindingCatalogue.ABI_VERDICT_CONTRADICTED,
                update.host(),
                update.number(),
                "kernel " + update.fromKernel() + " -> " + to,
                verdict.text(),
                update.outcome() + (consequence == null ? "" : " " + consequence),
                List.of(update.progress().incomingSequence(), update.lastSequence()));
        return List.of(new FindingRaised(finding, update.fromKernel(), to, atWallMicros));
    }

    private static boolean agrees(Readiness verdict, io.luoledger.core.Outcome outcome, @Nullable String consequence) {
        if (consequence == null) {
            // what nobody notices leaves no trace; a refusal does
            return !(verdict.mustShow() && outcome == io.luoledger.core.Outcome.COMPLETED);
        }
        // of what isn't known nobody said that it comes through
        return !verdict.unknown().isEmpty()
                || Arrays.stream(consequence.split("\\+"))
                        .anyMatch(word -> word.equals(SWITCHED_OFF) || isSaid(verdict, word));
    }

    /** What is a warning to most kernels kills one that boots with panic_on_warn, of which no descriptor of a release tells. */
    private static boolean isSaid(Readiness verdict, String word) {
        return verdict.consequences().contains(word)
                || (word.equals(Consequence.PANIC_ON_FINISH.word())
                        && verdict.consequences().contains(Consequence.REFCOUNT_WARN.word()));
    }

    /** A cold boot takes nothing over, so there is nothing to fit; a kernel that refused or died was offered something. */
    private static boolean handedOver(BootTrail trail, KernelBooted booted) {
        return trail.liveUpdate() > 0
                || booted.outcome() == BootOutcome.PANIC
                || booted.outcome() == BootOutcome.REFUSED_COLD;
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
                .map(KindVerdict::text)
                .collect(Collectors.joining("; "));
        return verdict.outcome() + " " + verdict.consequence() + (kinds.isEmpty() ? "" : " (" + kinds + ")");
    }

    private static FindingRaised finding(
            FindingKind kind, String from, BootTrail trail, LiveUpdateEvent event, String subject, String found) {
        boolean pair = !kind.equals(FindingCatalogue.ABI_KERNEL_UNKNOWN);
        String expected = pair ? Outcome.COMPATIBLE.name() : "a descriptor of " + subject.substring("kernel ".length());
        return new FindingRaised(
                new Finding(kind, event.host(), trail.number(), subject, expected, found, List.of(event.sequence())),
                from,
                trail.kernel(),
                event.at().wallMicros());
    }
}
