package io.luoledger.trace;

import io.luoledger.text.PlainText;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads kernel logs: of one boot, or of several, which "Linux version" parts. Keeps only what concerns live update. */
final class ConsoleLog {
    /** Lines kept per boot and kind: what a kernel says of live update is a handful; a broken log may say more. */
    private static final int MAX_KEPT = 20_000;

    /** What a console with tp_printk holds is held until its boot is read, and a dump likewise. */
    private static final int MAX_TRACED = 500_000;

    private static final int MAX_FRAMES = 64;

    private static final int MAX_SHOWN = 100;

    private static final String BANNER = "Linux version ";

    /** What a kernel says first, wherever in a line. */
    private static final Pattern FIRST_WORDS =
            Pattern.compile("(?<!\\w)" + BANNER + "\\d+\\.\\d\\S* \\(\\S+@\\S+\\) \\(");

    private static final Pattern EXEC_FROM = Pattern.compile("KHO: exec from: (\\S+)(?: \\(count \\d+\\))?.*");
    private static final Pattern NUMBER = Pattern.compile(".*liveupdate number: (\\d{1,18})\\b.*");
    private static final Pattern FLB =
            Pattern.compile("(\\S.*?): (\\S+): (?:(found) flb data from the previous boot|(\\w+) was triggered)\\s*");
    private static final Pattern HANDLER =
            Pattern.compile("(\\S.*?): Registered \\d+ FLBs with file handler: \\[(.+)\\]\\s*");
    private static final Pattern DISABLED =
            Pattern.compile("KHO: [Ff]ailed to reserve scratch area.*|luo: [Dd]isabling live ?update.*");
    private static final Pattern BOOT_PANIC =
            Pattern.compile("Kernel panic - .*incoming tree failed to initialize.*\\[-?(\\d{1,4})\\].*");
    private static final Pattern NO_HANDLER = Pattern.compile("luo: No registered handler for compatible '(.+)'\\s*");
    private static final Pattern UNKNOWN_PARAMETERS =
            Pattern.compile("Unknown kernel command line parameters \"(.*)\", will be passed to user space\\.\\s*");
    private static final Pattern FRAME = Pattern.compile("\\s+([A-Za-z_][\\w.]*)\\+0x[0-9a-f]+/0x[0-9a-f]+.*");
    private static final Pattern RIP =
            Pattern.compile("RIP: 0010:([A-Za-z_][\\w.]*)\\+0x.*|pc : ([A-Za-z_][\\w.]*)\\+0x.*");

    private final List<ConsoleBoot> boots = new ArrayList<>();
    private ConsoleBoot boot = new ConsoleBoot();
    private boolean dumping;
    private @Nullable String lastWord;
    private @Nullable Open open;
    private boolean bootHasLines;

    private int bootsOfOtherFiles;
    /** Of the file: whether a line of it has a stamp. */
    private boolean stamped;
    /** Of the file: whether its kernel stamps nothing (printk.time=0, dmesg -t, journalctl -o cat). */
    private boolean unstamped;
    /** Of the file: a kernel's first words that stand behind what nobody knows. */
    private @Nullable String strangeBanner;

    private boolean knownBanner;

    /** A report whose stack is being printed. */
    private static final class Open {
        private boolean fatal;
        private final String message;
        private final long nanos;
        private final List<String> frames = new ArrayList<>();

        private Open(boolean fatal, String message, long nanos) {
            this.fatal = fatal;
            this.message = message;
            this.nanos = nanos;
        }
    }

    /** A further file begins: another boot, unless its first lines say so themselves. */
    void beginFile() {
        endBoot();
        boot = new ConsoleBoot();
        bootsOfOtherFiles = boots.size();
        stamped = false;
        unstamped = false;
        strangeBanner = null;
        knownBanner = false;
    }

    /** Throws UnreadableInputException where a kernel began to speak in the file and wasn't understood. */
    void endFile(String name) {
        String strange = strangeBanner;
        if (strange != null && !knownBanner) {
            throw new UnreadableInputException(name + ": what stands in front of the kernel's words isn't known: \""
                    + (strange.length() > MAX_SHOWN ? strange.substring(0, MAX_SHOWN) + "..." : strange)
                    + "\", expected lines like \"[    0.000000] Linux version ...\"");
        }
    }

