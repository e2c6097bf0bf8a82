package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
import io.luoledger.report.Waiver;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What somebody lives with: findings of a host, with a reason and until when, and hosts that were retired. They stand beside
 * the log, which says what happened whatever anybody thinks of it: findings and digests stay, and are shown; only what
 * counts as a failure changes, as long as the waiver does.
 */
final class HostWaivers {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

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
        String name = file.toString();
        JsonNode root = JsonDocument.read(AbiSources.bytes(file), name);
        if (!root.path("waivers").isArray() && !root.path("retired").isArray()) {
            throw new UnreadableInputException(name + ": expected {\"waivers\": [...], \"retired\": [...]}");
        }
        List<Waiver> waivers = new ArrayList<>(all(root.path("waivers"), name + ": waiver ", HostWaivers::waiver));
        waivers.addAll(all(root.path("retired"), name + ": retired host ", HostWaivers::retired));
        if (host != null) {
            waivers.removeIf(waiver -> !host.equals(waiver.host()));
        }
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

    // ---- the file ----

    private interface Reader<T> {
        T read(JsonNode node, String where);
    }

    private static <T> List<T> all(JsonNode list, String where, Reader<T> reader) {
        List<T> all = new ArrayList<>();
        for (JsonNode node : list) {
            all.add(reader.read(node, where + (all.size() + 1)));
        }
        return all;
    }

    private static Waiver waiver(JsonNode node, String where) {
        String id = text(node, "finding", where);
        return Waiver.of(
                text(node, "host", where),
                FindingCatalogue.find(id.toUpperCase(Locale.ROOT))
                        .orElseThrow(() -> new UnreadableInputException(where + ": no finding has the id "
                                + Printable.text(id) + "; `luo-ledger findings` lists them")),
                node.has("subject") ? text(node, "subject", where) : null,
                text(node, "reason", where),
                time(node, "expires", where, "a day such as 2027-01-31", LocalDate::parse));
    }

    private static Waiver retired(JsonNode node, String where) {
        Instant since = time(node, "since", where, "a time such as 2026-11-30T10:00:00Z", Instant::parse);
        return Waiver.retired(
                text(node, "host", where),
                text(node, "reason", where),
                since.getEpochSecond() * MICROS_PER_SECOND + since.getNano() / NANOS_PER_MICRO);
    }

    private static String text(JsonNode node, String field, String where) {
        String text = node.path(field).asText("");
        if (text.isBlank()) {
            throw new UnreadableInputException(where + ": \"" + field
                    + "\" is missing or empty; a waiver needs host, finding, reason and expires, a retired host host, since and"
                    + " reason");
        }
        return text;
    }

    private static <T> T time(JsonNode node, String field, String where, String expected, Function<String, T> parse) {
        String text = text(node, field, where);
        try {
            return parse.apply(text);
        } catch (DateTimeParseException e) {
            throw new UnreadableInputException(
                    where + ": \"" + field + "\" is '" + Printable.text(text) + "', expected " + expected, e);
        }
    }
}
