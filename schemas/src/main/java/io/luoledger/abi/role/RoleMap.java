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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which struct and field of a descriptor has which role. Two descriptors are looked at together: what a change has made
 * unrecognisable in one is recognised in the other and carried over by name.
 */
public final class RoleMap {
    private record Candidate(String role, String struct, double score) {}

    /** Shape counts most, then what embeds the struct, then names; a tie goes to the order of the model. */
    private static final double SHAPE = 6;

    private static final double EMBEDDED = 5;
    private static final double SIMILAR = 3;
    private static final double STRUCT_NAME = 2;
    private static final double FIELD_NAMES = 2;
    private static final double ENOUGH = 3.5;

    private final Map<String, String> structOfRole = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> fieldOfRole = new HashMap<>();

    private RoleMap() {}

    public static RoleMap of(AbiDescriptor only) {
        return of(List.of(only));
    }

    public static RoleMap of(AbiDescriptor from, AbiDescriptor to) {
        return of(List.of(from, to));
    }

    private static RoleMap of(List<AbiDescriptor> sides) {
        RoleMap map = new RoleMap();
        List<Candidate> candidates = new ArrayList<>();
        Map<String, double[]> totals = new LinkedHashMap<>();
        List<String> order = Roles.structs();
        for (AbiDescriptor side : sides) {
            Scores scores = new Scores(side);
            for (StructLayout layout : side.structs()) {
                double[] total = totals.computeIfAbsent(layout.name(), name -> new double[order.size() + 1]);
                total[order.size()]++;
                for (int i = 0; i < order.size(); i++) {
                    total[i] += scores.of(order.get(i), layout);
                }
            }
        }
        for (int i = 0; i < order.size(); i++) {
            for (Map.Entry<String, double[]> entry : totals.entrySet()) {
                // a struct that one side lacks must not lose against one that both have
                double present = entry.getValue()[order.size()];
                candidates.add(new Candidate(order.get(i), entry.getKey(), entry.getValue()[i] / present));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        Set<String> taken = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (candidate.score() >= ENOUGH
                    && !map.structOfRole.containsKey(candidate.role())
                    && taken.add(candidate.struct())) {
                map.structOfRole.put(candidate.role(), candidate.struct());
            }
        }
        map.structOfRole.forEach((role, name) -> map.fieldOfRole.put(role, fields(role, name, sides)));
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
        String name = fieldOfRole.getOrDefault(role, Map.of()).get(fieldRole);
        return name == null ? Optional.empty() : layout(side, role).flatMap(layout -> layout.field(name));
    }

    /** The role of a struct, null when it has none. */
    public @Nullable String roleOf(String struct) {
        return structOfRole.entrySet().stream()
                .filter(entry -> entry.getValue().equals(struct))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** The role of a field, null when it has none. */
    public @Nullable String roleOf(String struct, String field) {
        return fieldOfRole.getOrDefault(String.valueOf(roleOf(struct)), Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue().equals(field))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** How well each struct of one descriptor fits each role. */
    private static final class Scores {
        private final AbiDescriptor side;
        private final Set<String> embedded = new HashSet<>();
        private final Set<String> exact = new HashSet<>();

        Scores(AbiDescriptor side) {
            this.side = side;
            for (Roles.Shape shape : Roles.shapes()) {
                for (StructLayout layout : side.structs()) {
                    if (Roles.matches(shape, layout, (struct, part) -> couldBe(struct, part, side))) {
                        exact.add(shape.struct() + " " + layout.name());
                        noteEmbedded(shape, layout);
                    }
                }
            }
        }

        private void noteEmbedded(Roles.Shape shape, StructLayout layout) {
            for (int i = 0; i < shape.parts().size(); i++) {
                String inner = layout.fields().get(i).embeds();
                String type = shape.parts().get(i).type();
                if (inner != null && type.startsWith("@")) {
                    embedded.add(type.substring(1) + " " + inner);
                }
            }
        }

        double of(String role, StructLayout layout) {
            String key = role + " " + layout.name();
            double shape = exact.contains(key) ? SHAPE : 0;
            double names = 0;
            for (Roles.Shape known : Roles.shapes(role)) {
                if (shape < SHAPE) {
                    shape = Math.max(shape, SIMILAR * similarity(known, layout, side));
                }
                long equal = known.parts().stream()
                        .filter(part -> layout.field(part.role()).isPresent())
                        .count();
                names = Math.max(names, FIELD_NAMES * equal / known.parts().size());
            }
            return shape
                    + names
                    + (embedded.contains(key) ? EMBEDDED : 0)
                    + (layout.name().equals(role) ? STRUCT_NAME : 0);
        }
    }

    private static boolean couldBe(String struct, String role, AbiDescriptor side) {
        Optional<StructLayout> layout = side.struct(struct);
        // one that was changed itself must not hide what embeds it
        return layout.isEmpty()
                || struct.equals(role)
                || Roles.shapes(role).stream()
                        .anyMatch(shape -> Roles.matches(shape, layout.get(), (inner, part) -> true)
                                || similarity(shape, layout.get(), side) >= 0.5);
    }

    /** Share of field types in common, regardless of order. */
    private static double similarity(Roles.Shape shape, StructLayout layout, AbiDescriptor side) {
        List<Field> left = new ArrayList<>(layout.fields());
        int common = 0;
        for (Roles.Part part : shape.parts()) {
            for (Field field : left) {
                boolean same = part.type().startsWith("@")
                        ? field.embeds() != null
                        : Roles.matches(part, field, (struct, role) -> true);
                if (same) {
                    left.remove(field);
                    common++;
                    break;
                }
            }
        }
        int all = shape.parts().size() + left.size();
        return all == 0 || side.structs().isEmpty() ? 0 : (double) common / all;
    }

    private record Fit(Roles.Shape shape, StructLayout layout, long namesInPlace) {}

    private static Map<String, String> fields(String role, String struct, List<AbiDescriptor> sides) {
        List<Fit> fits = new ArrayList<>();
        for (AbiDescriptor side : sides) {
            side.struct(struct)
                    .ifPresent(layout -> Roles.shapes(role).stream()
                            .filter(shape -> Roles.matches(shape, layout, (inner, part) -> couldBe(inner, part, side)))
                            .forEach(shape -> fits.add(new Fit(shape, layout, namesInPlace(shape, layout)))));
        }
        Map<String, String> result = new HashMap<>();
        Optional<Fit> best = fits.stream().reduce((a, b) -> b.namesInPlace() > a.namesInPlace() ? b : a);
        best.ifPresent(fit -> {
            for (int i = 0; i < fit.shape().parts().size(); i++) {
                result.put(
                        fit.shape().parts().get(i).role(),
                        fit.layout().fields().get(i).name());
            }
        });
        // what the shape doesn't tell, a field's own name does
        for (Roles.Shape shape : Roles.shapes(role)) {
            for (Roles.Part part : shape.parts()) {
                boolean named = sides.stream()
                        .anyMatch(side -> side.struct(struct)
                                .flatMap(layout -> layout.field(part.role()))
                                .isPresent());
                if (named && !result.containsValue(part.role())) {
                    result.putIfAbsent(part.role(), part.role());
                }
            }
        }
        return result;
    }

    private static long namesInPlace(Roles.Shape shape, StructLayout layout) {
        return Stream.iterate(0, i -> i + 1)
                .limit(shape.parts().size())
                .filter(i -> shape.parts()
                        .get(i)
                        .role()
                        .equals(layout.fields().get(i).name()))
                .count();
    }
}
