package io.luoledger.glossary;

import io.luoledger.abi.Consequence;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of a hand-over in plain words, where findings and JSON have one word of the ABI verdict for it. */
public final class Causes {
    private static final Map<String, Consequence> BY_WORD =
            Arrays.stream(Consequence.values()).collect(Collectors.toMap(Consequence::word, Function.identity()));
    /** A word of the verdict, or several. */
    private static final Pattern SEVERAL = Pattern.compile("\\b[a-z]+(?:_[a-z]+)+(?:\\+[a-z_]+)*\\b");

    /** The verdict on a pair of kernels of which not everything is known, and what is known agrees. */
    private static final String UNPROVEN = "SILENT none";

    private static final String UNPROVEN_WORDS =
            " known, and not proven: not everything is known of them (ABI-INCOMPLETE)";

    private Causes() {}

    /**
     * "the next kernel is without live update: not built in, or switched off (device_absent_memory_leaked)"; several are
     * joined by "; ". A word that nobody knows stays as it is; nothing for null.
     */
    public static String of(@Nullable String consequence) {
        return consequence == null
                ? ""
                : Arrays.stream(consequence.split("\\+"))
                        .map(word -> BY_WORD.containsKey(word) ? words(word) + " (" + word + ")" : word)
                        .collect(Collectors.joining("; "));
    }

    /** A text with each word of the verdict in it so. */
    public static String spelled(String text) {
        return SEVERAL.matcher(text.replace(UNPROVEN, UNPROVEN + UNPROVEN_WORDS))
                .replaceAll(found -> Matcher.quoteReplacement(of(found.group())));
    }

    private static String words(String word) {
        Consequence known = BY_WORD.get(word);
        return known == null ? word : words(known);
    }

    private static String words(Consequence consequence) {
        return switch (consequence) {
            case COLD_BOOT_MEMORY_FREED -> "the next kernel boots cold and gives preserved memory away";
            case PANIC_BOOT -> "the next kernel panics while it boots";
            case OOPS_AT_BOOT -> "the next kernel dies of wild memory while it boots";
            case DEVICE_ABSENT_MEMORY_LEAKED -> "the next kernel is without live update: not built in, or switched off";
            case SESSIONS_LOST_MEMORY_LEAKED -> "the next kernel finds no sessions and says nothing";
            case OOPS_ON_OPEN -> "the first open of /dev/liveupdate reads wild memory";
            case OPEN_EIO_MEMORY_LEAKED ->
                "/dev/liveupdate can't be opened: the next kernel can't read the sessions, or lacks a handler";
            case OOPS_ON_RETRIEVE -> "retrieving a file reads wild memory";
            case OOPS_ON_FINISH -> "finishing a session reads wild memory";
            case SESSIONS_EMPTY -> "sessions come back without their files";
            case LATE_ERRNO_DATA_LOST -> "a retrieve fails after it has begun";
            case WRONG_METADATA -> "files come back with wrong size, position, flags or handles";
            case PROPERTY_LOST -> "a property of files doesn't come back";
            case PROPERTY_CHANGED -> "a property of files comes back as another one";
            case NONE_FOR_SMALL_FILES -> "small files come back whole, large ones don't";
            case UNKNOWN_FLAG_IGNORED -> "a flag is passed over that the next kernel doesn't know";
            case FLB_LOST -> "a subsystem's shared object doesn't come back, and nothing says so";
            case FLB_PARTLY_LOST -> "only some of the shared objects come back";
            case PANIC_ON_FINISH -> "the first finish warns, and the kernel panics on a warning";
            case FLB_WRONG_DATA -> "a subsystem reads its shared object wrongly";
            case REFCOUNT_WARN -> "the first finish warns of a reference count below zero";
            case METADATA_IGNORED -> "what the kernel before left about itself is passed over";
        };
    }
}
