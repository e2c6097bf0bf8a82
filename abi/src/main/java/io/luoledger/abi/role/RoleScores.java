package io.luoledger.abi.role;

import io.luoledger.abi.Field;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How well each struct of one descriptor fits each role. Written without streams: every check begins with it, cold. */
final class RoleScores {
    /** Shape counts most, then what embeds the struct, then names; a tie goes to the order of the model. */
    private static final double SHAPE = 6;

    private static final double EMBEDDED = 5;
    private static final double SIMILAR = 3;
    private static final double STRUCT_NAME = 2;
    private static final double FIELD_NAMES = 2;
    /** From here on an embedded struct that was changed itself can still be what the shape around it embeds. */
    private static final double HALF = 0.5;

    /** By struct; one for each role, in the order of the model. */
    private final Map<String, double[]> scores = new HashMap<>();

    private final Set<String> embedded = new HashSet<>();
    private final Set<String> exact = new HashSet<>();

    RoleScores(List<StructLayout> structs) {
        for (Roles.Shape shape : Roles.shapes()) {
            for (StructLayout layout : structs) {
                if (Roles.matches(shape, layout, (struct, part) -> couldBe(struct, part, structs))) {
                    exact.add(key(shape.struct(), layout.name()));
                    noteEmbedded(shape, layout);
                }
            }
        }
        List<String> roles = Roles.structs();
        for (StructLayout layout : structs) {
            double[] all = new double[roles.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = score(roles.get(i), layout);
            }
            scores.put(layout.name(), all);
        }
    }

    private void noteEmbedded(Roles.Shape shape, StructLayout layout) {
        for (int i = 0; i < shape.parts().size(); i++) {
            String inner = layout.fields().get(i).embeds();
            String type = shape.parts().get(i).type();
            if (inner != null && type.startsWith("@")) {
                embedded.add(key(type.substring(1), inner));
            }
        }
    }

    private double score(String role, StructLayout layout) {
        if (!Roles.canBe(role, layout.name())) {
            return 0;
        }
        String key = key(role, layout.name());
        double shape = exact.contains(key) ? SHAPE : 0;
        double names = 0;
        for (Roles.Shape known : Roles.shapes(role)) {
            if (shape < SHAPE) {
                shape = Math.max(shape, SIMILAR * similarity(known, layout));
            }
            int equal = 0;
            for (Roles.Part part : known.parts()) {
                equal += layout.field(part.role()).isPresent() ? 1 : 0;
            }
            names = Math.max(names, FIELD_NAMES * equal / known.parts().size());
        }
        return shape
                + names
                + (embedded.contains(key) ? EMBEDDED : 0)
                + (layout.name().equals(role) ? STRUCT_NAME : 0);
    }

    private static String key(String role, String struct) {
        return role + " " + struct;
    }

    /** One for each role, in the order of the model. */
    double[] of(StructLayout layout) {
        return Objects.requireNonNull(scores.get(layout.name()));
    }

    /**
     * What a descriptor tells of the fields of a struct in a role.
     *
     * @param namesInPlace how many fields of the shape that fits best are called as in the model; -1 when none fits
     * @param byShape names of fields by role, by that shape
     * @param named roles of which a field has the very name
     */
    record Fields(long namesInPlace, Map<String, String> byShape, Set<String> named) {}

    /** @param structs of the descriptor that the struct is of */
    static Fields fields(String role, StructLayout layout, List<StructLayout> structs) {
        long best = -1;
        Map<String, String> byShape = new HashMap<>();
        Set<String> named = new HashSet<>();
        for (Roles.Shape shape : Roles.shapes(role)) {
            for (Roles.Part part : shape.parts()) {
                if (layout.field(part.role()).isPresent()) {
                    named.add(part.role());
                }
            }
            if (Roles.matches(shape, layout, (inner, part) -> couldBe(inner, part, structs))) {
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

    private static boolean couldBe(String struct, String role, List<StructLayout> structs) {
        StructLayout layout = named(struct, structs);
        if (layout == null || struct.equals(role)) {
            return true;
        }
        for (Roles.Shape shape : Roles.shapes(role)) {
            if (Roles.matches(shape, layout, (inner, part) -> true) || similarity(shape, layout) >= HALF) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable StructLayout named(String name, List<StructLayout> structs) {
        for (StructLayout layout : structs) {
            if (layout.name().equals(name)) {
                return layout;
            }
        }
        return null;
    }

    /** Share of field types in common, regardless of order. */
    private static double similarity(Roles.Shape shape, StructLayout layout) {
        List<Field> left = new ArrayList<>(layout.fields());
        int common = 0;
        for (Roles.Part part : shape.parts()) {
            for (int i = 0; i < left.size(); i++) {
                boolean same = part.type().startsWith("@")
                        ? left.get(i).embeds() != null
                        : Roles.matches(part, left.get(i), (struct, role) -> true);
                if (same) {
                    left.remove(i);
                    common++;
                    break;
                }
            }
        }
        int all = shape.parts().size() + left.size();
        return all == 0 ? 0 : (double) common / all;
    }
}
