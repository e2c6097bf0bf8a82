package io.luoledger.trace;

import io.luoledger.trace.TraceLine.Stamp;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one line of trace text. Pure: holds nothing between lines. */
final class TraceLineParser {
    private static final Pattern COUNTERS =
            Pattern.compile("# (?:entries-in-buffer/entries-written: |latency: \\d+ us, #)(\\d+)/(\\d+)\\b.*");
    private static final Pattern LOST =
            Pattern.compile("CPU:\\d+ \\[(?:LOST (\\d+ )?EVENTS|(\\d+ )?EVENTS DROPPED)\\]");

    /** What trace-cmd puts in front of its report. */
    private static final Pattern REPORT_HEADER = Pattern.compile("cpus=\\d+|version = \\d+|CPU \\d+ is empty");

    private static final Pattern DUMP = Pattern.compile(
            "\\s*(\\S.*?)-(\\d+)\\s+(\\d+)([^\\s\\d]\\S*)\\s+(?:\\d+(?:us[ +!#*@$])?|(\\d+\\.\\d+)): +(\\S.*)");

    /** What stands in a record of a probe, and in nothing that the kernel says itself. */
    private static final Pattern PIECE =
            Pattern.compile("^\\w+:?$|^\\w+: +(?:\\(|__probe_)|\\(\\w+\\+0x| <- |__probe_(?:ip|func|ret_ip)=");

    private static final String SYS_ENTER = "sys_enter_";
    private static final String SYS_EXIT = "sys_exit_";
    private static final Set<String> STACK_TRACES = Set.of("<stack trace>", "<user stack trace>");

    private TraceLineParser() {}

    static TraceLine parse(String line) {
        // behind a record, the option stacktrace tells who called; trace-cmd doesn't indent it
        if (line.isBlank() || line.startsWith(" => ") || line.startsWith("=> ")) {
            return TraceLine.NOTHING;
        }
        if (line.charAt(0) == '#') {
            return comment(line);
        }
        if (line.charAt(0) != ' ' && REPORT_HEADER.matcher(line).matches()) {
            return TraceLine.NOTHING;
        }
        if (line.startsWith("CPU:")) {
            Matcher lost = LOST.matcher(line);
            if (lost.matches()) {
                String records = lost.group(1) != null ? lost.group(1) : lost.group(2);
                return new TraceLine.Lost(records == null ? null : Long.valueOf(records.strip()));
            }
        }
        TraceLine event = eventLine(line);
        if (!(event instanceof TraceLine.Unreadable)) {
            return event;
        }
        TraceLine graph = GraphLine.parse(line);
        if (!(graph instanceof TraceLine.Unreadable)) {
            return graph;
        }
        TraceLine dump = dumpLine(line);
        return dump instanceof TraceLine.Unreadable ? console(line) : dump;
    }

    /** Whether a record stands in a line of the kernel log, not in a line of its own. */
    static boolean isOfLog(String line) {
        // none begins with a blank, as most records do
        return line.charAt(0) != ' ' && !hasColumns(line) && KernelLogLine.anchored(line) != null;
    }

    /** Whether it begins with the columns of a record: task, CPU, time. */
    static boolean hasColumns(String line) {
        return columns(line) != null;
    }

    /** A line of the kernel log: what the kernel said, or a record that tp_printk or a dump put there. */
    private static TraceLine console(String line) {
        KernelLogLine said = KernelLogLine.anchored(line);
        if (said == null) {
            return TraceLine.UNREADABLE;
        }
        TraceLine traced = traced(said);
        if (!(traced instanceof TraceLine.Unreadable)) {
            return traced;
        }
        TraceLine dumped = dumpLine(said.text());
        if (!(dumped instanceof TraceLine.Unreadable)) {
            return dumped;
        }
        return isTorn(said.text()) ? TraceLine.UNREADABLE : new TraceLine.Console(said);
    }

    /** Whether it is what a console left of a record of live update: a serial port loses bytes. */
    static boolean isTorn(String said) {
        return PIECE.matcher(said).find() && TextCheck.namesLiveUpdate(said);
    }

    /** The record that tp_printk put into the kernel log; Unreadable for a line of the kernel's own. */
    static TraceLine traced(KernelLogLine said) {
        TraceLine record = record(new Stamp(said.task(), -1, said.nanos()), said.text());
        boolean isCall = record instanceof TraceLine.Exit
                || (record instanceof TraceLine.Enter enter && enter.form() == TraceLine.Form.EVENT);
        return isCall ? record : TraceLine.UNREADABLE;
    }

