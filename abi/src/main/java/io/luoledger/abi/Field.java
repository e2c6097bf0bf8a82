package io.luoledger.abi;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One field of a preserved-state struct.
 *
 * @param type element type in one spelling: u8 to u64, s8 to s64, char, bool, ptr, "struct NAME", "union NAME", string, bytes
 * @param arrayLength number of elements; null when it isn't an array, 0 for a flexible array
 * @param offset from the start of the struct; null in a device-tree node. Unit: bytes
 * @param size of the whole field, for a bit-field of its storage; null when not known. Unit: bytes
 * @param bitOffset first bit, counted from the field's offset, least significant first; null when not a bit-field
 * @param pointsTo what the physical address in it leads to: a struct's name, or words; null when it isn't one
 * @param line of the header that its struct is from, where it is declared; null when it was read from no header
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false)
public record Field(
        String name,
        String type,
        @Nullable Integer arrayLength,
        @Nullable Integer offset,
        @Nullable Integer size,
        @Nullable Integer bitOffset,
        @Nullable Integer bitSize,
        @Nullable String pointsTo,
        @Nullable Integer line)
        implements FieldBuilder.With {
    private static final Set<String> RESERVED_WORDS = Set.of("reserved", "padding", "pad", "rsvd", "unused", "spare");

    /** First bit from the start of the struct. */
    public long firstBit() {
        return (offset == null ? 0L : offset * 8L) + (bitOffset == null ? 0 : bitOffset);
    }

    /** Number of bits, 0 when not known. */
    public long bits() {
        return bitSize != null ? bitSize : size == null ? 0 : size * 8L;
    }

    public boolean isBitField() {
        return bitSize != null;
    }

    /** Whether its name says that nothing is in it yet. */
    public boolean isReserved() {
        String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return RESERVED_WORDS.contains(letters) || letters.startsWith("reserved") || letters.startsWith("padding");
    }

    /** Name of the struct or union that the field embeds, null when it embeds none. */
    public @Nullable String embeds() {
        return type.startsWith("struct ") || type.startsWith("union ") ? type.substring(type.indexOf(' ') + 1) : null;
    }

    /** The type as people write it. */
    public String typeText() {
        String array = arrayLength == null ? "" : arrayLength == 0 ? "[]" : "[" + arrayLength + "]";
        return type + array + (bitSize == null ? "" : ":" + bitSize);
    }

    /** Where it lies, as people write it. */
    public String place() {
        if (offset == null) {
            return "property";
        }
        return "@" + offset + ":" + size
                + (bitSize == null ? "" : " bits " + bitStart() + "-" + (bitStart() + bitSize - 1));
    }

    private int bitStart() {
        return bitOffset == null ? 0 : bitOffset;
    }
}
