package io.luoledger.cli;

import io.luoledger.core.Outcome;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import io.luoledger.glossary.EveryFinding;
import io.luoledger.replay.Times;
import io.luoledger.report.Wanted;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which live updates and findings are shown: the same filters for every command that shows them. */
final class WantedOptions {
    @Option(names = "--failed", description = "Only what failed, or may have where the log is damaged.")
    private boolean failed;

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            split = ",",
            description = "Only live updates with one of these outcomes, as REFUSED,LOST, and what was found of them.")
    private List<String> outcomes = List.of();

    @Option(
            names = "--severity",
            paramLabel = "SEVERITY",
            description =
                    "Only findings of this severity or a worse one (ERROR, WARNING, INFO), and updates that have one.")
    private @Nullable String severity;

    @Option(
            names = "--finding",
            paramLabel = "ID",
            split = ",",
            description = "Only these findings, and updates that have one; may be repeated.")
    private List<String> findings = List.of();

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description =
                    "Only from then on: \"1 hour ago\", \"2 days ago\", 2026-11-22, 2026-11-22T10:15:00Z. What has no wall"
                            + " time is shown, and marked.")
    private @Nullable String since;

    @Option(names = "--last", paramLabel = "N", description = "Only the latest N.")
    private @Nullable Integer last;

    /** How many lines were asked for, null when nobody said. */
    @Nullable
    Integer last() {
        return last;
    }

    /** Whether any filter was given. */
    boolean given() {
        return failed
                || !outcomes.isEmpty()
                || severity != null
                || !findings.isEmpty()
                || since != null
                || last != null;
    }

    /** Throws UsageException for words that aren't known. */
    Wanted wanted(@Nullable String host) {
        return wanted(host, List.of());
    }

    /** @param ids of findings that are wanted besides those of --finding */
    Wanted wanted(@Nullable String host, List<String> ids) {
        if (last != null && last < 1) {
            throw new UsageException("--last " + last + ": expected 1 or more");
        }
        Set<FindingKind> kinds = new LinkedHashSet<>();
        findings.forEach(id -> kinds.add(kind("--finding: ", id)));
        ids.forEach(id -> kinds.add(kind("", id)));
        return new Wanted(
                host,
                failed,
                outcomes.stream()
                        .map(name -> one("--outcome ", "outcome", name, byName(Outcome.values())))
                        .collect(Collectors.toSet()),
                severity == null ? null : one("--severity ", "severity", severity, byName(Severity.values())),
                kinds,
                since == null ? null : Long.valueOf(micros(since)),
                last);
    }

    private static long micros(String since) {
        return Times.since(since, Instant.now(), ZoneId.systemDefault())
                .map(Times::wallMicros)
                .orElseThrow(() -> new UsageException("--since \"" + since
                        + "\": not a time; expected for example \"1 hour ago\", \"2 days ago\", 2026-11-22 or"
                        + " 2026-11-22T10:15:00Z"));
    }

    private static <E extends Enum<E>> Map<String, E> byName(E[] values) {
        return Arrays.stream(values).collect(Collectors.toMap(Enum::name, value -> value, (a, b) -> a, TreeMap::new));
    }

    /** A finding of the catalogue by its id, in upper or lower case. */
    static FindingKind kind(String option, String id) {
        Map<String, FindingKind> known = EveryFinding.all().stream()
                .collect(Collectors.toMap(FindingKind::id, kind -> kind, (a, b) -> a, TreeMap::new));
        FindingKind kind = known.get(id.strip().toUpperCase(Locale.ROOT));
        if (kind == null) {
            throw new UsageException(option + "no finding has the id " + Printable.text(id) + didYouMean(id, known)
                    + "; `luo-ledger findings` lists them all");
        }
        return kind;
    }

    private static <T> T one(String option, String what, String name, Map<String, T> known) {
        T value = known.get(name.strip().toUpperCase(Locale.ROOT));
        if (value == null) {
            throw new UsageException(option + Printable.text(name) + ": no such " + what + didYouMean(name, known)
                    + "; expected one of " + String.join(", ", known.keySet()));
        }
        return value;
    }

    private static String didYouMean(String name, Map<String, ?> known) {
        return UsageText.nearest(name.strip().toUpperCase(Locale.ROOT), List.copyOf(known.keySet()))
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }
}
