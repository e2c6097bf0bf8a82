package io.luoledger.abi.role;

import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which struct and field of a descriptor has which role: made once, with the descriptor. Where two descriptors are
 * compared, what a change has made unrecognisable in one is recognised in the other and carried over by name.
 *
 * @param structs by the struct's name
 */
public record RoleMap(Map<String, StructRole> structs) {
    /**
     * The role of one struct.
     *
     * @param score how well it fits
     * @param fields names of its fields, by the role of the field
     */
    public record StructRole(String role, double score, Map<String, String> fields) {
        public StructRole {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /** A struct that may have a role, as one descriptor has it. */
    private record Candidate(String struct, String role, double score) {}

    /** Less than this is no evidence. */
    private static final double ENOUGH = 3.5;

    public RoleMap {
        structs = Collections.unmodifiableMap(new LinkedHashMap<>(structs));
    }

    /** Of one descriptor's structs alone. */
    public static RoleMap of(List<StructLayout> structs) {
        RoleScores scores = new RoleScores(structs);
        List<Candidate> candidates = new ArrayList<>();
        List<String> roles = Roles.structs();
        for (int i = 0; i < roles.size(); i++) {
            for (StructLayout layout : structs) {
                double score = scores.of(layout)[i];
                if (score >= ENOUGH) {
                    candidates.add(new Candidate(layout.name(), roles.get(i), score));
                }
            }
        }
        return best(candidates, structs, List.of(structs));
    }

    /**
     * Of the structs of a descriptor that is compared with another.
     *
     * @param structs of that one of the two
     * @param from the structs of the outgoing kernel
     * @param to the structs of the incoming kernel
     * @param alone the roles of each of the two alone, of the outgoing kernel first
     */
    public static RoleMap agreed(
            List<StructLayout> structs, List<StructLayout> from, List<StructLayout> to, List<RoleMap> alone) {
        Set<String> there = new HashSet<>();
        structs.forEach(layout -> there.add(layout.name()));
        List<Candidate> candidates = new ArrayList<>();
        for (RoleMap one : alone) {
            for (String role : Roles.structs()) {
                String struct = one.struct(role);
                if (struct != null && there.contains(struct)) {
                    candidates.add(new Candidate(
                            struct,
                            role,
                            Objects.requireNonNull(one.structs.get(struct)).score()));
                }
            }
        }
        return best(candidates, structs, List.of(from, to));
    }

    /** Of structs that are called by their roles, and so are their fields. */
    public static RoleMap byName(List<StructLayout> structs) {
        Map<String, StructRole> found = new LinkedHashMap<>();
        for (StructLayout layout : structs) {
            if (Roles.structs().contains(layout.name())) {
                Map<String, String> fields = new LinkedHashMap<>();
                layout.fields().forEach(field -> fields.put(field.name(), field.name()));
                found.put(layout.name(), new StructRole(layout.name(), 0, fields));
            }
        }
        return new RoleMap(found);
    }

    /** The best fit first; a struct has one role, and a role one struct. */
    private static RoleMap best(
            List<Candidate> candidates, List<StructLayout> structs, List<List<StructLayout>> sides) {
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        Map<String, StructRole> found = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (!found.containsKey(candidate.struct()) && taken.add(candidate.role())) {
                found.put(
                        candidate.struct(),
                        new StructRole(candidate.role(), candidate.score(), fields(candidate, structs, sides)));
            }
        }
        return new RoleMap(found);
    }

    /** The shape that fits best tells; what it doesn't, a field's own name does. */
    private static Map<String, String> fields(
            Candidate struct, List<StructLayout> structs, List<List<StructLayout>> sides) {
        Map<String, String> fields = new HashMap<>();
        Set<String> named = new HashSet<>();
        long most = -1;
        for (List<StructLayout> side : sides) {
            StructLayout layout = named(struct.struct(), side);
            if (layout == null) {
                continue;
            }
            RoleScores.Fields told = RoleScores.fields(struct.role(), layout, side);
            named.addAll(told.named());
            if (told.namesInPlace() > most) {
                most = told.namesInPlace();
                fields = new HashMap<>(told.byShape());
            }
        }
        for (Roles.Shape shape : Roles.shapes(struct.role())) {
            for (Roles.Part part : shape.parts()) {
                if (named.contains(part.role()) && !fields.containsValue(part.role())) {
                    fields.putIfAbsent(part.role(), part.role());
                }
            }
        }
        StructLayout own = named(struct.struct(), structs);
        fields.values().removeIf(name -> own == null || own.field(name).isEmpty());
        return fields;
    }

    private static @Nullable StructLayout named(String name, List<StructLayout> structs) {
        for (StructLayout layout : structs) {
            if (layout.name().equals(name)) {
                return layout;
            }
        }
        return null;
    }

    /** Name of the struct with this role, null when there is none. */
    public @Nullable String struct(String role) {
        for (Map.Entry<String, StructRole> entry : structs.entrySet()) {
            if (entry.getValue().role().equals(role)) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** Names of the fields of a struct, by the role of the field. */
    public Map<String, String> fields(String struct) {
        StructRole role = structs.get(struct);
        return role == null ? Map.of() : role.fields();
    }

    /** The role of a struct, null when it has none. */
    public @Nullable String roleOf(String struct) {
        StructRole role = structs.get(struct);
        return role == null ? null : role.role();
    }

    /** The role of a field, null when it has none. */
    public @Nullable String roleOf(String struct, String field) {
        for (Map.Entry<String, String> entry : fields(struct).entrySet()) {
            if (entry.getValue().equals(field)) {
                return entry.getKey();
            }
        }
        return null;
    }
}