    List<ConsoleBoot> boots() {
        endBoot();
        return List.copyOf(boots);
    }

    private void endBoot() {
        endReport();
        if (bootHasLines && (boots.isEmpty() || !boots.getLast().goesOn(boot))) {
            boots.add(boot);
        }
        boot = new ConsoleBoot();
        bootHasLines = false;
        dumping = false;
        lastWord = null;
    }

    void line(String raw) {
        String text = PlainText.of(raw);
        KernelLogLine said = KernelLogLine.parse(text);
        banner(text, said);
        if (said != null) {
            stamped = true;
            String before = text.substring(0, text.length() - said.text().length());
            if (KernelLogLine.anchored(text) == null && TraceLineParser.isTorn(before)) {
                boot.traced.add(new KernelLogLine(-1, TraceLine.Stamp.NO_TASK, before));
            }
            said(said);
        } else if (!boot.traced.isEmpty() && TraceLineParser.isTorn(text)) {
            // its beginning is lost
            said(new KernelLogLine(-1, TraceLine.Stamp.NO_TASK, text));
        } else if (unstamped) {
            said(new KernelLogLine(-1, TraceLine.Stamp.NO_TASK, text));
        }
    }

    private void banner(String text, @Nullable KernelLogLine said) {
        Matcher first = FIRST_WORDS.matcher(text);
        if (!first.find()) {
            return;
        }
        if (said != null && said.text().startsWith(BANNER)) {
            knownBanner = true;
            if (unstamped) {
                // its kernel does stamp: what came before was a program that shows /proc/version
                forgetFile();
            }
        } else if (said == null && first.start() == 0) {
            // behind stamped lines it is such a program, too
            unstamped |= !stamped;
            knownBanner |= unstamped;
        } else if (strangeBanner == null) {
            strangeBanner = text;
        }
    }

    private void forgetFile() {
        unstamped = false;
        boots.subList(bootsOfOtherFiles, boots.size()).clear();
        boot = new ConsoleBoot();
        bootHasLines = false;
        open = null;
    }

    /** A line, however it was stamped. */
    void said(KernelLogLine line) {
        String text = line.text();
        long nanos = line.nanos();
        if (text.startsWith(BANNER)) {
            endBoot();
            int end = text.indexOf(' ', 14);
            boot.release = text.substring(14, end < 0 ? text.length() : end);
        }
        bootHasLines = true;
        boot.lastNanos = Math.max(boot.lastNanos, nanos);
        if (dumping && dumped(text)) {
            return;
        }
        if (text.startsWith("Dumping ftrace buffer:")) {
            dumping = true;
        } else if (isTraced(line)) {
            keepRecord(boot.traced, line);
        } else if (text.startsWith("KHO: ") || text.startsWith("luo: ")) {
            liveUpdate(text, nanos);
        } else if (text.startsWith("Kernel panic - ")) {
            panic(text, nanos);
        } else {
            parameters(text);
            subsystem(text, nanos);
            report(text, nanos);
        }
    }

    /** What else the line names is nobody's business here. */
    private void parameters(String text) {
        Matcher unknown = UNKNOWN_PARAMETERS.matcher(text);
        if (unknown.matches()) {
            for (String parameter : unknown.group(1).split(" ")) {
                if (parameter.startsWith("kho_")) {
                    keep(boot.unknownParameters, parameter);
                }
            }
        }
    }

    /** A record of tp_printk, or what can't be read of one. */
    private static boolean isTraced(KernelLogLine line) {
        return !(TraceLineParser.traced(line) instanceof TraceLine.Unreadable) || TraceLineParser.isTorn(line.text());
    }

    private boolean dumped(String text) {
        if (text.contains("(ftrace buffer empty)") || text.startsWith("Kernel Offset")) {
            dumping = false;
            return true;
        }
        if (text.startsWith("-----")) {
            dumping = boot.dump.isEmpty();
            return true;
        }
        if (!(TraceLineParser.parse(text) instanceof TraceLine.Unreadable)) {
            keepRecord(boot.dump, text);
            return true;
        }
        return false;
    }

