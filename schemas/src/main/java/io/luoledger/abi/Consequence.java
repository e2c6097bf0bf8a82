package io.luoledger.abi;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a difference does, in the words of the verdict; worst and earliest first. */
public enum Consequence {
    COLD_BOOT_MEMORY_FREED,
    PANIC_BOOT,
    OOPS_AT_BOOT,
    DEVICE_ABSENT_MEMORY_LEAKED,
    SESSIONS_LOST_MEMORY_LEAKED,
    OOPS_ON_OPEN,
    OPEN_EIO_MEMORY_LEAKED,
    OOPS_ON_RETRIEVE,
    OOPS_ON_FINISH,
    SESSIONS_EMPTY,
    LATE_ERRNO_DATA_LOST,
    WRONG_METADATA,
    PROPERTY_LOST,
    PROPERTY_CHANGED,
    NONE_FOR_SMALL_FILES,
    UNKNOWN_FLAG_IGNORED,
    FLB_LOST,
    FLB_WRONG_DATA,
    REFCOUNT_WARN,
    METADATA_IGNORED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Several as one text: joined by "+", or "none". */
    public static String text(Collection<Consequence> consequences) {
        return consequences.isEmpty()
                ? "none"
                : consequences.stream()
                        .sorted()
                        .distinct()
                        .map(Consequence::word)
                        .collect(Collectors.joining("+"));
    }
}
