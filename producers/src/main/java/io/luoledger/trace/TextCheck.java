package io.luoledger.trace;

import io.luoledger.text.LineReader;
import io.luoledger.text.TextFile;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text before anything is told of it, and refuses one that isn't understood: whose lines are mostly strange (those
 * of a kernel log don't count), or that names functions of live update in lines that can't be read. A text in a form
 * that nobody knows must never come out as a live update in which nothing happened.
 */
final class TextCheck {
    private static final String EXPECTED = "expected the text of /sys/kernel/tracing/trace";

    /** So many lines without one that can be read make it something else than a trace. */
    private static final int MAX_STRANGE_LINES = 100;

    /** A serial port loses bytes: so many records that are torn of it are gaps, and of more than these a tenth. */
    private static final int FEW_TORN = 3;

    private static final int TORN_OF = 10;

    private static final int SHOWN = 100;
    private static final Pattern LIVE_UPDATE = Pattern.compile(
            "(?<![\\w.])(?:(?:__)?luo_(?!ledger\\b)\\w+|liveupdate_\\w+|memfd_luo_\\w+|kho_\\w+|kernel_kexec|machine_kexec)\\b");

    /** A frame of a stack that the kernel printed. */
    private static final Pattern FRAME =
            Pattern.compile("\\s*(?:\\? |RIP: \\S+:|[lp][cr] : )?[\\w.]+\\+0x[0-9a-f]+/0x[0-9a-f]+.*");

    /** The task's number stands behind its name, and the event's group in front of the event's. */
    private static final Pattern PERF_SCRIPT =
            Pattern.compile("\\S.*\\s\\d+(?:/\\d+)?\\s+(?:\\[\\d+\\]\\s+)?\\d+\\.\\d+:\\s+(?:\\d+\\s+)?\\w+:\\w+:.*");

    private static final Pattern ADDRESS_ONLY = Pattern.compile(": +\\((?:\\S+ <- )?(?:0x)?[0-9a-f]{8,16}\\)");

    private final String file;
    private long logLines;
    private long others;
    private boolean header;
    private boolean nextKernelSpeaks;
    private long readable;
    private long strange;
    private long number;
    private @Nullable String firstStrange;
    private long firstStrangeNumber;
    private long graphReturns;
    private boolean graphTellsReturns;

    private long records;
    private long torn;
    private @Nullable String firstTorn;
    private long firstTornNumber;

    private boolean liveUpdate;
    private boolean namesLeftOut;
    private boolean cameOver;

    private TextCheck(String file) {
        this.file = file;
    }

    /** Throws UnreadableInputException, with what is wrong and what to change, for a text that isn't understood. */
    static TextCheck of(TextFile part) {
        TextCheck check = new TextCheck(part.name());
        check.read(part);
        return check;
    }

    /** Whether it is a kernel log, in which tp_printk may have put records. */
    boolean isKernelLog() {
        return logLines > 0 && others == 0;
    }

    /** Whether it tells of a call that can mean something to the ledger. */
    boolean tellsLiveUpdate() {
        return liveUpdate;
    }

    /** Whether it tells of a session that is created, and not what it is called. */
    boolean leavesNamesOut() {
        return namesLeftOut;
    }

    /** Whether it shows that its kernel took over what another one left. */
    boolean tellsThatItCameOver() {
        return cameOver;
    }

    static boolean namesLiveUpdate(String text) {
        return LIVE_UPDATE.matcher(text).find();
    }

