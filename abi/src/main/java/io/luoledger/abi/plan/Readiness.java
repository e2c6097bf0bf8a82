package io.luoledger.abi.plan;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a host may go to a kernel with what it really holds: the one answer that the planner, the preflight and the
 * stream processors give. It rests on the layers that carry everything and on the kinds of what is held; what isn't known
 * is never GO. Where nothing is held nothing can be lost, so that only a kernel that dies, or may die, stands against it.
 *
 * @param unknown what nobody knows enough of to say GO
 * @param against the verdicts that stand against it
 * @param losses the verdicts of what is lost and let pass
 */
public record Readiness(List<Unknown> unknown, List<KindVerdict> against, List<KindVerdict> losses) {
    private static final String KERNEL = "kernel";
    private static final Set<Layer> CARRIERS = EnumSet.of(
            Layer.KHO_ROOT,
            Layer.KHO_MEMORY_MAP,
            Layer.KHO_DATA,
            Layer.KHO_SIZE,
            Layer.LUO_NODE,
            Layer.LUO,
            Layer.LUO_PART,
            Layer.LUO_NAME);
    /** FLBs of the kernel's own test module, whatever kernel it is: they hold nobody's data. */
    private static final String TEST_FLB = "liveupdate-test-flb-";

    private static final Set<Consequence> DEADLY = EnumSet.of(Consequence.PANIC_BOOT, Consequence.OOPS_AT_BOOT);

    /** What something unknown is. */
    public enum What {
        /** A release without a descriptor. */
        KERNEL,
        /** The handler of preserved files, by its compatible string. */
        HANDLER,
        /** A preserved FLB, by its name. */
        FLB,
        /** A record of the host's ledger, by its place. */
        RECORD,
        /** The image that is to be booted, by its file. */
        IMAGE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Something that nobody knows enough of.
     *
     * @param reason a clause that stands for itself: "nothing is known of acme-v1"
     */
    public record Unknown(What what, String name, String reason) {}

    public Readiness {
        unknown = List.copyOf(unknown);
        against = List.copyOf(against);
        losses = List.copyOf(losses);
    }

    /**
     * Of a host that holds this.
     *
     * @param verdict on these two kernels
     * @param accepted consequences that are let pass
     */
    public static Readiness of(
            PairVerdict verdict,
            AbiDescriptor outgoing,
            AbiDescriptor incoming,
            Holdings holdings,
            Set<Consequence> accepted) {
        Judge judge = new Judge(verdict, outgoing, incoming, holdings);
        return judge.answer(holdings.isEmpty() ? judge.deadly() : judge.concerning(), accepted);
    }

    /** Of a host that is still to preserve what it will hand over: what carries everything is asked for already. */
    public static Readiness beforehand(
            PairVerdict verdict, AbiDescriptor outgoing, AbiDescriptor incoming, Holdings holdings) {
        Judge judge = new Judge(verdict, outgoing, incoming, holdings);
        return judge.answer(judge.concerning(), Set.of());
    }

    /**
     * Where one of the two kernels has no descriptor.
     *
     * @param missing releases, and why there is none
     */
    public static Readiness withoutKernels(Map<String, String> missing, Holdings holdings) {
        List<Unknown> unknown = new ArrayList<>();
        missing.forEach((release, reason) -> unknown.add(new Unknown(What.KERNEL, release, reason)));
        unknown.addAll(unread(holdings));
        return new Readiness(unknown, List.of(), List.of());
    }

    private static List<Unknown> unread(Holdings holdings) {
        return holdings.unread().stream()
                .map(place -> new Unknown(What.RECORD, place, "it may hold more: " + place))
                .toList();
    }

    /** With the names of what an image doesn't tell, where it stands against it that not all is known. */
    public Readiness naming(String image, List<String> untold) {
        if (against.stream().noneMatch(kind -> kind.kind().equals(KERNEL))) {
            return this;
        }
        List<Unknown> named = new ArrayList<>(unknown);
        untold.forEach(what -> named.add(new Unknown(What.IMAGE, image, what)));
        return new Readiness(named, against, losses);
    }

    public boolean go() {
        return unknown.isEmpty() && against.isEmpty();
    }

    /** Whether both kernels have a descriptor. */
    public boolean knowsKernels() {
        return unknown.stream().noneMatch(one -> one.what() == What.KERNEL);
    }

    /** Whether the incoming kernel is bound to show that something is wrong. */
    public boolean mustShow() {
        return against.stream().anyMatch(kind -> kind.outcome() == Outcome.REFUSED || kind.outcome() == Outcome.ABSENT);
    }

