package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Features;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a difference of one guard does: four different things, by the layer that compares it. */
final class GuardVerdict {
    /** The verdict on one guard. */
    record Judged(Outcome outcome, Set<Consequence> consequences, List<AbiFinding> findings) {}

    private static final Judged FINE = new Judged(Outcome.COMPATIBLE, Set.of(), List.of());

    private final Pair pair;
    private final AbiDescriptor from;
    private final AbiDescriptor to;

    private GuardVerdict(Pair pair, AbiDescriptor from, AbiDescriptor to) {
        this.pair = pair;
        this.from = from;
        this.to = to;
    }

    static Judged of(Pair pair, AbiDescriptor from, AbiDescriptor to) {
        if (!from.khoOn()) {
            // nothing is handed over
            return FINE;
        }
        if (isUnknown(pair, from, to)) {
            return new Judged(
                    Outcome.SILENT,
                    Set.of(),
                    List.of(AbiFinding.of(
                            AbiFindings.GUARD_UNKNOWN,
                            pair.name(),
                            value(pair.from(), pair.layer(), from),
                            value(pair.to(), pair.layer(), to))));
        }
        if (pair.to() == null && !to.isComplete()) {
            // nobody knows whether the guard is there: that is said elsewhere
            return FINE;
        }
        Judged judged = new GuardVerdict(pair, from, to).judge();
        if (pair.from() == null
                || pair.to() == null
                || !pair.agrees()
                || pair.layer() == Layer.NODE_VERSION
                || pair.from().writes().size() < 2) {
            return judged;
        }
        List<AbiFinding> findings = new ArrayList<>(judged.findings());
        findings.add(AbiFinding.of(
                AbiFindings.PROFILE,
                pair.name(),
                String.join(", ", pair.from().writes()),
                String.join(", ", pair.to().reads()),
                "Write " + pair.common().orElseThrow() + "."));
        return new Judged(judged.outcome(), judged.consequences(), findings);
    }

    /** Whether one side can't tell this guard. */
    static boolean isUnknown(Pair pair, AbiDescriptor from, AbiDescriptor to) {
        return (pair.from() == null && !from.tells(pair.layer())) || (pair.to() == null && !to.tells(pair.layer()));
    }

    /** What one side has as a guard: null when it has none, {@link KindVerdict#UNKNOWN} when it can't tell. */
    static @Nullable String value(@Nullable Guard guard, Layer layer, AbiDescriptor side) {
        return guard != null ? guard.value() : side.tells(layer) ? null : KindVerdict.UNKNOWN;
    }

    private Judged judge() {
        return switch (pair.layer()) {
            case KHO_ROOT -> root();
            case KHO_MEMORY_MAP -> both(Outcome.REFUSED, Consequence.COLD_BOOT_MEMORY_FREED, AbiFindings.KHO_PROPERTY);
            case KEXEC_METADATA -> both(Outcome.COMPATIBLE, Consequence.METADATA_IGNORED, AbiFindings.GUARD_METADATA);
            case LUO_NODE ->
                handsOver() && to.hasLiveUpdate()
                        ? both(Outcome.SILENT, Consequence.SESSIONS_LOST_MEMORY_LEAKED, AbiFindings.KHO_NODE)
                        : FINE;
            case KHO_DATA, KHO_SIZE, LUO_NAME -> handsOver() && to.hasLiveUpdate() ? property() : FINE;
            case KHO_NODE -> clientNode();
            case LUO -> luo();
            case LUO_PART -> both(Outcome.REFUSED, Consequence.PANIC_BOOT, AbiFindings.GUARD_LUO);
            case HANDLER -> handler();
            case FLB -> flb();
            case FLB_VERSION -> both(Outcome.REFUSED, Consequence.PANIC_BOOT, AbiFindings.GUARD_FLB_VERSION);
            case NODE_VERSION -> versions();
            case CLIENT_VERSION -> clientVersion();
            case MAGIC -> magic();
            case FEATURES -> pair.hasFeatures() ? features(Consequence.LATE_ERRNO_DATA_LOST) : FINE;
            case OTHER -> other();
        };
    }

    /** A node or property without which LUO's state counts as broken. */
    private Judged property() {
        if (GuardPairs.isRequired(pair, from, to)) {
            return found(Outcome.REFUSED, AbiFindings.NODE_REQUIRED, Consequence.PANIC_BOOT);
        }
        return both(Outcome.REFUSED, Consequence.PANIC_BOOT, AbiFindings.KHO_PROPERTY);
    }

    private Judged clientNode() {
        boolean metadata =
                to.guards(Layer.KEXEC_METADATA).anyMatch(guard -> guard.kind().equals(pair.kind()));
        return metadata
                ? both(Outcome.COMPATIBLE, Consequence.METADATA_IGNORED, AbiFindings.GUARD_METADATA)
                : both(Outcome.SILENT, Consequence.PROPERTY_LOST, AbiFindings.KHO_CLIENT_NODE);
    }

