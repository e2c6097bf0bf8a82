package io.luoledger.abi.source;

import io.luoledger.abi.Field;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One spelling for each type: "long unsigned int", "__u64" and "u64" are the same bytes. */
final class TypeNames {
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("__u8", "u8"),
            Map.entry("__u16", "u16"),
            Map.entry("__u32", "u32"),
            Map.entry("__u64", "u64"),
            Map.entry("__s8", "s8"),
            Map.entry("__s16", "s16"),
            Map.entry("__s32", "s32"),
            Map.entry("__s64", "s64"),
            Map.entry("uint8_t", "u8"),
            Map.entry("uint16_t", "u16"),
            Map.entry("uint32_t", "u32"),
            Map.entry("uint64_t", "u64"),
            Map.entry("unsigned char", "u8"),
            Map.entry("signed char", "s8"),
            Map.entry("unsigned short", "u16"),
            Map.entry("short unsigned int", "u16"),
            Map.entry("unsigned short int", "u16"),
            Map.entry("short", "s16"),
            Map.entry("short int", "s16"),
            Map.entry("unsigned", "u32"),
            Map.entry("unsigned int", "u32"),
            Map.entry("int", "s32"),
            Map.entry("enum(int)", "s32"),
            Map.entry("unsigned long", "u64"),
            Map.entry("long unsigned int", "u64"),
            Map.entry("unsigned long int", "u64"),
            Map.entry("unsigned long long", "u64"),
            Map.entry("long long unsigned int", "u64"),
            Map.entry("long", "s64"),
            Map.entry("long int", "s64"),
            Map.entry("long long", "s64"),
            Map.entry("long long int", "s64"),
            Map.entry("phys_addr_t", "u64"),
            Map.entry("size_t", "u64"),
            Map.entry("_Bool", "bool"));

    private static final Pattern ARRAY = Pattern.compile("(.*?)\\s*\\[(\\d*)]");

    private TypeNames() {}

    static String one(String type) {
        String stripped = type.strip();
        return SAME.getOrDefault(stripped, stripped);
    }

    /** A field from a type as people write it, such as "u64[511]" or "char[48]". */
    static Field field(
            String name,
            String type,
            @Nullable Integer offset,
            @Nullable Integer size,
            @Nullable Integer bitOffset,
            @Nullable Integer bitSize,
            @Nullable String pointsTo) {
        String element = type.strip();
        Integer length = null;
        for (Matcher array = ARRAY.matcher(element); array.matches(); array = ARRAY.matcher(element)) {
            int rows = array.group(2).isEmpty() ? 0 : Integer.parseInt(array.group(2));
            length = length == null ? rows : length * rows;
            element = array.group(1);
        }
        if (element.endsWith("*")) {
            element = "ptr";
        }
        return new Field(name, one(element), length, offset, size, bitOffset, bitSize, pointsTo, null);
    }
}
