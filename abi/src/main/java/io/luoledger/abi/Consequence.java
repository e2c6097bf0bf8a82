package io.luoledger.abi;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
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
    /** Some of several are found. */
    FLB_PARTLY_LOST,
    /** A warning at the first finish, where the kernel takes a warning for a panic. */
    PANIC_ON_FINISH,
    FLB_WRONG_DATA,
    REFCOUNT_WARN,
    METADATA_IGNORED;

    /** After these nothing else happens to the hand-over. */
    private static final Set<Consequence> LAST = EnumSet.range(COLD_BOOT_MEMORY_FREED, OOPS_ON_FINISH);

    /** Of these only the worst shows. */
    private static final Set<Consequence> FILE_DAMAGE = EnumSet.range(SESSIONS_EMPTY, NONE_FOR_SMALL_FILES);

    /** What shows of these: the first that ends everything, else the worst of what happens to files and all the rest. */
    public static Set<Consequence> shown(Set<Consequence> all) {
        Set<Consequence> sorted = all.isEmpty() ? EnumSet.noneOf(Consequence.class) : EnumSet.copyOf(all);
        Set<Consequence> shown = EnumSet.noneOf(Consequence.class);
        for (Consequence one : sorted) {
            if (LAST.contains(one)) {
                return EnumSet.of(one);
            }
            boolean hidden = FILE_DAMAGE.contains(one) && shown.stream().anyMatch(FILE_DAMAGE::contains);
            if (!hidden) {
                shown.add(one);
            }
        }
        return shown;
    }

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
