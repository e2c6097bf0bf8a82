package io.luoledger.abi;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one preserved-state struct, or the properties of one node of a device tree.
 *
 * @param kind the preserved-state kind it belongs to: "kho", "luo", "memfd", ...
 * @param guard name of the guard that the incoming kernel compares before reading it; null when there is none
 * @param encoding {@link #STRUCT} or {@link #TREE}
 * @param size null in a device tree. Unit: bytes
 * @param fields in the order of their bytes
 * @param dependsOn what of the configuration its bytes depend on, such as NR_CPUS or PAGE_SIZE; most depend on nothing
 * @param source where it was found
 * @param notes what else is known; null when nothing is
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false)
public record StructLayout(
        String name,
        String kind,
        @Nullable String guard,
        String encoding,
        @Nullable Integer size,
        boolean packed,
        List<Field> fields,
        List<String> dependsOn,
        String source,
        Confidence confidence,
        @Nullable String notes)
        implements StructLayoutBuilder.With {
    public static final String STRUCT = "struct";
    /** Properties of a flattened device tree: found by name, without offsets. */
    public static final String TREE = "fdt";
    /** What a layout depends on that is computed from the size of a page. */
    public static final String PAGE_SIZE = "PAGE_SIZE";
    /** What one depends on that has a bit for every processor. */
    public static final String NR_CPUS = "NR_CPUS";

    public StructLayout {
        fields = List.copyOf(fields);
        dependsOn = List.copyOf(dependsOn);
    }

    /** One that is the same whatever the configuration. */
    public StructLayout(
            String name,
            String kind,
            @Nullable String guard,
            String encoding,
            @Nullable Integer size,
            boolean packed,
            List<Field> fields,
            String source,
            Confidence confidence,
            @Nullable String notes) {
        this(name, kind, guard, encoding, size, packed, fields, List.of(), source, confidence, notes);
    }

    public boolean isTree() {
        return encoding.equals(TREE);
    }

    public Optional<Field> field(String fieldName) {
        for (Field field : fields) {
            if (field.name().equals(fieldName)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    public StructLayout withGuard(String newKind, @Nullable String newGuard) {
        return with().kind(newKind).guard(newGuard).build();
    }
}
