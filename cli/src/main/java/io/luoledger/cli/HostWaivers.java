package io.luoledger.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.Muted;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
                        + " and counted as muted.",
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

    /** @param subject null for every one */
    private record Waiver(
            String host, FindingKind finding, @Nullable String subject, String reason, LocalDate expires) {
        boolean mutes(Finding one) {
            return one.host().equals(host)
                    && one.kind().equals(finding)
                    && (subject == null || subject.equals(one.subject()));
        }
    }

    private record Retired(String host, long sinceMicros, String reason) {}

    /**
     * A report in which what is muted is no failure.
     *
     * @param muted everything that the file says, and what came of it
     */
    record Applied(LedgerReport report, List<Muted> muted) {
        /** Says for people what doesn't count, and what of the file does nothing. */
        void print(PrintWriter out) {
            for (Muted one : muted) {
                String what = Printable.text(one.host()) + ": "
                        + (one.finding() == null
                                ? "retired"
                                : one.finding()
                                        + (one.subject() == null ? "" : " of " + Printable.text(one.subject())));
                String because = " because " + Printable.text(one.reason());
                if (one.counts()) {
                    out.println("muted: " + what + (one.until() == null ? "" : " until " + one.until()) + because + " ("
                            + Counts.of(one.count(), "finding") + ")");
                } else if (one.until() == null) {
                    out.println("muted no more: " + what + because + "; it has spoken since");
                } else {
                    out.println("muted no more: " + what + " expired " + one.until() + because);
                }
            }
        }
    }

    /**
     * Throws UnreadableInputException for a file that isn't one of waivers.
     *
     * @param host the only one that the report is about, and that is told of; null for all
     */
    Applied apply(LedgerReport report, @Nullable String host) {
        if (file == null) {
            return new Applied(report, List.of());
        }
        String name = file.toString();
        JsonNode root = JsonDocument.read(AbiSources.bytes(file), name);
        if (!root.path("waivers").isArray() && !root.path("retired").isArray()) {
            throw new UnreadableInputException(name + ": expected {\"waivers\": [...], \"retired\": [...]}");
        }
        return apply(
                report,
                all(root.path("waivers"), name + ": waiver ", HostWaivers::waiver).stream()
                        .filter(one -> host == null || host.equals(one.host()))
                        .toList(),
                all(root.path("retired"), name + ": retired host ", HostWaivers::retired).stream()
                        .filter(one -> host == null || host.equals(one.host()))
                        .toList());
    }

    private Applied apply(LedgerReport report, List<Waiver> waivers, List<Retired> retired) {
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        List<Waiver> inForce = waivers.stream()
                .filter(waiver -> !waiver.expires().isBefore(today))
                .toList();
        Map<String, Retired> silent = new HashMap<>();
        retired.forEach(host -> {
            Long latest = report.latestMicros(host.host());
            if (latest == null || latest <= host.sinceMicros()) {
                silent.put(host.host(), host);
            }
        });
        LedgerReport applied = report.letting(
                finding -> inForce.stream().anyMatch(waiver -> waiver.mutes(finding)), silent::containsKey);
        List<Muted> muted = new ArrayList<>();
        for (Waiver waiver : waivers) {
            muted.add(new Muted(
                    waiver.host(),
                    waiver.finding().id(),
                    waiver.subject(),
                    waiver.reason(),
                    waiver.expires().toString(),
                    report.all().stream().filter(waiver::mutes).count(),
                    inForce.contains(waiver)));
        }
        for (Retired host : retired) {
            muted.add(new Muted(
                    host.host(),
                    null,
                    null,
                    host.reason(),
                    null,
                    report.all().stream()
                            .filter(finding -> finding.host().equals(host.host()))
                            .count(),
                    silent.containsKey(host.host())));
        }
        return new Applied(applied, muted);
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
        return new Waiver(
                text(node, "host", where),
                FindingCatalogue.find(id.toUpperCase(Locale.ROOT))
                        .orElseThrow(() -> new UnreadableInputException(where + ": no finding has the id "
                                + Printable.text(id) + "; `luo-ledger findings` lists them")),
                node.has("subject") ? text(node, "subject", where) : null,
                text(node, "reason", where),
                time(node, "expires", where, "a day such as 2027-01-31", LocalDate::parse));
    }

    private static Retired retired(JsonNode node, String where) {
        Instant since = time(node, "since", where, "a time such as 2026-11-30T10:00:00Z", Instant::parse);
        return new Retired(
                text(node, "host", where),
                since.getEpochSecond() * MICROS_PER_SECOND + since.getNano() / NANOS_PER_MICRO,
                text(node, "reason", where));
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
