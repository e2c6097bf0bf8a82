package io.luoledger.simulator.trial;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What becomes of preserved state when two kernels' ABIs differ, worst first. Its word is part of the command's contract. */
public enum Consequence {
    PANIC_BOOT,
    OOPS_AT_BOOT,
    OOPS_ON_OPEN,
    OOPS_ON_RETRIEVE,
    OOPS_ON_FINISH,
    COLD_BOOT_MEMORY_FREED,
    OPEN_EIO_MEMORY_LEAKED,
    DEVICE_ABSENT_MEMORY_LEAKED,
    SESSIONS_LOST_MEMORY_LEAKED,
    SESSIONS_EMPTY,
    FLB_LOST,
    FLB_WRONG_DATA,
    REFCOUNT_WARN,
    LATE_ERRNO_DATA_LOST,
    WRONG_METADATA,
    PROPERTY_LOST,
    PROPERTY_CHANGED,
    UNKNOWN_FLAG_IGNORED,
    METADATA_IGNORED,
    NONE_FOR_SMALL_FILES;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The words of several, joined by +; "none" for none. */
    public static String words(Set<Consequence> found) {
        return found.isEmpty()
                ? "none"
                : found.stream().sorted().map(Consequence::word).collect(Collectors.joining("+"));
    }
}