    private boolean handsOver() {
        return from.liveUpdateOn();
    }

    private Judged root() {
        if (pair.from() == null) {
            return FINE;
        }
        if (pair.to() == null || (pair.agrees() && !to.khoOn())) {
            return found(Outcome.ABSENT, AbiFindings.FEATURE_ABSENT, Consequence.DEVICE_ABSENT_MEMORY_LEAKED);
        }
        return both(Outcome.REFUSED, Consequence.COLD_BOOT_MEMORY_FREED, AbiFindings.GUARD_KHO);
    }

    private Judged luo() {
        if (pair.from() == null || !handsOver()) {
            return FINE;
        }
        if (pair.to() == null || !to.khoOn() || (pair.agrees() && !to.liveUpdateOn())) {
            return found(Outcome.ABSENT, AbiFindings.FEATURE_ABSENT, Consequence.DEVICE_ABSENT_MEMORY_LEAKED);
        }
        return pair.hasFeatures()
                ? features(Consequence.PANIC_BOOT)
                : both(Outcome.REFUSED, Consequence.PANIC_BOOT, AbiFindings.GUARD_LUO);
    }

    /** Bits that the reader must know; those that it may do without; those that leave no way back. */
    private Judged features(Consequence refused) {
        Features left =
                Objects.requireNonNull(Objects.requireNonNull(pair.from()).features());
        Features right =
                Objects.requireNonNull(Objects.requireNonNull(pair.to()).features());
        if (left.refusedBy(right) != 0) {
            return new Judged(
                    Outcome.REFUSED,
                    EnumSet.of(refused),
                    List.of(bits(AbiFindings.GUARD_FEATURES, "Required", left, left.refusedBy(right), right)));
        }
        List<AbiFinding> findings = new ArrayList<>();
        Set<Consequence> consequences = EnumSet.noneOf(Consequence.class);
        if (left.lostTo(right) != 0) {
            findings.add(bits(AbiFindings.FEATURE_LOST, "Used", left, left.lostTo(right), right));
            consequences.add(Consequence.PROPERTY_LOST);
        }
        if (right.refusedBy(left) != 0) {
            findings.add(AbiFinding.of(
                    AbiFindings.FEATURE_ROLLOUT,
                    pair.name(),
                    left.text(left.supp()),
                    right.text(right.req()),
                    "Required at once: " + right.text(right.refusedBy(left)) + "."));
        }
        return new Judged(Outcome.COMPATIBLE, consequences, findings);
    }

    private AbiFinding bits(FindingKind kind, String verb, Features left, long bits, Features right) {
        return AbiFinding.of(
                kind,
                pair.name(),
                left.text(left.supp()),
                right.text(right.supp()),
                verb + " and not known: " + left.text(bits) + ".");
    }

    /** LUO's node without a version that is known is a broken one; of another client's only the data is gone. */
    private Judged versions() {
        boolean luo = GuardPairs.isOfLuoNode(pair, from, to);
        if (luo && (!handsOver() || !to.hasLiveUpdate())) {
            return FINE;
        }
        if (pair.from() == null || pair.to() == null || pair.agrees()) {
            return FINE;
        }
        return new Judged(
                Outcome.REFUSED,
                EnumSet.of(luo ? Consequence.PANIC_BOOT : Consequence.PROPERTY_LOST),
                List.of(AbiFinding.of(
                        AbiFindings.GUARD_COPIES,
                        pair.name(),
                        String.join(", ", pair.from().writes()),
                        String.join(", ", pair.to().reads()))));
    }

    private Judged clientVersion() {
        if (pair.from() == null) {
            return FINE;
        }
        return pair.to() == null
                ? found(Outcome.ABSENT, AbiFindings.GUARD_CLIENT, Consequence.PROPERTY_LOST)
                : both(Outcome.REFUSED, Consequence.PROPERTY_LOST, AbiFindings.GUARD_CLIENT);
    }

    /** One that nobody looks for says nothing; who looks for one finds something else where it isn't written. */
    private Judged magic() {
        boolean written = pair.from() != null
                || from.guards().stream()
                        .anyMatch(guard -> guard.kind().equals(pair.kind()) && guard.layer() != Layer.MAGIC);
        return pair.to() == null || !written || pair.agrees()
                ? FINE
                : found(Outcome.REFUSED, AbiFindings.GUARD_MAGIC, Consequence.LATE_ERRNO_DATA_LOST);
    }

    /** Whether the incoming kernel, looking into a struct before it believes it, doesn't take its bytes. */
    static boolean isRefusedInside(Pair pair, AbiDescriptor from, AbiDescriptor to) {
        return (pair.layer() == Layer.MAGIC || pair.layer() == Layer.FEATURES)
                && of(pair, from, to).outcome() == Outcome.REFUSED;
    }