    private void read(TextFile part) {
        try (LineReader lines = new LineReader(part.open())) {
            for (String text = lines.next(); text != null; text = lines.next()) {
                number = lines.number();
                if (lines.binary() && readable == 0) {
                    throw new UnreadableInputException(file + ": " + binary(text));
                }
                if (lines.ended() && !lines.tooLong()) {
                    take(CopiedLine.of(text));
                } else {
                    // told as such when it is read
                    strange += lines.tooLong() ? 1 : 0;
                }
            }
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": can't be read behind line " + number + ": " + Reason.of(e), e);
        }
        if (number == 0) {
            throw new UnreadableInputException(file + ": empty, " + EXPECTED);
        }
        if (torn > 0 && (torn >= records || (torn > FEW_TORN && torn * TORN_OF > torn + records))) {
            throw new UnreadableInputException(file + ": " + torn + " of " + (torn + records)
                    + " traced records can't be read, the first is line " + firstTornNumber + ": \"" + shown(firstTorn)
                    + "\", expected them as tp_printk prints them: a console that loses so much tells too little");
        }
        if (isKernelLog()) {
            return;
        }
        if (readable == 0 && (strange > 0 || !header)) {
            throw notATrace("");
        }
        if (strange > readable) {
            throw new UnreadableInputException(file + ": " + strange + " of " + (strange + readable)
                    + " lines aren't understood, the first is line " + firstStrangeNumber + ": \"" + shown(firstStrange)
                    + "\", " + EXPECTED);
        }
        if (graphReturns > 0 && !graphTellsReturns) {
            throw new UnreadableInputException(
                    file + ": function_graph without return values, so that no call's result is known; expected it with"
                            + " `echo 1 > /sys/kernel/tracing/options/funcgraph-retval`");
        }
    }

    private void take(String text) {
        header |= text.startsWith("# tracer:");
        TraceLine read = TraceLineParser.parse(text);
        boolean printed = Records.isEvent(read) && TraceLineParser.isOfLog(text);
        boolean ofLog = read instanceof TraceLine.Console || printed;
        records += printed ? 1 : 0;
        logLines += ofLog ? 1 : 0;
        others += ofLog || read instanceof TraceLine.Unreadable || read instanceof TraceLine.Nothing ? 0 : 1;
        switch (read) {
            case TraceLine.Mark mark -> nextKernelSpeaks = false;
            case TraceLine.Nothing nothing -> {
                // as good as none
            }
            case TraceLine.Console console -> {
                // as good as none
            }
            case TraceLine.Unreadable unreadable -> {
                nextKernelSpeaks |= text.startsWith("Linux version ");
                if (isTornOfLog(text)) {
                    torn++;
                    if (firstTorn == null) {
                        firstTorn = text;
                        firstTornNumber = number;
                    }
                } else if (!nextKernelSpeaks && !FRAME.matcher(text).matches()) {
                    notRead(text);
                }
            }
            case TraceLine.Enter enter -> {
                created(enter.function(), enter.arguments());
                call(text, enter.function());
            }
            case TraceLine.Leaf leaf -> {
                created(leaf.function(), leaf.arguments());
                graphReturn(leaf.ret());
                call(text, leaf.function());
            }
            case TraceLine.Exit exit -> {
                if (exit.form() == TraceLine.Form.GRAPH) {
                    graphReturn(exit.ret());
                    readable++;
                } else {
                    call(text, exit.function());
                }
            }
            case TraceLine.Other other -> readable++;
            case TraceLine.Probe probe -> readable++;
            case TraceLine.Lost lost -> readable++;
            case TraceLine.Counters counters -> readable++;
        }
    }

    /** Whether the line is what a console left of a record, in a kernel log or among lines of one. */
    private boolean isTornOfLog(String text) {
        KernelLogLine said = KernelLogLine.parse(text);
        return said != null ? TraceLineParser.isTorn(said.text()) : isKernelLog() && TraceLineParser.isTorn(text);
    }

    private void created(String function, Arguments arguments) {
        namesLeftOut |= KernelFunctions.withoutSuffix(function).equals("luo_session_create")
                && arguments.string("name") == null;
    }

    private void graphReturn(@Nullable Long ret) {
        graphReturns++;
        graphTellsReturns |= ret != null;
    }

    private void call(String text, @Nullable String function) {
        String name = function == null ? "" : KernelFunctions.withoutSuffix(function);
        boolean matters = KernelFunctions.mayMatter(name);
        liveUpdate |= matters;
        cameOver |= matters && KernelFunctions.takesOver(name);
        if (!matters && ADDRESS_ONLY.matcher(text).find()) {
            // an address, and an event's name that tells no function
            notRead(text);
        } else {
            readable++;
        }
    }

    private void notRead(String text) {
        strange++;
        if (firstStrange == null) {
            firstStrange = text;
            firstStrangeNumber = number;
        }
        var name = LIVE_UPDATE.matcher(text);
        if (name.find()) {
            throw new UnreadableInputException(file + ": line " + number + " names " + name.group()
                    + " and can't be read: \"" + shown(text) + "\", " + EXPECTED + hint(text));
        }
        if (readable == 0 && strange >= MAX_STRANGE_LINES) {
            throw notATrace(text);
        }
    }

    /** What to change so that it can be read. */
    private static String hint(String text) {
        String line = text.strip();
        if (PERF_SCRIPT.matcher(line).matches()) {
            return "; not what perf script prints: record it by the probes that `luo-ledger capture` prints";
        }
        if (line.startsWith("(")) {
            return "; its lines are wrapped: take it as the kernel printed it";
        }
        if (line.endsWith(":") || line.matches(".*: function: +\\S+")) {
            return line.endsWith(":")
                    ? "; its lines are wrapped: take it as the kernel printed it"
                    : " with `-O parent`: who called isn't told";
        }
        if (line.startsWith("{\"")) {
            return "; not JSON";
        }
        if (line.matches("[\\w.]+: \\(.*") || line.matches("\\w+\\(.*\\);?( \\{)?") || line.startsWith("|")) {
            return " with the options context-info and funcgraph-cpu: nobody knows which task and CPU did it";
        }
        return ", with the options context-info, funcgraph-cpu and function-parent, and without raw, hex, bin and verbose";
    }

    private String binary(String text) {
        if (text.startsWith("\u0017\bDtracing")) {
            return "the binary trace.dat of trace-cmd, expected text: `trace-cmd report -i " + file + " > REPORT.txt`";
        }
        if (text.startsWith("PERFILE2")) {
            return "the binary perf.data, " + EXPECTED;
        }
        return "binary (a zero byte in line " + number + "), " + EXPECTED;
    }

    private UnreadableInputException notATrace(String text) {
        return new UnreadableInputException(file + ": not trace text (line " + number
                + (text.isBlank() ? "" : ": \"" + shown(text) + "\"") + "), " + EXPECTED);
    }

    private static String shown(@Nullable String text) {
        String stripped = text == null ? "" : text.strip();
        return stripped.length() > SHOWN ? stripped.substring(0, SHOWN) + "..." : stripped;
    }
}
