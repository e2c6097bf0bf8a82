package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which guard of one kernel answers to which of the other. */
final class GuardPairs {
    /** A guard on both sides; one of them null when its side has none. */
    record Pair(Layer layer, @Nullable Guard from, @Nullable Guard to) {
        String kind() {
            Guard guard = from != null ? from : java.util.Objects.requireNonNull(to);
            return guard.kind();
        }

        String name() {
            Guard guard = from != null ? from : java.util.Objects.requireNonNull(to);
            return guard.name();
        }

        /** What the outgoing kernel would have to write for the incoming one to take it. */
        Optional<String> common() {
            return from == null || to == null || refusedFeatures() != 0
                    ? Optional.empty()
                    : from.writes().stream().filter(to.reads()::contains).findFirst();
        }

        /** Whether both sides tell their feature flags. */
        boolean hasFeatures() {
            return from != null && to != null && from.features() != null && to.features() != null;
        }

        /** Bits that the outgoing kernel requires and the incoming one doesn't know. */
        private long refusedFeatures() {
            return from == null || to == null || from.features() == null || to.features() == null
                    ? 0
                    : from.features().refusedBy(to.features());
        }

        /** Whether the two sides guard in different ways. */
        boolean isOfOtherForm() {
            return from != null && to != null && from.form() != to.form();
        }

        boolean agrees() {
            return common().isPresent();
        }

        @Nullable
        String valueFrom() {
            return from == null ? null : from.value();
        }

        @Nullable
        String valueTo() {
            return to == null ? null : to.value();
        }
    }

    private static final Set<Layer> MANY = EnumSet.of(Layer.HANDLER, Layer.FLB);
    /** Layers with several guards of a kind, which only their own names tell apart. */
    private static final Set<Layer> NAMED =
            EnumSet.of(Layer.HANDLER, Layer.FLB, Layer.LUO_NAME, Layer.MAGIC, Layer.FEATURES);

    private GuardPairs() {}

    static List<Pair> of(AbiDescriptor from, AbiDescriptor to) {
        List<Pair> pairs = new ArrayList<>();
        clients(pairs, from, to);
        for (Layer layer : Layer.values()) {
            List<Guard> left = registered(from, layer);
            List<Guard> right = registered(to, layer);
            // those of another layer's guard are taken
            left.removeIf(guard -> pairs.stream().anyMatch(pair -> guard.equals(pair.from())));
            right.removeIf(guard -> pairs.stream().anyMatch(pair -> guard.equals(pair.to())));
            if (layer == Layer.NODE_VERSION) {
                addUnversioned(left, right, to);
                addUnversioned(right, left, from);
            }
            if (MANY.contains(layer)) {
                match(pairs, layer, left, right, GuardPairs::agree);
            }
            match(pairs, layer, left, right, (a, b) -> a.name().equals(b.name()));
            match(pairs, layer, left, right, (a, b) -> a.kind().equals(b.kind()) && !NAMED.contains(layer));
            left.forEach(guard -> pairs.add(new Pair(layer, guard, null)));
            right.forEach(guard -> pairs.add(new Pair(layer, null, guard)));
        }
        pairs.sort(Comparator.comparing(Pair::layer));
        return pairs;
    }

    /** A client whose data has a string on one side and a version on the other is one client, guarded in another way. */
    private static void clients(List<Pair> pairs, AbiDescriptor from, AbiDescriptor to) {
        from.guards(Layer.OTHER)
                .forEach(guard -> client(to, Layer.CLIENT_VERSION, guard)
                        .ifPresent(other -> pairs.add(new Pair(Layer.CLIENT_VERSION, guard, other))));
        from.guards(Layer.CLIENT_VERSION)
                .forEach(guard -> client(to, Layer.OTHER, guard)
                        .ifPresent(other -> pairs.add(new Pair(Layer.CLIENT_VERSION, guard, other))));
    }

    private static Optional<Guard> client(AbiDescriptor side, Layer layer, Guard guard) {
        return side.guards(layer)
                .filter(other -> other.kind().equals(guard.kind()))
                .findFirst();
    }

    /** A kernel without versions side by side has its data in the node itself. */
    private static void addUnversioned(List<Guard> with, List<Guard> without, AbiDescriptor side) {
        boolean told = side.guards(Layer.KHO_ROOT).findAny().isPresent();
        if (told) {
            with.stream()
                    .filter(guard ->
                            without.stream().noneMatch(other -> other.kind().equals(guard.kind())))
                    .forEach(guard -> without.add(Guard.of(
                            guard.name(), guard.layer(), guard.kind(), Guard.UNVERSIONED, "no versions side by side")));
        }
    }

    /** Whether it is the data of LUO's own node that stands there in versions. */
    static boolean isOfLuoNode(Pair pair, AbiDescriptor from, AbiDescriptor to) {
        return pair.layer() == Layer.NODE_VERSION
                && Stream.of(from, to)
                        .flatMap(side -> side.guards(Layer.LUO_NODE))
                        .anyMatch(guard -> guard.kind().equals(pair.kind()));
    }

    /**
     * Whether the incoming kernel looks for a name that the outgoing one, which tells its other names of this sort, doesn't
     * write, though both go by the same root.
     */
    static boolean isRequired(Pair pair, AbiDescriptor from, AbiDescriptor to) {
        if (pair.from() != null || pair.to() == null) {
            return false;
        }
        return switch (pair.layer()) {
            case KHO_SIZE -> from.guards(Layer.KHO_DATA).findAny().isPresent() && agree(from, to, Layer.KHO_ROOT);
            case LUO_NAME -> from.guards(Layer.LUO_NAME).findAny().isPresent() && agree(from, to, Layer.LUO);
            default -> false;
        };
    }

    private static boolean agree(AbiDescriptor from, AbiDescriptor to, Layer layer) {
        return from.guards(layer).anyMatch(one -> to.guards(layer).anyMatch(other -> agree(one, other)));
    }

    private static boolean agree(Guard from, Guard to) {
        return from.writes().stream().anyMatch(to.reads()::contains);
    }

    private static void match(
            List<Pair> pairs, Layer layer, List<Guard> left, List<Guard> right, BiPredicate<Guard, Guard> same) {
        for (Iterator<Guard> guards = left.iterator(); guards.hasNext(); ) {
            Guard guard = guards.next();
            for (Iterator<Guard> others = right.iterator(); others.hasNext(); ) {
                Guard other = others.next();
                if (same.test(guard, other)) {
                    guards.remove();
                    others.remove();
                    pairs.add(new Pair(layer, guard, other));
                    break;
                }
            }
        }
    }

    /** The guards of a layer that a running kernel really has. */
    private static List<Guard> registered(AbiDescriptor side, Layer layer) {
        Registration registration = side.registration();
        Stream<Guard> guards = side.guards(layer);
        if (registration == null || !MANY.contains(layer)) {
            return new ArrayList<>(guards.toList());
        }
        List<String> there = layer == Layer.HANDLER
                ? registration.handlers()
                : registration.flbs().values().stream()
                        .flatMap(List::stream)
                        .distinct()
                        .toList();
        List<Guard> found =
                new ArrayList<>(guards.filter(guard -> guard.writes().stream().anyMatch(there::contains))
                        .toList());
        there.stream()
                .filter(value ->
                        found.stream().noneMatch(guard -> guard.writes().contains(value)))
                .forEach(value -> found.add(Guard.of(value, layer, value, value, "registered")));
        return found;
    }
}
