package io.luoledger.abi.role;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which struct and field of a descriptor has which role. Two descriptors are looked at together: what a change has made
 * unrecognisable in one is recognised in the other and carried over by name.
 */
public final class RoleMap {
    private record Candidate(String role, String struct, double score) {}

    /** Less than this is no evidence. */
    private static final double ENOUGH = 3.5;

    private final List<RoleScores> sides;
    private final Map<String, String> structOfRole = new LinkedHashMap<>();
    private final Map<String, String> roleOfStruct = new HashMap<>();
    /** Worked out when first asked for: where many pairs are judged, most structs are the same. */
    private final Map<String, Map<String, String>> fieldOfRole = new HashMap<>();

    private RoleMap(List<RoleScores> sides) {
        this.sides = sides;
    }

    public static RoleMap of(AbiDescriptor only) {
        return of(List.of(RoleScores.of(only)));
    }

    public static RoleMap of(RoleScores from, RoleScores to) {
        return of(List.of(from, to));
    }

    private static RoleMap of(List<RoleScores> all) {
        RoleMap map = new RoleMap(all);
        List<Candidate> candidates = new ArrayList<>();
        Map<String, double[]> totals = new LinkedHashMap<>();
        List<String> order = Roles.structs();
        for (RoleScores scores : all) {
            for (StructLayout layout : scores.side().structs()) {
                double[] total = totals.computeIfAbsent(layout.name(), name -> new double[order.size() + 1]);
                total[order.size()]++;
                double[] own = scores.of(layout);
                for (int i = 0; i < order.size(); i++) {
                    total[i] += own[i];
                }
            }
        }
        for (int i = 0; i < order.size(); i++) {
            for (Map.Entry<String, double[]> entry : totals.entrySet()) {
                // a struct that one side lacks must not lose against one that both have
                double present = entry.getValue()[order.size()];
                double score = entry.getValue()[i] / present;
                if (score >= ENOUGH) {
                    candidates.add(new Candidate(order.get(i), entry.getKey(), score));
                }
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        Set<String> taken = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (!map.structOfRole.containsKey(candidate.role()) && taken.add(candidate.struct())) {
                map.structOfRole.put(candidate.role(), candidate.struct());
            }
        }
        map.structOfRole.forEach((role, name) -> map.roleOfStruct.put(name, role));
        return map;
    }

    /** Name of the struct with this role, null when there is none. */
    public @Nullable String struct(String role) {
        return structOfRole.get(role);
    }

    public Optional<StructLayout> layout(AbiDescriptor side, String role) {
        return Optional.ofNullable(struct(role)).flatMap(side::struct);
    }

    public Optional<Field> field(AbiDescriptor side, String role, String fieldRole) {
        String name = fields(role).get(fieldRole);
        return name == null ? Optional.empty() : layout(side, role).flatMap(layout -> layout.field(name));
    }

    /** Names of the fields of the struct with this role, by the role of the field. */
    public Map<String, String> fields(String role) {
        String struct = structOfRole.get(role);
        return struct == null
                ? Map.of()
                : fieldOfRole.computeIfAbsent(
                        role, key -> java.util.Collections.unmodifiableMap(fields(key, struct, sides)));
    }

    /** The role of a struct, null when it has none. */
    public @Nullable String roleOf(String struct) {
        return roleOfStruct.get(struct);
    }

    /** The role of a field, null when it has none. */
    public @Nullable String roleOf(String struct, String field) {
        String role = roleOfStruct.get(struct);
        if (role == null) {
            return null;
        }
        for (Map.Entry<String, String> entry : fields(role).entrySet()) {
            if (entry.getValue().equals(field)) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** The shape that fits best tells; what it doesn't, a field's own name does. */
    private static Map<String, String> fields(String role, String struct, List<RoleScores> sides) {
        List<RoleScores.Fields> found = sides.stream()
                .map(side -> side.fields(role, struct))
                .flatMap(Optional::stream)
                .toList();
        Map<String, String> result = new HashMap<>();
        found.stream()
                .filter(fields -> fields.namesInPlace() >= 0)
                .reduce((a, b) -> b.namesInPlace() > a.namesInPlace() ? b : a)
                .ifPresent(best -> result.putAll(best.byShape()));
        for (Roles.Shape shape : Roles.shapes(role)) {
            for (Roles.Part part : shape.parts()) {
                boolean named = found.stream().anyMatch(fields -> fields.named().contains(part.role()));
                if (named && !result.containsValue(part.role())) {
                    result.putIfAbsent(part.role(), part.role());
                }
            }
        }
        return result;
    }
}
