package io.luoledger.trace;

import io.luoledger.trace.TraceLine.Stamp;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one line of trace text. Pure: holds nothing between lines. */
final class TraceLineParser {
    private static final Pattern COUNTERS = Pattern.compile("# entries-in-buffer/entries-written: (\\d+)/(\\d+)\\b.*");
    private static final Pattern LOST = Pattern.compile("CPU:\\d+ \\[LOST (\\d+ )?EVENTS\\]");
    private static final Pattern DUMP =
            Pattern.compile("\\s*(\\S.*?)-(\\d+)\\s+(\\d+)([^\\s\\d]\\S*)\\s+(\\d+)us : (\\S.*)");

    /** No compiler puts more in front of the hook of a function's entry. */
    private static final int MAX_ENTRY_OFFSET = 0x10;

    private TraceLineParser() {}

    static TraceLine parse(String line) {
        if (line.isBlank()) {
            return TraceLine.NOTHING;
        }
        if (line.charAt(0) == '#') {
            return comment(line);
        }
        if (line.startsWith("CPU:")) {
            Matcher lost = LOST.matcher(line);
            if (lost.matches()) {
                String records = lost.group(1);
                return new TraceLine.Lost(records == null ? null : Long.valueOf(records.strip()));
            }
        }
        TraceLine event = eventLine(line);
        if (!(event instanceof TraceLine.Unreadable)) {
            return event;
        }
        TraceLine graph = GraphLine.parse(line);
        return graph instanceof TraceLine.Unreadable ? dumpLine(line) : graph;
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

    /** A task's name may hold anything, also blanks and brackets: the first place where all columns fit counts. */
    private static TraceLine eventLine(String line) {
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
            if (!isTime(line, at, wordEnd) || wordEnd + 1 >= line.length()) {
                continue;
            }
            long nanos = Numbers.nanos(line, at, wordEnd - 1);
            return record(new Stamp(task, cpu, nanos), line.substring(wordEnd + 1));
        }
        return TraceLine.UNREADABLE;
    }

    private static boolean isTime(String line, int start, int end) {
        return end > start + 1 && line.charAt(end - 1) == ':' && Numbers.nanos(line, start, end - 1) >= 0;
    }

    private static TraceLine dumpLine(String line) {
        Matcher dump = DUMP.matcher(line);
        if (!dump.matches()) {
            return TraceLine.UNREADABLE;
        }
        int task = digits(dump.group(2), 0, dump.group(2).length());
        int cpu = digits(dump.group(3), 0, dump.group(3).length());
        // the time of a dump counts from the buffer's start, not from the boot
        return task < 0 || cpu < 0 ? TraceLine.UNREADABLE : record(new Stamp(task, cpu, -1), dump.group(6));
    }

    /** What stands behind the columns. */
    static TraceLine record(Stamp stamp, String text) {
        String rest = text.strip();
        int arrow = rest.lastIndexOf("<-");
        int colon = rest.indexOf(": ");
        if (colon > 0 && isName(rest, 0, colon)) {
            return probe(stamp, rest.substring(0, colon), rest.substring(colon + 2));
        }
        if (arrow > 0 && isName(rest, arrow + 2, rest.length())) {
            String callee = rest.substring(0, arrow).strip();
            int paren = callee.indexOf('(');
            String function = paren < 0 ? callee : callee.substring(0, paren);
            Arguments arguments = paren < 0 ? Arguments.NONE : inParentheses(callee, paren);
            return isName(function, 0, function.length())
                    ? new TraceLine.Enter(
                            stamp, TraceLine.Form.FUNCTION, function, rest.substring(arrow + 2), arguments)
                    : TraceLine.UNREADABLE;
        }
        if (rest.startsWith("sys_")) {
            return systemCall(stamp, rest);
        }
        int end = wordEnd(rest, 0);
        return end > 1 && rest.charAt(end - 1) == ':' && isName(rest, 0, end - 1)
                ? new TraceLine.Other(stamp, rest.substring(0, end - 1))
                : TraceLine.UNREADABLE;
    }

    /** A dynamic event is known by the function that it sits on, whatever it was called. */
    private static TraceLine probe(Stamp stamp, String name, String text) {
        if (!text.startsWith("(")) {
            return new TraceLine.Other(stamp, name);
        }
        int close = text.indexOf(')');
        int back = text.indexOf(" <- ");
        if (close < 0) {
            return TraceLine.UNREADABLE;
        }
        Arguments arguments = new Arguments(text.substring(close + 1));
        int plus = text.indexOf('+');
        if (back > 0 && back < close) {
            String caller = plus > 0 && plus < back ? text.substring(1, plus) : null;
            return new TraceLine.Exit(
                    stamp,
                    TraceLine.Form.EVENT,
                    text.substring(back + 4, close),
                    caller,
                    arguments.number("ret"),
                    arguments);
        }
        if (plus > 1 && plus < close) {
            String function = text.substring(1, plus);
            if (isEntry(text, plus, close) || isNamedAfter(name, function)) {
                return new TraceLine.Enter(stamp, TraceLine.Form.EVENT, function, null, arguments);
            }
        }
        return new TraceLine.Other(stamp, name);
    }

    /**
     * Whether an offset, "+0x4/0x50" or "+0x4", is that of a function's entry: the kernel's own entry hook lies behind what
     * the compiler put there (ENDBR64, BTI, PACIASP).
     */
    private static boolean isEntry(String text, int plus, int close) {
        int slash = text.indexOf('/', plus);
        Long offset = Numbers.parse(text.substring(plus + 1, slash < 0 || slash > close ? close : slash));
        return offset != null && offset >= 0 && offset <= MAX_ENTRY_OFFSET;
    }

    /** A probe further inside is the entry's only where its event says so: "f", "f__entry" (fprobe), "p_f_0" (kprobe). */
    private static boolean isNamedAfter(String event, String function) {
        return event.equals(function) || event.equals(function + "__entry") || event.equals("p_" + function + "_0");
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
