package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.ProcessedSoFar;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.stats.Blackouts;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.stats.Unsettled;
import io.luoledger.streams.PublishedStats;
import io.luoledger.streams.PublishedUpdates;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The statistics that the stream processors keep. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what the stream processors counted, by kernel pair and hour.",
            "Live updates, outcomes, failure rate, blackout quantiles (by nearest rank), findings. Each file of a kind counts"
                    + " once: as retrieved, failed or lost; as unknown where the source has a gap. The parts of the ledger's"
                    + " partitions are put together.",
            "Only settled live updates are counted; those that were begun and aren't settled yet are told behind them, by"
                    + " kernel pair (in JSON lines with \"unsettled\")."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class StatsCommand extends LedgerCommand {
    private static final long MICROS_PER_SECOND = 1_000_000;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final PublishedBy processors = new PublishedBy();

    @Option(names = "--json", description = "One JSON document per line.")
    private boolean json;

    @Override
    public Integer call() {
        PublishedStats published;
        PublishedUpdates updates;
        OptionalLong waiting;
        try (Cluster cluster = Cluster.existing(kafka, err());
                ClusterSchemas schemas = new ClusterSchemas(cluster.client())) {
            waiting = ProcessedSoFar.waiting(cluster.client(), processors.id());
            published = new PublishedStats(schemas);
            updates = new PublishedUpdates(schemas);
            TopicSnapshot.read(cluster.client(), Topics.STATS.name(), record -> {
                if (record.value() != null) {
                    published.add(record.value());
                }
            });
            TopicSnapshot.read(cluster.client(), Topics.UPDATES.name(), record -> {
                if (record.key() != null && record.value() != null) {
                    updates.add(record.key(), record.value());
                }
            });
        }
        if (waiting.isPresent() || !published.merged().isEmpty()) {
            processors.reach(err(), waiting);
        }
        PrintWriter out = out();
        SortedMap<StatsKey, PairStats> merged = published.merged();
        merged.forEach((key, stats) -> {
            if (json) {
                document(out, one -> ViewJson.stats(one, key, stats));
            } else {
                print(out, key, stats);
            }
        });
        if (merged.isEmpty() && !json) {
            out.println("no statistics yet: no live update has been settled, or no stream processors ran");
        }
        Unsettled.of(updates.updates(), merged).forEach(pair -> unsettled(out, pair));
        return ExitCode.OK;
    }

    private void unsettled(PrintWriter out, Unsettled pair) {
        if (json) {
            document(out, one -> {
                one.writeStartObject();
                one.writeStringField("fromKernel", pair.fromKernel());
                one.writeStringField("toKernel", pair.toKernel());
                one.writeNumberField("unsettled", pair.updates());
                one.writeEndObject();
            });
        } else {
            out.println(Printable.text(pair.fromKernel()) + " -> " + Printable.text(pair.toKernel())
                    + "  not settled yet: " + Counts.of(pair.updates(), "live update") + ", counted nowhere above");
        }
    }

    private static void print(PrintWriter out, StatsKey key, PairStats stats) {
        Double failureRate = stats.failureRate();
        out.println(Printable.text(key.fromKernel()) + " -> " + Printable.text(key.toKernel()) + "  from "
                + window(key.windowStartMicros()) + ": "
                + (failureRate == null
                        ? "no settled update, so no failure rate"
                        : Counts.of(stats.updates(), "settled update")
                                + String.format(Locale.ROOT, ", %.1f %% not completed", 100 * failureRate)));
        if (!stats.outcomes().isEmpty()) {
            out.println("  " + counts(stats.outcomes()));
        }
        blackouts(out, "blackout", stats.blackouts());
        blackouts(out, "blackout at least", stats.blackoutsAtLeast());
        stats.kinds().forEach((name, kind) -> out.println("  " + Printable.text(name) + ": " + KindText.of(kind)));
        if (!stats.findings().isEmpty()) {
            out.println("  " + counts(stats.findings()));
        }
    }

    private static void blackouts(PrintWriter out, String name, Blackouts blackouts) {
        if (blackouts.count() > 0) {
            out.println("  " + name + ": " + BlackoutText.quantiles(blackouts));
        }
    }

    private static String counts(Map<?, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String window(@Nullable Long startMicros) {
        return startMicros == null
                ? "no clock"
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(Instant.ofEpochSecond(startMicros / MICROS_PER_SECOND)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .atZone(ZoneId.systemDefault()));
    }

    private static void document(PrintWriter out, JsonOutput.Fields written) {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            written.write(json);
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }
}
