package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiDescriptorBuilder;
import io.luoledger.abi.Confidence;
import io.luoledger.abi.Constant;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.Layer;
import io.luoledger.abi.Registration;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.role.GuardRoles;
import io.luoledger.abi.role.RoleMap;
import io.luoledger.abi.role.Roles;
import io.luoledger.abi.verdict.GuardPairs.Pair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The two kernels of a pair as a reader takes them: by role, and nothing of where it was found. The incoming one can be
 * had with some of its differences only, so that each is seen by itself.
 */
final class Sides {
    /** What a probe is called where no FLB is known: any that a module might bring. */
    private static final String ANY_FLB = "flb";

    private static final String NOWHERE = "";

    private final AbiDescriptor from;
    private final AbiDescriptor to;
    private final List<Pair> guards;
    /** Made when first asked for: most pairs are judged without. */
    private @Nullable Map<String, StructLayout> outgoingStructs;

    private @Nullable Map<String, StructLayout> incomingStructs;

    Sides(AbiDescriptor from, AbiDescriptor to, List<Pair> guards) {
        this.from = from;
        this.to = to;
        this.guards = guards;
    }

    private Map<String, StructLayout> outgoingStructs() {
        Map<String, StructLayout> structs = outgoingStructs;
        if (structs == null) {
            structs = byRole(from);
            outgoingStructs = structs;
        }
        return structs;
    }

    private Map<String, StructLayout> incomingStructs() {
        Map<String, StructLayout> structs = incomingStructs;
        if (structs == null) {
            structs = byRole(to);
            incomingStructs = structs;
        }
        return structs;
    }

    /** The structs whose bytes are known, by role; those without a role under their own names. */
    private static Map<String, StructLayout> byRole(AbiDescriptor side) {
        Map<String, StructLayout> structs = new LinkedHashMap<>();
        List<StructLayout> placed = side.structs().stream()
                .filter(layout -> layout.size() != null && !layout.isTree())
                .toList();
        for (StructLayout layout : placed) {
            String role = side.roles().roleOf(layout.name());
            if (role != null) {
                structs.put(role, byRole(layout, role, side.roles()));
            }
        }
        for (StructLayout layout : placed) {
            if (side.roles().roleOf(layout.name()) == null) {
                structs.putIfAbsent(layout.name(), byRole(layout, layout.name(), side.roles()));
            }
        }
        return structs;
    }

    private static StructLayout byRole(StructLayout layout, String name, RoleMap roles) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (boolean known : List.of(true, false)) {
            for (Field field : layout.fields()) {
                String part = roles.roleOf(layout.name(), field.name());
                if ((part != null) == known && field.offset() != null && field.size() != null) {
                    String called = part == null ? field.name() : part;
                    fields.putIfAbsent(called, called(called, field));
                }
            }
        }
        return new StructLayout(
                name,
                NOWHERE,
                null,
                StructLayout.STRUCT,
                layout.size(),
                false,
                List.copyOf(fields.values()),
                NOWHERE,
                Confidence.HIGH,
                null);
    }

    private static Field called(String name, Field field) {
        return field.with()
                .name(name)
                .type(field.embeds() == null ? field.type() : "struct")
                .pointsTo(null)
                .build();
    }

    /** @param meant what the outgoing kernel fills with a meaning of its own, as "ROLE.FIELD" */
    AbiDescriptor outgoing(Set<String> meant) {
        return kernel(from, Difference.NONE, false, meant);
    }

    /** The incoming kernel, as the outgoing one but for the difference. */
    AbiDescriptor incoming(Difference difference) {
        return kernel(difference.whole() ? to : from, difference, to.panicOnWarn(), Set.of());
    }

    /** @param base what is built in, turned on and known is that kernel's */
    private AbiDescriptor kernel(AbiDescriptor base, Difference difference, boolean dies, Set<String> meant) {
        Registration registration = base.registration();
        List<StructLayout> structs = structs(difference);
        return AbiDescriptorBuilder.builder()
                .release(base.release())
                .architecture(NOWHERE)
                .pageSize(from.pageSize())
                .guards(guards(difference.guards()))
                .structs(structs)
                .constants(constants(difference))
                .registration(
                        registration == null
                                ? null
                                : new Registration(registration.kho(), registration.liveUpdate(), List.of(), Map.of()))
                .semantics(meant.stream().sorted().toList())
                .incomplete(base.isComplete() ? List.of() : List.of("not all is known"))
                .source(NOWHERE)
                .confidence(Confidence.HIGH)
                .panicOnWarn(dies)
                .roles(RoleMap.byName(structs))
                .build();
    }

    private List<StructLayout> structs(Difference difference) {
        Map<String, StructLayout> structs = new LinkedHashMap<>(outgoingStructs());
        for (String role : difference.changed()) {
            StructLayout other = incomingStructs().get(role);
            if (other == null) {
                structs.remove(role);
            } else {
                structs.put(role, other);
            }
        }
        List<StructLayout> all = new ArrayList<>(structs.values());
        boolean carrier = difference.changed().contains(Roles.LUO)
                || difference.changed().stream().anyMatch(this::isLuoTree);
        if ((carrier ? to : from).structs().stream().anyMatch(layout -> layout.isTree() && isLuo(layout.kind()))) {
            all.add(new StructLayout(
                    "luo", NOWHERE, null, StructLayout.TREE, null, false, List.of(), NOWHERE, Confidence.HIGH, null));
        }
        return all;
    }

    private List<Guard> guards(Set<Pair> differing) {
        Map<String, Guard> byRole = new LinkedHashMap<>();
        for (Pair pair : guards) {
            Guard guard = differing.contains(pair) ? pair.to() : pair.from();
            if (guard != null && pair.layer() != Layer.FLB) {
                String role = role(pair);
                byRole.putIfAbsent(role, Guard.of(role, pair.layer(), NOWHERE, value(pair, guard), NOWHERE));
            }
        }
        List<Guard> all = new ArrayList<>(byRole.values());
        flbs(differing).forEach(name -> all.add(Guard.of(name, Layer.FLB, NOWHERE, name, NOWHERE)));
        return all;
    }

    /** Kernels that can write several write the one that the other can read. */
    private static String value(Pair pair, Guard guard) {
        return pair.common().orElse(guard.value());
    }

    /** What the guard is for, as the side says that knows more of it. */
    String role(Pair pair) {
        String outgoing = pair.from() == null ? null : from.roleOf(pair.from());
        String incoming = pair.to() == null ? null : to.roleOf(pair.to());
        if (incoming == null || (outgoing != null && !GuardRoles.tellsMore(incoming, outgoing))) {
            return Objects.requireNonNull(outgoing);
        }
        return incoming;
    }

    private List<Constant> constants(Difference difference) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        from.constants().forEach(constant -> constants.put(constant.name(), bare(constant)));
        for (Constant constant : to.constants()) {
            if (difference.constants().contains(constant.name())) {
                constants.put(constant.name(), bare(constant));
            }
        }
        return List.copyOf(constants.values());
    }

    private static Constant bare(Constant constant) {
        return new Constant(constant.name(), NOWHERE, constant.value(), NOWHERE);
    }

    /** Names of the FLBs on handlers that the hand-over's files come to, in order of registration. */
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

    boolean isLuoTree(String struct) {
        return Stream.of(from, to)
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
