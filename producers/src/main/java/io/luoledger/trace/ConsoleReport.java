package io.luoledger.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A warning or an oops with its stack, as the kernel printed it.
 *
 * @param fatal whether a task, or the kernel, died of it
 * @param frames functions of the stack, innermost first
 */
record ConsoleReport(boolean fatal, String message, long nanos, List<String> frames) {
    ConsoleReport {
        frames = List.copyOf(frames);
    }

    /** Whether live-update code is on the stack. */
    boolean isAboutLiveUpdate() {
        return place() != null;
    }

    /** The innermost function of live-update code. */
    @Nullable
    String place() {
        return frames.stream().filter(ConsoleReport::isLiveUpdate).findFirst().orElse(null);
    }

    /** What user space was doing: "open", "retrieve", "finish", "preserve", or the innermost function. */
    @Nullable
    String during() {
        if (frames.contains("luo_open")) {
            return "open";
        }
        if (frames.contains("luo_session_retrieve_fd") || frames.contains("luo_retrieve_file")) {
            return "retrieve";
        }
        if (frames.contains("luo_session_finish") || frames.contains("luo_file_finish")) {
            return "finish";
        }
        return frames.contains("luo_preserve_file") ? "preserve" : place();
    }

    private static boolean isLiveUpdate(String function) {
        return function.startsWith("luo_")
                || function.startsWith("__luo_")
                || function.startsWith("kho_")
                || function.contains("_luo_")
                || function.contains("liveupdate_");
    }
}
