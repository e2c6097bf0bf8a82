package io.luoledger.trace;

import io.luoledger.trace.TraceLine.Form;
import io.luoledger.trace.TraceLine.Stamp;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a line of the function_graph tracer, with whichever of its columns were on. */
final class GraphLine {
    private static final String RULE = "----";
    private static final Pattern FLAGS = Pattern.compile("[.\\w#]{4,8}");

    private GraphLine() {}

    static TraceLine parse(String line) {
        String rest = line.strip();
        if (rest.startsWith(RULE)) {
            return TraceLine.NOTHING;
        }
        long nanos = -1;
        int bar = rest.indexOf('|');
        if (bar > 0) {
            String first = rest.substring(0, bar).strip();
            long time = Numbers.nanos(first, 0, first.length());
            if (time >= 0) {
                nanos = time;
                rest = rest.substring(bar + 1).stripLeading();
            }
        }
        int paren = rest.indexOf(')');
        int cpu = paren < 0 ? -1 : TraceLineParser.digits(rest, 0, paren);
        if (cpu < 0) {
            return TraceLine.UNREADABLE;
        }
        rest = rest.substring(paren + 1);
        if (rest.contains("=>") && rest.indexOf('|') < 0) {
            return TraceLine.NOTHING;
        }
        int task = -1 - cpu;
        bar = rest.indexOf('|');
        if (bar < 0) {
            return TraceLine.UNREADABLE;
        }
        String column = rest.substring(0, bar).strip();
        if (!isDuration(column) && !isFlags(column)) {
            task = TraceLineParser.digits(column, column.lastIndexOf('-') + 1, column.length());
            if (task < 0) {
                return TraceLine.UNREADABLE;
            }
            rest = rest.substring(bar + 1);
        }
        for (bar = rest.indexOf('|'); bar >= 0; bar = rest.indexOf('|')) {
            column = rest.substring(0, bar).strip();
            if (!isDuration(column) && !isFlags(column)) {
                break;
            }
            rest = rest.substring(bar + 1);
        }
        return body(new Stamp(task, cpu, nanos), rest.strip());
    }

    /** What latency-format tells of interrupts and preemption, "d..1."; a task has a dash. */
    private static boolean isFlags(String column) {
        return column.indexOf('-') < 0 && FLAGS.matcher(column).matches();
    }

    /** Empty, or "12.345 us" with a mark of how long that is in front. */
    private static boolean isDuration(String column) {
        return column.isEmpty() || column.endsWith(" us") || column.startsWith("==");
    }

    /** What stands behind the columns. */
    static TraceLine body(Stamp stamp, String line) {
        // funcgraph-retaddr: who called, at the end of an entry
        int parent = line.indexOf("{ /* <-");
        String text = parent < 0 ? line : line.substring(0, parent + 1);
        if (text.startsWith("}")) {
            String tail = comment(text, 1);
            return tail == null
                    ? text.length() == 1
                            ? new TraceLine.Exit(stamp, Form.GRAPH, null, null, null, Arguments.NONE)
                            : TraceLine.UNREADABLE
                    : new TraceLine.Exit(stamp, Form.GRAPH, tailName(tail), null, tailReturn(tail), Arguments.NONE);
        }
        if (text.startsWith("/*")) {
            String note = comment(text, 0);
            return note == null ? TraceLine.UNREADABLE : event(stamp, note);
        }
        int paren = text.indexOf('(');
        if (paren < 1 || !TraceLineParser.isName(text, 0, paren)) {
            return TraceLine.UNREADABLE;
        }
        String function = text.substring(0, paren);
        if (text.endsWith("{")) {
            int close = text.lastIndexOf(')');
            return close < paren
                    ? TraceLine.UNREADABLE
                    : new TraceLine.Enter(stamp, Form.GRAPH, function, null, arguments(text, paren, close));
        }
        int end = text.indexOf(");", paren);
        if (end < 0) {
            return TraceLine.UNREADABLE;
        }
        String tail = comment(text, end + 2);
        if (tail == null && text.length() > end + 2) {
            return TraceLine.UNREADABLE;
        }
        return new TraceLine.Leaf(stamp, function, arguments(text, paren, end), tail == null ? null : tailReturn(tail));
    }

    /** An event shown inside a graph tells more of a call that the graph shows, too. */
    private static TraceLine event(Stamp stamp, String note) {
        int colon = note.indexOf(": ");
        if (colon <= 0) {
            return new TraceLine.Other(stamp, "comment");
        }
        String name = note.substring(0, colon);
        TraceLine read = TraceLineParser.record(stamp, note);
        if (read instanceof TraceLine.Enter enter && enter.form() == Form.EVENT) {
            return new TraceLine.Probe(stamp, true, enter.function(), null, enter.arguments(), name);
        }
        if (read instanceof TraceLine.Exit exit && exit.function() != null) {
            return new TraceLine.Probe(stamp, false, exit.function(), exit.ret(), exit.arguments(), name);
        }
        return new TraceLine.Other(stamp, name);
    }

    private static Arguments arguments(String text, int paren, int close) {
        return close > paren + 1 ? new Arguments(text.substring(paren + 1, close)) : Arguments.NONE;
    }

    private static @Nullable String comment(String text, int from) {
        String rest = text.substring(from).strip();
        return rest.startsWith("/*") && rest.endsWith("*/") && rest.length() >= 4
                ? rest.substring(2, rest.length() - 2).strip()
                : null;
    }

    /** "fn", "fn ret=0x0", "ret=0x0", "fn = 0x0", "= 0x0" (before Linux 6.15): the name, if there is one. */
    private static @Nullable String tailName(String tail) {
        int end = tail.indexOf(' ');
        String first = end < 0 ? tail : tail.substring(0, end);
        return TraceLineParser.isName(first, 0, first.length()) ? first : null;
    }

    private static @Nullable Long tailReturn(String tail) {
        int at = tail.lastIndexOf('=');
        return at < 0 ? null : Numbers.parseReturn(tail.substring(at + 1).strip());
    }
}
