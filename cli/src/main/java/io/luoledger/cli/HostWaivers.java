package io.luoledger.cli;

import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
import io.luoledger.report.Waiver;
import io.luoledger.report.WaiverFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What somebody lives with: findings of a host, with a reason and until when, and hosts that were retired. They stand beside
 * the log, which says what happened whatever anybody thinks of it: findings and digests stay, and are shown; only what
 * counts as a failure changes, as long as the waiver does.
 */
final class HostWaivers {
    @Option(
            names = "--waivers",
            paramLabel = "FILE",
            description = {
                "Findings that are no failure, each of one host, with reason and expiry; hosts that were retired. They are shown"
                        + " and marked as muted, and a waiver that mutes nothing is named.",
                "The file: {\"waivers\": [{\"host\", \"finding\", \"subject\"?, \"reason\", \"expires\": \"2027-01-31\"}],"
                        + " \"retired\": [{\"host\", \"since\": \"2026-11-30T10:00:00Z\", \"reason\"}]}."
            })
    private @Nullable Path file;

    private final Clock clock;

    HostWaivers() {
        this(Clock.systemUTC());
    }

    HostWaivers(Clock clock) {
        this.clock = clock;
    }

    /**
     * The report in which what is muted is no failure. Throws UnreadableInputException for a file that isn't one of waivers.
     *
     * @param host the only one that the report is about, and that is told of; null for all
     */
    LedgerReport apply(LedgerReport report, @Nullable String host) {
        if (file == null) {
            return report;
        }
        List<Waiver> waivers = WaiverFile.read(AbiSources.bytes(file), file.toString()).stream()
                .filter(waiver -> host == null || host.equals(waiver.host()))
                .toList();
        return report.letting(waivers, LocalDate.now(clock.withZone(ZoneOffset.UTC)));
    }

    /** Whether a file was named. */
    boolean given() {
        return file != null;
    }

    /** Says for people what doesn't count, and what of the file does nothing. */
    static void print(PrintWriter out, LedgerReport report) {
        for (Muted one : report.muted()) {
            Waiver waiver = one.waiver();
            if (!one.counts()) {
                out.println("muted no more: " + name(waiver)
                        + (waiver.retired() ? "" : " expired " + waiver.expires()) + because(waiver)
                        + (waiver.retired() ? "; it has spoken since" : ""));
            } else if (one.count() == 0) {
                out.println("unused waiver: " + name(waiver) + until(one) + ": no finding is like that");
            } else {
                out.println("muted: " + name(waiver) + until(one) + " (" + Counts.of(one.count(), "finding") + ")");
            }
        }
    }

    /** " until 2027-01-31 because the agent is fixed in May". */
    static String until(Muted muted) {
        return (muted.waiver().retired() ? "" : " until " + muted.waiver().expires()) + because(muted.waiver());
    }

    private static String because(Waiver waiver) {
        return " because " + Printable.text(waiver.reason());
    }

    private static String name(Waiver waiver) {
        return Printable.text(waiver.host()) + ": "
                + (waiver.finding() == null
                        ? "retired"
                        : waiver.finding().id()
                                + (waiver.subject() == null ? "" : " of " + Printable.text(waiver.subject())));
    }
}
