package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.memory.Layouts;
import io.luoledger.abi.reading.KernelAbi;
import io.luoledger.abi.reading.KernelAbi.Feature;
import io.luoledger.abi.role.Roles;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The two kernels of a pair as a reader needs them. The incoming one can be had with some of its differences only, so that
 * each is seen by itself.
 */
final class Sides {
    /** What a probe is called where no FLB is known: any that a module might bring. */
    private static final String ANY_FLB = "flb";

    private final AbiDescriptor from;
    private final AbiDescriptor to;
    private final List<Pair> guards;
    /** Made when first asked for: most pairs are judged without. */
    private @Nullable Layouts outgoingLayouts;

    private @Nullable Layouts incomingLayouts;

    Sides(AbiDescriptor from, AbiDescriptor to, List<Pair> guards) {
        this.from = from;
        this.to = to;
        this.guards = guards;
    }

    /** Of the outgoing kernel. Unit: bytes */
    int pageSize() {
        return from.pageSize();
    }

    private Layouts outgoingLayouts() {
        Layouts layouts = outgoingLayouts;
        if (layouts == null) {
            layouts = Layouts.of(from);
            outgoingLayouts = layouts;
        }
        return layouts;
    }

    private Layouts incomingLayouts() {
        Layouts layouts = incomingLayouts;
        if (layouts == null) {
            layouts = Layouts.of(to);
            incomingLayouts = layouts;
        }
        return layouts;
    }

    /** What the outgoing kernel fills with a meaning of its own is told with the rest of it. */
    KernelAbi outgoing(Set<String> meant) {
        return new KernelAbi(
                from.release(),
                outgoingLayouts(),
                strings(Set.of()),
                constants(Difference.NONE),
                hasTree(from),
                flbs(Set.of()),
                features(from),
                meant);
    }

    /** The incoming kernel, as the outgoing one but for the difference. */
    KernelAbi incoming(Difference difference) {
        boolean carrier = difference.changed().contains(Roles.LUO)
                || difference.changed().stream().anyMatch(this::isLuoTree);
        return new KernelAbi(
                difference.whole() ? to.release() : from.release(),
                outgoingLayouts().with(incomingLayouts(), difference.changed()),
                strings(difference.guards()),
                constants(difference),
                hasTree(carrier ? to : from),
                flbs(difference.guards()),
                incomingFeatures(difference),
                Set.of());
    }

    private Set<Feature> incomingFeatures(Difference difference) {
        Set<Feature> on = features(difference.whole() ? to : from);
        if (to.panicOnWarn()) {
            on.add(Feature.PANIC_ON_WARN);
        }
        return on;
    }

    private static Set<Feature> features(AbiDescriptor side) {
        Set<Feature> on = EnumSet.noneOf(Feature.class);
        if (side.khoOn()) {
            on.add(Feature.KHO);
        }
        if (side.hasLiveUpdate()) {
            on.add(Feature.LIVE_UPDATE);
        }
        if (side.liveUpdateOn()) {
            on.add(Feature.DEVICE);
        }
        return on;
    }

    private Map<String, String> strings(Set<Pair> differing) {
        Map<String, String> strings = new HashMap<>();
        for (Pair pair : guards) {
            boolean there = differing.contains(pair);
            Guard guard = there ? pair.to() : pair.from();
            if (guard != null && pair.layer() != Layer.FLB) {
                strings.putIfAbsent(key(pair), value(pair, guard));
            }
        }
        return strings;
    }

    /** Kernels that can write several write the one that the other can read. */
    private static String value(Pair pair, Guard guard) {
        return pair.common().orElse(guard.value());
    }

    /** What a reader calls the guard. */
    String key(Pair pair) {
        return switch (pair.layer()) {
            case HANDLER ->
                pair.kind().equals(kindOf(Roles.MEMFD)) || isOnlyHandler(pair)
                        ? KernelAbi.MEMFD
                        : KernelAbi.key(Layer.HANDLER, pair.kind());
            case LUO_PART -> guards(pair, Roles.FLB) ? KernelAbi.FLBS : KernelAbi.SESSIONS;
            case FLB, FLB_VERSION, KHO_NODE, LUO_NAME, OTHER -> KernelAbi.key(pair.layer(), pair.kind());
            case KHO_ROOT, KHO_MEMORY_MAP, KEXEC_METADATA, LUO_NODE, KHO_DATA, KHO_SIZE, LUO ->
                KernelAbi.key(pair.layer());
        };
    }

    private @Nullable String kindOf(String role) {
        return from.layout(role)
                .or(() -> to.layout(role))
                .map(StructLayout::kind)
                .orElse(null);
    }

    private boolean isOnlyHandler(Pair pair) {
        return guards.stream().filter(one -> one.layer() == Layer.HANDLER).allMatch(pair::equals);
    }

    private boolean guards(Pair pair, String role) {
        return (pair.from() != null && guards(from, pair.from(), role))
                || (pair.to() != null && guards(to, pair.to(), role));
    }

    private boolean guards(AbiDescriptor side, Guard guard, String role) {
        return side.layout(role)
                .filter(layout -> guard.name().equals(layout.guard()))
                .isPresent();
    }

    private Map<String, Long> constants(Difference difference) {
        Map<String, Long> constants = new HashMap<>();
        from.constants().forEach(constant -> constants.put(constant.name(), constant.value()));
        for (Constant constant : to.constants()) {
            if (difference.constants().contains(constant.name())) {
                constants.put(constant.name(), constant.value());
            }
        }
        return constants;
    }

    private List<String> flbs(Set<Pair> differing) {
        List<String> names = new ArrayList<>();
        boolean any = false;
        for (Pair pair : guards) {
            if (pair.layer() != Layer.FLB) {
                continue;
            }
            any = true;
            boolean there = differing.contains(pair);
            Guard guard = there ? pair.to() : pair.from();
            if (guard != null && (!there || GuardVerdict.filesReach(pair, from, to))) {
                names.add(value(pair, guard));
            }
        }
        boolean told = any || from.registration() != null || to.registration() != null;
        return told ? names : List.of(ANY_FLB);
    }

    private boolean hasTree(AbiDescriptor side) {
        return side.structs().stream().anyMatch(layout -> layout.isTree() && isLuo(layout.kind()));
    }

    boolean isLuoTree(String struct) {
        return java.util.stream.Stream.of(from, to)
                .flatMap(side -> side.struct(struct).stream())
                .anyMatch(layout -> layout.isTree() && isLuo(layout.kind()));
    }

    private boolean isLuo(String kind) {
        return guards.stream()
                .anyMatch(pair -> pair.layer() == Layer.LUO && pair.kind().equals(kind));
    }

    /**
     * What of the incoming kernel isn't as in the outgoing one.
     *
     * @param changed roles of structs; names of those without a role
     * @param constants by name
     * @param whole whether this is all of it
     */
    record Difference(Set<String> changed, Set<Pair> guards, Set<String> constants, boolean whole) {
        static final Difference NONE = new Difference(Set.of(), Set.of(), Set.of(), false);

        Difference plus(Difference other) {
            return new Difference(
                    union(changed, other.changed),
                    union(guards, other.guards),
                    union(constants, other.constants),
                    whole || other.whole);
        }

        boolean isEmpty() {
            return changed.isEmpty() && guards.isEmpty() && constants.isEmpty();
        }

        private static <T> Set<T> union(Set<T> one, Set<T> other) {
            Set<T> all = new HashSet<>(one);
            all.addAll(other);
            return all;
        }
    }
}
