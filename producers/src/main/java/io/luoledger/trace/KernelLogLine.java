package io.luoledger.trace;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a kernel log, by whatever it was taken: the console, dmesg (-r, -x, -T, -e, -d, --time-format), /dev/kmsg,
 * journalctl -k (each -o that is text, and json), a syslog file, and whatever copied one of these with the time in front (CI, a terminal).
 *
 * @param nanos of the printk clock; -1 where the line has none (or the time of day)
 * @param task who printed it, where the kernel tells (CONFIG_PRINTK_CALLER); else {@link TraceLine.Stamp#NO_TASK}
 */
record KernelLogLine(long nanos, int task, String text) {
    private static final String CALLER = "(?: ?\\[ *(?:T(?<task>\\d{1,9})|C\\d+)\\])?";
    private static final String UPTIME = "\\[ *(?<uptime>\\d{1,9}\\.\\d{6})(?: <[ .\\d]+>)?\\]";
    private static final String ISO = "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d\\S*";

    /** Facility and level in words (dmesg -x), or as the kernel keeps them. */
    private static final String LEVEL = "(?:\\w+ *:\\w+ *: ?|<\\d{1,3}>)?";

    private static final Pattern PRINTK = Pattern.compile(LEVEL + UPTIME + CALLER + " ?(?<text>.*)");

    private static final Pattern KMSG = Pattern.compile(
            "\\d+,\\d+,(?<micros>\\d{1,15}),[^;,]*(?:,caller=(?:T(?<task>\\d{1,9})|C\\d+))?[^;]*;(?<text>.*)");

    /**
     * journald and syslog, in the words of whatever language: when, perhaps the time zone, the machine and the facility,
     * "kernel:"; the uptime stands in front or behind, if anywhere.
     */
    private static final Pattern JOURNAL = Pattern.compile(
            "(?:" + UPTIME
                    + "|[^\\[]{0,60}?\\d\\d:\\d\\d:\\d\\d\\S*|\\d{9,12}\\.\\d{6})(?: [^\\s\\[]\\S*(?<!:)){0,4} kernel(?::| -){1,3} (?<text>.*)");

    /** dmesg by the time of day, in the words of whatever language, or by the time since the line before. */
    private static final Pattern TIME_OF_DAY = Pattern.compile(LEVEL
            + "(?:\\[[^\\[\\]]{0,40}?(?<![\\d:])\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d+)?(?![\\d:])[^\\[\\]]{0,40}\\]|\\[ *\\+\\d+\\.\\d+\\]|\\[< *\\d+\\.\\d+>\\]|"
            + ISO + ")"
            + CALLER + " ?(?<text>.*)");

    /** The level alone: dmesg -r, or /proc/kmsg, of a kernel that stamps nothing. */
    private static final Pattern PRIORITY = Pattern.compile("<\\d{1,3}>(?<text>.*)");

    private static final Pattern ANYWHERE = Pattern.compile(UPTIME + CALLER + " ?");

    /** What may stand between the time at which it was written down and the kernel's own: a level, a stream's number. */
    private static final int MAX_WORD = 12;

    /** Null for a line that isn't of a kernel log. */
    static @Nullable KernelLogLine parse(String line) {
        KernelLogLine read = anchored(line);
        if (read != null) {
            return read;
        }
        // behind what a terminal or a console server put in front
        Matcher stamp = ANYWHERE.matcher(line);
        return stamp.find() ? of(stamp, nanos(stamp), line.substring(stamp.end())) : null;
    }

    /** A line that begins as one of a kernel log does. */
    static @Nullable KernelLogLine anchored(String line) {
        if (line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == '#') {
            return null;
        }
        Matcher printk = PRINTK.matcher(line);
        if (printk.matches() && !isJournal(printk.group("text"))) {
            return of(printk, nanos(printk), printk.group("text"));
        }
        Matcher journal = JOURNAL.matcher(line);
        if (journal.matches()) {
            return behind(new KernelLogLine(nanos(journal), TraceLine.Stamp.NO_TASK, journal.group("text")));
        }
        Matcher day = TIME_OF_DAY.matcher(line);
        if (day.matches()) {
            return behind(of(day, -1, day.group("text")));
        }
        Matcher kmsg = KMSG.matcher(line);
        if (kmsg.matches()) {
            return of(kmsg, Long.parseLong(kmsg.group("micros")) * 1000, kmsg.group("text"));
        }
        Matcher priority = PRIORITY.matcher(line);
        return priority.matches()
                ? new KernelLogLine(-1, TraceLine.Stamp.NO_TASK, priority.group("text"))
                : JournalEntry.parse(line);
    }

    /** Behind the time at which it was written down, the kernel's own stamp may follow: that is the clock to go by. */
    private static KernelLogLine behind(KernelLogLine written) {
        Matcher own = ANYWHERE.matcher(written.text());
        return own.find() && own.start() <= MAX_WORD
                ? of(own, nanos(own), written.text().substring(own.end()))
                : written;
    }

    /** In the one form that stands for all of them. */
    String asLine() {
        String time = nanos < 0
                ? "[  +0.000000]"
                : "[" + BigDecimal.valueOf(nanos / 1000, 6).toPlainString() + "]";
        return time + (task == TraceLine.Stamp.NO_TASK ? "" : "[T" + task + "]") + " " + text;
    }

    private static boolean isJournal(String text) {
        int kernel = text.indexOf("kernel: ");
        return kernel == 0 || (kernel > 0 && text.indexOf(' ') == kernel - 1);
    }

    private static long nanos(Matcher line) {
        String uptime = line.group("uptime");
        return uptime == null ? -1 : Numbers.nanos(uptime, 0, uptime.length());
    }

    private static KernelLogLine of(Matcher line, long nanos, String text) {
        String task = line.group("task");
        return new KernelLogLine(nanos, task == null ? TraceLine.Stamp.NO_TASK : Integer.parseInt(task), text);
    }
}