    private void liveUpdate(String text, long nanos) {
        ConsoleBoot.Line line = new ConsoleBoot.Line(text, nanos);
        Matcher number = NUMBER.matcher(text);
        Matcher from = EXEC_FROM.matcher(text);
        boot.luoSpoke |= text.startsWith("luo: ");
        if (text.startsWith("KHO: found kexec handover data")) {
            boot.foundHandover = true;
        } else if (text.startsWith("KHO: disabling KHO revival")) {
            boot.refused = new ConsoleBoot.Line(lastWord == null ? text : lastWord + "; " + text, nanos);
        } else if (number.matches()) {
            boot.foundHandover = true;
            boot.number = Long.valueOf(number.group(1));
            boot.retrieved = line;
        } else if (from.matches()) {
            boot.foundHandover = true;
            boot.execFrom = from.group(1);
        } else {
            Matcher noHandler = NO_HANDLER.matcher(text);
            if (boot.missingHandler == null && noHandler.matches()) {
                boot.missingHandler = noHandler.group(1);
            }
            if (boot.disabled == null && DISABLED.matcher(text).matches()) {
                boot.disabled = line;
            }
            lastWord = text;
        }
    }

    private void panic(String text, long nanos) {
        endReport();
        Matcher atBoot = BOOT_PANIC.matcher(text);
        ConsoleBoot.Line line = new ConsoleBoot.Line(text, nanos);
        if (atBoot.matches()) {
            boot.bootPanic = new ConsoleBoot.Line(lastWord == null ? text : lastWord + "; " + text, nanos);
            boot.bootPanicErrno = Integer.parseInt(atBoot.group(1));
        }
        if (boot.panic == null) {
            boot.panic = line;
        }
    }

    private void subsystem(String text, long nanos) {
        if (!text.contains("flb data") && !text.contains("triggered") && !text.contains("FLBs")) {
            return;
        }
        Matcher flb = FLB.matcher(text);
        if (flb.matches()) {
            String verb = flb.group(3) != null ? flb.group(3) : flb.group(4);
            keep(boot.flbs, new ConsoleBoot.FlbLine(flb.group(1), flb.group(2), verb, nanos));
            return;
        }
        Matcher handler = HANDLER.matcher(text);
        if (handler.matches()) {
            keep(boot.handlers, new ConsoleBoot.HandlerLine(handler.group(1), handler.group(2)));
        }
    }

    private void report(String text, long nanos) {
        boolean fatal = text.startsWith("Oops") || text.startsWith("BUG: ") || text.startsWith("Internal error");
        if (fatal || text.startsWith("WARNING: ") || text.startsWith("refcount_t: ") || hung(text)) {
            Open running = open;
            if (running != null && running.frames.isEmpty()) {
                // "refcount_t: underflow" goes on with "WARNING: ...", "BUG: ..." with "Oops: ...": one report
                running.fatal |= fatal;
                return;
            }
            endReport();
            open = new Open(fatal, text.strip(), nanos);
            return;
        }
        Open running = open;
        if (running == null) {
            return;
        }
        if (text.startsWith("---[ end trace")) {
            endReport();
            return;
        }
        Matcher rip = RIP.matcher(text);
        Matcher frame = FRAME.matcher(text);
        if (running.frames.size() < MAX_FRAMES) {
            if (rip.matches()) {
                running.frames.add(KernelFunctions.withoutSuffix(rip.group(1) != null ? rip.group(1) : rip.group(2)));
            } else if (frame.matches()) {
                running.frames.add(KernelFunctions.withoutSuffix(frame.group(1)));
            }
        }
    }

    /** What the kernel says of a task that waits for minutes. Its stack follows. */
    private static boolean hung(String text) {
        return text.startsWith("INFO: task ") && text.contains(" blocked for more than ");
    }

    private void endReport() {
        Open ended = open;
        if (ended != null) {
            open = null;
            keep(boot.reports, new ConsoleReport(ended.fatal, ended.message, ended.nanos, ended.frames));
        }
    }

    /** None may be missing: what isn't there counts as what didn't happen. */
    private static <T> void keep(List<T> all, T one, int most, String what, String instead) {
        if (all.size() >= most) {
            throw new UnreadableInputException(
                    "a console with more than " + most + " " + what + " of one boot, expected " + instead);
        }
        all.add(one);
    }

    private static <T> void keepRecord(List<T> records, T record) {
        keep(records, record, MAX_TRACED, "traced lines", "the trace text itself");
    }

    private static <T> void keep(List<T> list, T value) {
        keep(list, value, MAX_KEPT, "reports, or lines of one kind,", "it without what repeats");
    }
}
