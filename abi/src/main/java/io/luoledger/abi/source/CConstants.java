package io.luoledger.abi.source;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers that have a name: those of enums, and what every header knows of the machine. */
final class CConstants {
    private static final int MAX = 20_000;

    private final CMachine machine;
    private final Map<String, Long> values = new LinkedHashMap<>();
    private final Map<String, CToken> places = new HashMap<>();

    CConstants(CMachine machine) {
        this.machine = machine;
    }

    void put(CToken name, long value) {
        if (values.size() >= MAX) {
            throw CProblem.limit(name, "more than " + MAX + " constants");
        }
        values.put(name.text(), value);
        places.put(name.text(), name);
    }

    /** Those of enums, in the order of their definitions. */
    Map<String, Long> all() {
        return Collections.unmodifiableMap(values);
    }

    /** Where a constant of an enum is defined, null when there is none of that name. */
    @Nullable
    CToken place(String name) {
        return places.get(name);
    }

    /** The value of a constant, as the declarations and the machine have it. */
    Optional<Long> value(String name) {
        return switch (name) {
            case "PAGE_SIZE" -> Optional.of((long) machine.pageSize());
            case "PAGE_SHIFT" -> Optional.of((long) Integer.numberOfTrailingZeros(machine.pageSize()));
            case "PAGE_MASK" -> Optional.of(-(long) machine.pageSize());
            case "NR_CPUS" -> Optional.ofNullable(machine.cpus()).map(Integer::longValue);
            case "BITS_PER_BYTE" -> Optional.of(8L);
            case "BITS_PER_LONG" -> Optional.of(64L);
            default -> Optional.ofNullable(values.get(name));
        };
    }
}