    private Judged handler() {
        if (!handsOver()) {
            return FINE;
        }
        if (pair.from() == null) {
            return new Judged(Outcome.COMPATIBLE, Set.of(), List.of(finding(AbiFindings.HANDLER_ADDED)));
        }
        if (!to.liveUpdateOn()) {
            return found(Outcome.ABSENT, AbiFindings.HANDLER_ABSENT, Consequence.DEVICE_ABSENT_MEMORY_LEAKED);
        }
        if (pair.to() == null) {
            return found(Outcome.ABSENT, AbiFindings.HANDLER_ABSENT, Consequence.OPEN_EIO_MEMORY_LEAKED);
        }
        return both(Outcome.REFUSED, Consequence.OPEN_EIO_MEMORY_LEAKED, AbiFindings.GUARD_HANDLER);
    }

    private Judged flb() {
        if (!handsOver() || (pair.from() != null && pair.to() != null && pair.agrees() && to.liveUpdateOn())) {
            return FINE;
        }
        if (pair.from() == null) {
            return to.liveUpdateOn() && filesReachIt() ? found(Outcome.SILENT, AbiFindings.FLB_ADDED, dropped()) : FINE;
        }
        if (!to.liveUpdateOn()) {
            return found(Outcome.ABSENT, AbiFindings.FLB_ABSENT, Consequence.DEVICE_ABSENT_MEMORY_LEAKED);
        }
        if (pair.to() == null) {
            return found(isLookedFor() ? Outcome.SILENT : Outcome.ABSENT, AbiFindings.FLB_ABSENT, Consequence.FLB_LOST);
        }
        return filesReachIt()
                ? found(Outcome.SILENT, AbiFindings.GUARD_FLB, Consequence.FLB_LOST, dropped())
                : found(Outcome.SILENT, AbiFindings.GUARD_FLB, Consequence.FLB_LOST);
    }

    /** What dropping a count that was never loaded does at the first finish. */
    private Consequence dropped() {
        return to.panicOnWarn() ? Consequence.PANIC_ON_FINISH : Consequence.REFCOUNT_WARN;
    }

    /** Whether the device opens for files that come with this FLB: without their handler it doesn't, and says so. */
    private boolean isLookedFor() {
        Registration registration = from.registration();
        if (registration == null || pair.from() == null) {
            return true;
        }
        String name = pair.from().value();
        Set<String> taken = to.registration() != null
                ? Set.copyOf(to.registration().handlers())
                : to.guards(Layer.HANDLER)
                        .flatMap(guard -> guard.reads().stream())
                        .collect(Collectors.toSet());
        List<String> carriers = registration.handlers().stream()
                .filter(handler ->
                        registration.flbs().getOrDefault(handler, List.of()).contains(name))
                .toList();
        return carriers.isEmpty() || carriers.stream().anyMatch(taken::contains);
    }

    private boolean filesReachIt() {
        return filesReach(pair, from, to);
    }

    /** Whether files of the hand-over come to a handler that has this FLB in the incoming kernel. */
    static boolean filesReach(Pair pair, AbiDescriptor from, AbiDescriptor to) {
        if (to.registration() == null || pair.to() == null) {
            return true;
        }
        Set<String> outgoing = handlers(from);
        return to.registration().flbs().entrySet().stream()
                .filter(entry -> entry.getValue().contains(pair.to().value()))
                .anyMatch(entry -> outgoing.contains(entry.getKey()));
    }

    /** Handlers that can have files in the hand-over; one that an FLB hangs on counts though it comes with another series. */
    private static Set<String> handlers(AbiDescriptor side) {
        Set<String> names = new HashSet<>();
        if (side.registration() != null) {
            names.addAll(side.registration().handlers());
            names.addAll(side.registration().flbs().keySet());
        } else {
            side.guards(Layer.HANDLER).forEach(guard -> names.addAll(guard.writes()));
        }
        return names;
    }

    private Judged other() {
        if (pair.from() == null) {
            return FINE;
        }
        if (pair.to() == null) {
            return found(Outcome.ABSENT, AbiFindings.GUARD_OTHER, Consequence.PROPERTY_LOST);
        }
        return both(Outcome.REFUSED, Consequence.PROPERTY_LOST, AbiFindings.GUARD_OTHER);
    }

    /** A guard that only one side has is a matter of the layer above it. */
    private Judged both(Outcome outcome, Consequence consequence, FindingKind kind) {
        return pair.from() == null || pair.to() == null || pair.agrees() ? FINE : found(outcome, kind, consequence);
    }

    private Judged found(Outcome outcome, FindingKind kind, Consequence first, Consequence... more) {
        return new Judged(outcome, EnumSet.of(first, more), List.of(finding(kind)));
    }

    private AbiFinding finding(FindingKind kind) {
        return AbiFinding.of(kind, pair.name(), pair.valueFrom(), pair.valueTo(), otherForm());
    }

    private String otherForm() {
        return pair.isOfOtherForm()
                ? "Sort of guard: %s on the outgoing side, %s on the incoming one."
                        .formatted(
                                Objects.requireNonNull(pair.from()).form().words(),
                                Objects.requireNonNull(pair.to()).form().words())
                : "";
    }
}