    private static TraceLine comment(String line) {
        if (line.startsWith("# --") || line.startsWith("#@")) {
            return new TraceLine.Mark(line.substring(2).strip());
        }
        Matcher counters = COUNTERS.matcher(line);
        if (counters.matches()
                && counters.group(1).length() < 19
                && counters.group(2).length() < 19) {
            return new TraceLine.Counters(Long.parseLong(counters.group(1)), Long.parseLong(counters.group(2)));
        }
        return TraceLine.NOTHING;
    }

    /**
     * What stands in front of a record.
     *
     * @param time where its time begins
     * @param end behind the colon that ends it
     */
    private record Columns(int task, int cpu, int time, int end) {}

    private static TraceLine eventLine(String line) {
        Columns columns = columns(line);
        if (columns == null) {
            return TraceLine.UNREADABLE;
        }
        long nanos = Numbers.nanos(line, columns.time(), columns.end() - 1);
        return record(new Stamp(columns.task(), columns.cpu(), nanos), line.substring(columns.end() + 1));
    }

    /** The reading of a clock that counts something else than time (x86-tsc, counter), or -1. */
    static long ticks(String line) {
        Columns columns = columns(line);
        try {
            return columns == null ? -1 : Long.parseLong(line, columns.time(), columns.end() - 1, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A task's name may hold anything, also blanks and brackets: the first place where all columns fit counts. */
    private static @Nullable Columns columns(String line) {
        for (int open = line.indexOf('['); open > 0; open = line.indexOf('[', open + 1)) {
            int close = line.indexOf(']', open);
            if (close < 0) {
                break;
            }
            int cpu = digits(line, open + 1, close);
            if (cpu < 0 || line.charAt(open - 1) != ' ') {
                continue;
            }
            int task = pid(line, open);
            if (task < 0) {
                continue;
            }
            int at = blanks(line, close + 1);
            int wordEnd = wordEnd(line, at);
            if (wordEnd < line.length() && !isTime(line, at, wordEnd)) {
                at = blanks(line, wordEnd);
                wordEnd = wordEnd(line, at);
            }
            if (isTime(line, at, wordEnd) && wordEnd + 1 < line.length()) {
                return new Columns(task, cpu, at, wordEnd);
            }
        }
        return null;
    }

    /** Seconds with a fraction, or the ticks of a clock that counts something else (x86-tsc, counter). */
    private static boolean isTime(String line, int start, int end) {
        if (end <= start + 1 || line.charAt(end - 1) != ':') {
            return false;
        }
        int dots = 0;
        for (int i = start; i < end - 1; i++) {
            char c = line.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return dots == 0 || (dots == 1 && line.charAt(start) != '.' && line.charAt(end - 2) != '.');
    }

    private static TraceLine dumpLine(String line) {
        Matcher dump = DUMP.matcher(line);
        if (!dump.matches()) {
            return TraceLine.UNREADABLE;
        }
        int task = digits(dump.group(2), 0, dump.group(2).length());
        int cpu = digits(dump.group(3), 0, dump.group(3).length());
        // the time of a dump counts from the buffer's start, not from the boot; what trace-cmd -l prints is whole
        String time = dump.group(5);
        long nanos = time == null ? -1 : Numbers.nanos(time, 0, time.length());
        return task < 0 || cpu < 0 ? TraceLine.UNREADABLE : record(new Stamp(task, cpu, nanos), dump.group(6));
    }

    /** What stands behind the columns. */
    static TraceLine record(Stamp stamp, String text) {
        String rest = text.strip();
        int colon = rest.indexOf(':');
        if (colon > 0 && isName(rest, 0, colon) && (colon + 1 == rest.length() || rest.charAt(colon + 1) == ' ')) {
            return event(
                    stamp, rest.substring(0, colon), rest.substring(colon + 1).stripLeading());
        }
        int arrow = rest.lastIndexOf("<-");
        if (arrow > 0) {
            return functionLine(
                    stamp,
                    rest.substring(0, arrow).strip(),
                    rest.substring(arrow + 2).strip());
        }
        if (rest.startsWith("sys_")) {
            return systemCall(stamp, rest);
        }
        return STACK_TRACES.contains(rest) ? new TraceLine.Other(stamp, rest) : TraceLine.UNREADABLE;
    }

    /** An event that trace-cmd prints for what the kernel has a text of its own. */
    private static @Nullable TraceLine ofTraceCmd(Stamp stamp, String name, String text) {
        if (name.startsWith("funcgraph_")) {
            int bar = text.indexOf('|');
            return bar < 0
                    ? TraceLine.UNREADABLE
                    : GraphLine.body(stamp, text.substring(bar + 1).strip());
        }
        if (name.equals("function")) {
            int arrow = text.indexOf(" <-- ");
            return arrow < 0
                    ? TraceLine.UNREADABLE
                    : functionLine(
                            stamp,
                            text.substring(0, arrow).strip(),
                            text.substring(arrow + 5).strip());
        }
        if (name.startsWith(SYS_ENTER)) {
            return new TraceLine.Enter(
                    stamp, TraceLine.Form.EVENT, systemCallName(name, SYS_ENTER), null, systemCallArguments(text));
        }
        if (name.startsWith(SYS_EXIT)) {
            String value = text.startsWith("__syscall_nr=")
                    ? new FieldText(text).arguments().text("ret")
                    : text;
            Long ret = value == null ? null : Numbers.parseReturn(value);
            return ret == null
                    ? TraceLine.UNREADABLE
                    : new TraceLine.Exit(
                            stamp, TraceLine.Form.EVENT, systemCallName(name, SYS_EXIT), null, ret, Arguments.NONE);
        }
        return null;
    }

    private static String systemCallName(String name, String prefix) {
        return "sys_" + name.substring(prefix.length());
    }

    private static Arguments systemCallArguments(String text) {
        return text.startsWith("__syscall_nr=") ? new FieldText(text).arguments() : new Arguments(text);
    }

    private static TraceLine event(Stamp stamp, String name, String text) {
        TraceLine special = ofTraceCmd(stamp, name, text);
        if (special != null) {
            return special;
        }
        if (text.startsWith("(") || text.startsWith("__probe_")) {
            return ProbeRecord.parse(stamp, name, text);
        }
        return KernelFunctions.isCore(ProbeRecord.function(name))
                ? TraceLine.UNREADABLE
                : new TraceLine.Other(stamp, name);
    }

    private static TraceLine functionLine(Stamp stamp, String callee, String caller) {
        int paren = callee.indexOf('(');
        String function = withoutOffset(paren < 0 ? callee : callee.substring(0, paren));
        Arguments arguments = paren < 0 ? Arguments.NONE : inParentheses(callee, paren);
        String calledFrom = withoutOffset(caller);
        return isName(function, 0, function.length()) && isName(calledFrom, 0, calledFrom.length())
                ? new TraceLine.Enter(stamp, TraceLine.Form.FUNCTION, function, calledFrom, arguments)
                : TraceLine.UNREADABLE;
    }

    /** A symbol without what the trace options sym-offset and sym-addr append. */
    private static String withoutOffset(String symbol) {
        int end = 0;
        while (end < symbol.length() && symbol.charAt(end) != '+' && symbol.charAt(end) != ' ') {
            end++;
        }
        return symbol.substring(0, end);
    }

    private static TraceLine systemCall(Stamp stamp, String text) {
        int arrow = text.indexOf(" -> ");
        int paren = text.indexOf('(');
        if (paren > 0 && (arrow < 0 || paren < arrow)) {
            return text.endsWith(")")
                    ? new TraceLine.Enter(
                            stamp, TraceLine.Form.EVENT, text.substring(0, paren), null, inParentheses(text, paren))
                    : TraceLine.UNREADABLE;
        }
        if (arrow > 0) {
            Long ret = Numbers.parseReturn(text.substring(arrow + 4).strip());
            return ret == null
                    ? TraceLine.UNREADABLE
                    : new TraceLine.Exit(
                            stamp, TraceLine.Form.EVENT, text.substring(0, arrow), null, ret, Arguments.NONE);
        }
        return TraceLine.UNREADABLE;
    }

    private static Arguments inParentheses(String text, int paren) {
        int close = text.lastIndexOf(')');
        return close > paren + 1 ? new Arguments(text.substring(paren + 1, close)) : Arguments.NONE;
    }

    /** The pid in front of the CPU column: comm-pid, perhaps with the thread group in parentheses behind it. */
    private static int pid(String line, int end) {
        int stop = end;
        while (stop > 0 && line.charAt(stop - 1) == ' ') {
            stop--;
        }
        if (stop > 0 && line.charAt(stop - 1) == ')') {
            int paren = line.lastIndexOf('(', stop);
            if (paren < 0) {
                return -1;
            }
            stop = paren;
            while (stop > 0 && line.charAt(stop - 1) == ' ') {
                stop--;
            }
        }
        int dash = line.lastIndexOf('-', stop - 1);
        return dash < 0 ? -1 : digits(line, dash + 1, stop);
    }

    static int digits(String text, int start, int end) {
        if (end <= start || end - start > 9) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    static boolean isName(String text, int start, int end) {
        if (end <= start) {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean fits =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int blanks(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static int wordEnd(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) != ' ') {
            at++;
        }
        return at;
    }
}