    /** The words of all consequences. */
    public Set<String> consequences() {
        return Stream.concat(against.stream(), losses.stream())
                .flatMap(kind -> Stream.of(kind.consequence().split("\\+")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** "memfd REFUSED open_eio_memory_leaked; nothing is known of acme-v1", or "COMPATIBLE". */
    public String text() {
        return go() ? Outcome.COMPATIBLE.name() : String.join("; ", reasons());
    }

    /** What stands against it, one clause each. */
    public List<String> reasons() {
        return Stream.concat(
                        against.stream().map(KindVerdict::text),
                        unknown.stream().map(Unknown::reason))
                .toList();
    }

    /** Asks one verdict about what one host holds. */
    private static final class Judge {
        private final PairVerdict verdict;
        private final AbiDescriptor outgoing;
        private final AbiDescriptor incoming;
        private final Holdings holdings;
        private final Set<String> carriers = new HashSet<>(Set.of(KERNEL, "kho", "luo"));
        private final Set<String> held = new HashSet<>();
        private final List<Unknown> unknown = new ArrayList<>();

        Judge(PairVerdict verdict, AbiDescriptor outgoing, AbiDescriptor incoming, Holdings holdings) {
            this.verdict = verdict;
            this.outgoing = outgoing;
            this.incoming = incoming;
            this.holdings = holdings;
            Stream.of(outgoing, incoming)
                    .flatMap(side -> side.guards().stream())
                    .filter(guard -> CARRIERS.contains(guard.layer()))
                    .forEach(guard -> carriers.add(guard.kind()));
            holdings.handlers().forEach(handler -> hold(What.HANDLER, handler, kind(handler)));
            holdings.flbs().stream()
                    .filter(flb -> !flb.startsWith(TEST_FLB) || flbKind(flb).isPresent())
                    .forEach(flb -> hold(What.FLB, flb, flbKind(flb)));
            unknown.addAll(unread(holdings));
        }

        private void hold(What what, String name, Optional<KindVerdict> kind) {
            // a guard that nobody knows the other side of is no agreement
            Optional<KindVerdict> told = kind.filter(one -> one.guardFrom() != null)
                    .filter(one -> one.outcome() != Outcome.COMPATIBLE || one.guardTo() != null);
            told.ifPresentOrElse(
                    one -> held.add(one.kind()),
                    () -> unknown.add(new Unknown(what, name, "nothing is known of " + name)));
        }

        /** The verdict on what this string guards: strings change from kernel to kernel, kinds don't. */
        private Optional<KindVerdict> kind(String handler) {
            return guarded(Layer.HANDLER, handler)
                    .map(Guard::kind)
                    .or(() -> registers(handler) ? Optional.of(handler) : Optional.empty())
                    .flatMap(this::verdictOn);
        }

        /** FLBs whose data isn't described have a verdict each, by their names. */
        private Optional<KindVerdict> flbKind(String flb) {
            Optional<Guard> guard = guarded(Layer.FLB, flb);
            return guard.flatMap(one -> verdictOn("flb " + one.value()).or(() -> verdictOn(one.kind())))
                    .or(() -> verdictOn("flb " + flb));
        }

        private Optional<Guard> guarded(Layer layer, String value) {
            return outgoing.guards(layer)
                    .filter(guard -> guard.writes().contains(value))
                    .findFirst();
        }

        private boolean registers(String handler) {
            Registration registration = outgoing.registration();
            return registration != null && registration.handlers().contains(handler);
        }

        private Optional<KindVerdict> verdictOn(String kind) {
            return verdict.kinds().stream()
                    .filter(one -> one.kind().equals(kind))
                    .findFirst();
        }

        /** What carries everything, what is held, and what the incoming kernel drops with the files of a held handler. */
        List<KindVerdict> concerning() {
            return verdict.kinds().stream()
                    .filter(kind -> carriers.contains(kind.kind()) || held.contains(kind.kind()) || dropped(kind))
                    .toList();
        }

        /** An FLB that only the incoming kernel has, on a handler of which files are held. */
        private boolean dropped(KindVerdict kind) {
            if (kind.guardFrom() != null
                    || kind.guardTo() == null
                    || holdings.handlers().isEmpty()) {
                return false;
            }
            Registration registration = incoming.registration();
            return registration == null
                    || registration.flbs().entrySet().stream()
                            .anyMatch(entry -> entry.getValue().contains(kind.guardTo())
                                    && holdings.handlers().contains(entry.getKey()));
        }

        /** What may kill the next kernel though nothing is handed over. A cold boot comes before everything else. */
        List<KindVerdict> deadly() {
            if (verdict.consequences().contains(Consequence.COLD_BOOT_MEMORY_FREED)) {
                return List.of();
            }
            boolean dies = !Collections.disjoint(verdict.consequences(), DEADLY);
            boolean sure = outgoing.equals(incoming);
            return verdict.kinds().stream()
                    .filter(kind -> carriers.contains(kind.kind()))
                    .filter(kind -> (dies && !Collections.disjoint(kind.consequences(), DEADLY))
                            || (!sure && kind.isUnproven()))
                    .toList();
        }

        Readiness answer(List<KindVerdict> kinds, Set<Consequence> accepted) {
            List<KindVerdict> against = new ArrayList<>();
            List<KindVerdict> losses = new ArrayList<>();
            for (KindVerdict kind : verdict.kinds()) {
                boolean lost = !kind.consequences().isEmpty();
                if (kind.outcome() == Outcome.COMPATIBLE) {
                    if (lost) {
                        losses.add(kind);
                    }
                } else if (kinds.contains(kind)) {
                    (lost && accepted.containsAll(kind.consequences()) ? losses : against).add(kind);
                }
            }
            return new Readiness(unknown, against, losses);
        }
    }
}
