package io.luoledger.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the console log of one boot says of live update. */
final class ConsoleBoot {
    /**
     * A line and its time.
     *
     * @param nanos of the printk clock
     */
    record Line(String text, long nanos) {}

    /**
     * A line of a subsystem about one of its FLBs.
     *
     * @param module what the subsystem calls itself
     * @param verb "found", "preserve", "unpreserve", "finish"
     */
    record FlbLine(String module, String flb, String verb, long nanos) {}

    /** A subsystem says which handler it has tied its FLBs to. */
    record HandlerLine(String module, String handler) {}

    /** Null where the log begins in the middle of the boot. */
    @Nullable
    String release;

    boolean foundHandover;

    /** KHO said that it won't revive what it was given; with the reason. */
    @Nullable
    Line refused;

    @Nullable
    Long number;

    @Nullable
    Line retrieved;

    boolean luoSpoke;

    /** KHO or LUO said that it is off in this boot; with the reason. */
    @Nullable
    Line disabled;

    @Nullable
    String execFrom;

    /** Compatible string for which the first open found no handler. */
    @Nullable
    String missingHandler;

    /** Parameters about KHO that the kernel said it doesn't know. */
    final List<String> unknownParameters = new ArrayList<>();

    /** The boot ended over the received state; with the reason. */
    @Nullable
    Line bootPanic;

    int bootPanicErrno;

    @Nullable
    Line panic;

    final List<FlbLine> flbs = new ArrayList<>();
    final List<HandlerLine> handlers = new ArrayList<>();
    final List<ConsoleReport> reports = new ArrayList<>();
    /** The trace buffer that a dying kernel printed. */
    final List<String> dump = new ArrayList<>();

    /** The records that tp_printk put there, in the order of the log. */
    final List<KernelLogLine> traced = new ArrayList<>();

    /** Of the printk clock, where its lines tell it; else -1. */
    long lastNanos = -1;

    /**
     * Whether those lines are of this kernel, too: somebody had dmesg say it all again, as the number tells, which no two
     * kernels in a row have. What comes behind what is known is taken over.
     */
    boolean goesOn(ConsoleBoot again) {
        if (number == null || !number.equals(again.number) || lastNanos < 0 || again.lastNanos < 0) {
            return false;
        }
        again.flbs.stream().filter(line -> line.nanos() > lastNanos).forEach(flbs::add);
        again.reports.stream().filter(report -> report.nanos() > lastNanos).forEach(reports::add);
        again.traced.stream().filter(line -> line.nanos() > lastNanos).forEach(traced::add);
        if (dump.isEmpty()) {
            dump.addAll(again.dump);
        }
        panic = panic == null ? again.panic : panic;
        missingHandler = missingHandler == null ? again.missingHandler : missingHandler;
        lastNanos = Math.max(lastNanos, again.lastNanos);
        return true;
    }

    /** Whether the log has the boot's beginning, so that the absence of a line means something. */
    boolean isWhole() {
        return release != null;
    }

    /** Whether it says that another kernel's state was there for it. */
    boolean cameOver() {
        return foundHandover || number != null || refused != null;
    }

    /** Whether it tells of the whole boot, and of nothing that was there for it. */
    boolean bootedCold() {
        return isWhole() && !cameOver();
    }

    /** Whether user space may have used what the boot received. */
    boolean cameUp() {
        return refused == null && disabled == null && bootPanic == null && death() == null;
    }

    /** What the kernel died of after it had booted, if it did so over live-update state. */
    @Nullable
    ConsoleReport death() {
        ConsoleReport last = null;
        for (ConsoleReport report : reports) {
            if (report.isAboutLiveUpdate() && (report.fatal() || (panic != null && bootPanic == null))) {
                if (last == null || report.fatal() || !last.fatal()) {
                    last = last != null && last.fatal() ? last : report;
                }
            }
        }
        return last;
    }
}
