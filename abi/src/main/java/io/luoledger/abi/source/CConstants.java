package io.luoledger.abi.source;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers that have a name: those of enums, and what every header knows of the machine. */
final class CConstants {
    private static final int MAX = 20_000;
    private static final Pattern SIZE = Pattern.compile("SZ_(\\d{1,3})([KMGT]?)");
    private static final List<String> UNITS = List.of("", "K", "M", "G", "T");
    private static final Map<String, Long> LIMITS = Map.ofEntries(
            Map.entry("U8_MAX", 0xffL),
            Map.entry("U16_MAX", 0xffffL),
            Map.entry("U32_MAX", 0xffff_ffffL),
            Map.entry("UINT_MAX", 0xffff_ffffL),
            Map.entry("U64_MAX", -1L),
            Map.entry("ULONG_MAX", -1L),
            Map.entry("ULLONG_MAX", -1L),
            Map.entry("SIZE_MAX", -1L),
            Map.entry("S8_MAX", 0x7fL),
            Map.entry("S16_MAX", 0x7fffL),
            Map.entry("S32_MAX", 0x7fff_ffffL),
            Map.entry("INT_MAX", 0x7fff_ffffL),
            Map.entry("S64_MAX", Long.MAX_VALUE),
            Map.entry("LONG_MAX", Long.MAX_VALUE));

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
            default ->
                Optional.ofNullable(values.get(name))
                        .or(() -> Optional.ofNullable(LIMITS.get(name)))
                        .or(() -> size(name));
        };
    }

    /** "SZ_4K" and its like. */
    private static Optional<Long> size(String name) {
        Matcher size = SIZE.matcher(name);
        return size.matches()
                ? Optional.of(Long.parseLong(size.group(1)) << (10 * UNITS.indexOf(size.group(2))))
                : Optional.empty();
    }
}
