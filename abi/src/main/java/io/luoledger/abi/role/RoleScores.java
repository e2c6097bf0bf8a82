package io.luoledger.abi.role;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** How well each struct of one descriptor fits each role; worth keeping when a descriptor is compared with many. */
public final class RoleScores {
    /** Shape counts most, then what embeds the struct, then names; a tie goes to the order of the model. */
    private static final double SHAPE = 6;

    private static final double EMBEDDED = 5;
    private static final double SIMILAR = 3;
    private static final double STRUCT_NAME = 2;
    private static final double FIELD_NAMES = 2;

    /** By struct; one for each role, in the order of the model. */
    private final Map<String, double[]> scores = new HashMap<>();

    /** By role and struct; worked out when first asked for. */
    private final Map<String, Optional<Fields>> fields = new HashMap<>();

    private final AbiDescriptor side;
    private final Set<String> embedded = new HashSet<>();
    private final Set<String> exact = new HashSet<>();

    private RoleScores(AbiDescriptor side) {
        this.side = side;
        for (Roles.Shape shape : Roles.shapes()) {
            for (StructLayout layout : side.structs()) {
                if (Roles.matches(shape, layout, (struct, part) -> couldBe(struct, part, side))) {
                    exact.add(shape.struct() + " " + layout.name());
                    noteEmbedded(shape, layout);
                }
            }
        }
        for (StructLayout layout : side.structs()) {
            scores.put(
                    layout.name(),
                    Roles.structs().stream()
                            .mapToDouble(role -> score(role, layout))
                            .toArray());
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

    private double score(String role, StructLayout layout) {
        if (!Roles.canBe(role, layout.name())) {
            return 0;
        }
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

    public static RoleScores of(AbiDescriptor side) {
        return new RoleScores(side);
    }

    public AbiDescriptor side() {
        return side;
    }

    /** One for each role, in the order of the model. */
    double[] of(StructLayout layout) {
        return Objects.requireNonNull(scores.get(layout.name()));
    }

    /**
     * What this descriptor tells of the fields of a struct in a role.
     *
     * @param namesInPlace how many fields of the shape that fits best are called as in the model; -1 when none fits
     * @param byShape names of fields by role, by that shape
     * @param named roles of which a field has the very name
     */
    record Fields(long namesInPlace, Map<String, String> byShape, Set<String> named) {}

    /** Empty when the descriptor has no such struct. */
    Optional<Fields> fields(String role, String struct) {
        return fields.computeIfAbsent(
                role + " " + struct, key -> side.struct(struct).map(layout -> fields(role, layout)));
    }

    private Fields fields(String role, StructLayout layout) {
        long best = -1;
        Map<String, String> byShape = new HashMap<>();
        Set<String> named = new HashSet<>();
        for (Roles.Shape shape : Roles.shapes(role)) {
            shape.parts().stream()
                    .map(Roles.Part::role)
                    .filter(part -> layout.field(part).isPresent())
                    .forEach(named::add);
            if (Roles.matches(shape, layout, (inner, part) -> couldBe(inner, part, side))) {
                Map<String, String> names = new HashMap<>();
                long inPlace = 0;
                for (int i = 0; i < shape.parts().size(); i++) {
                    String part = shape.parts().get(i).role();
                    String name = layout.fields().get(i).name();
                    names.put(part, name);
                    inPlace += part.equals(name) ? 1 : 0;
                }
                if (inPlace > best) {
                    best = inPlace;
                    byShape = names;
                }
            }
        }
        return new Fields(best, byShape, named);
    }

    static boolean couldBe(String struct, String role, AbiDescriptor side) {
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
}
