package io.luoledger.cli;

import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.UnknownBody;
import io.luoledger.files.LogInput;
import io.luoledger.publish.LedgerReader;
import io.luoledger.replay.EventFilter;
import io.luoledger.view.EventJson;
import io.luoledger.wire.LogFileReader;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists events, one per line, from a log file or a cluster. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Lists events, one per line, from a log file or a cluster.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class EventsCommand extends LedgerCommand {
    /** How many are laid out together, and how often a broken pipe is looked for. Unit: lines. */
    private static final int PART_LINES = 1000;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "An Avro log file; - is standard input.")
    private @Nullable String file;

    @Option(names = "--host", paramLabel = "HOST", description = "Only this host's events.")
    private @Nullable String host;

    @Option(
            names = "--from",
            paramLabel = "SEQ|TIME",
            description = "The first event: a sequence number, or a time like 2026-11-22T10:15:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "SEQ|TIME", description = "The last event, inclusive.")
    private @Nullable String to;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Only events of this type; may be repeated. Kinds of a newer version go by their own name.")
    private List<String> types = List.of();

    @Option(names = "--follow", description = "Go on with what comes, until Ctrl-C (cluster only).")
    private boolean follow;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    /** Kinds of a newer version that came by, wanted or not. */
    private final Set<String> newerKinds = new HashSet<>();

    /** What isn't printed yet: a log is too long to be laid out as a whole, and one that is followed has no end. */
    private TextTable part = EventForm.table();

    private long lines;
    private boolean hostSeen;
    private long notPlaced;
    private long unreadable;

    @Override
    public Integer call() {
        // an event is a line, however long
        PrintWriter out = exact();
        PrintWriter err = err();
        ZoneId zone = ZoneId.systemDefault();
        EventFilter filter = filter(zone);
        try {
            if (file == null) {
                fromCluster(filter, zone, out, err);
            } else {
                fromFile(file, filter, zone, out);
            }
        } finally {
            print(out);
            out.flush();
        }
        refuseMistyped(filter);
        if (lines == 0 && !follow) {
            Warnings.say(err, host == null || hostSeen ? "no event is as asked" : "no event of host " + host);
        }
        if (notPlaced > 0) {
            err.println("luo-ledger: " + notPlaced + " events are left out: nobody knows their wall time");
        }
        if (unreadable > 1) {
            Warnings.say(err, unreadable + " records on the cluster are no events");
        }
        return ExitCode.OK;
    }

    private EventFilter filter(ZoneId zone) {
        try {
            return EventFilter.of(host, from, to, types, zone);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** A type that this version doesn't know may be one of a newer version, which only the log can tell. */
    private void refuseMistyped(EventFilter filter) {
        for (String type : filter.unknownTypes()) {
            if (!follow && newerKinds.stream().noneMatch(type::equalsIgnoreCase)) {
                throw new UsageException(EventFilter.noSuchType(type));
            }
        }
    }

    private void fromFile(String path, EventFilter filter, ZoneId zone, PrintWriter out) {
        if (follow) {
            throw new UsageException("--follow reads a cluster; a log file has an end");
        }
        if (kafka.given()) {
            throw new UsageException("a log file and a cluster are given; expected one of them");
        }
        try (LogFileReader reader = LogInput.open(path)) {
            if (host != null && filter.unknownTypes().isEmpty()) {
                // else an event of any host may show that there is such a type
                reader.passingOverOthersThan(host);
            }
            while (reader.hasNext()) {
                if (!show(reader.next().event(), filter, zone, out)) {
                    return;
                }
            }
        }
    }

    private void fromCluster(EventFilter filter, ZoneId zone, PrintWriter out, PrintWriter err) {
        try (Cluster cluster = Cluster.existing(kafka, err);
                LedgerReader reader = new LedgerReader(cluster.client())) {
            LedgerReader.Sink sink = entry -> switch (entry) {
                case LedgerReader.Entry.Event event -> show(event.recorded().event(), filter, zone, out);
                case LedgerReader.Entry.Unreadable other -> {
                    if (unreadable++ == 0) {
                        Warnings.say(
                                err,
                                "partition " + other.partition() + ", offset " + other.offset() + " is no event: "
                                        + other.reason());
                    }
                    yield true;
                }
            };
            if (follow) {
                filter.unknownTypes()
                        .forEach(type -> Warnings.say(
                                err,
                                "this version knows no event type " + type + ": waiting for one of a newer version"));
                // asked once per turn of the reader: what it brought goes out at once
                reader.follow(filter.onlyHost(), () -> print(out), sink, what -> Warnings.say(err, what));
            } else {
                reader.snapshot(filter.onlyHost(), sink);
            }
        }
    }

    /** Returns false when nobody reads any more. */
    private boolean show(LiveUpdateEvent event, EventFilter filter, ZoneId zone, PrintWriter out) {
        if (event.body() instanceof UnknownBody body) {
            newerKinds.add(body.kind());
        }
        hostSeen |= event.host().equals(host);
        if (filter.cannotPlace(event)) {
            notPlaced++;
            return true;
        }
        if (!filter.wants(event)) {
            return true;
        }
        if (json) {
            out.println(EventJson.line(event));
        } else {
            part.row(EventForm.row(event, zone));
        }
        return ++lines % PART_LINES != 0 || !print(out);
    }

    /** What there is of it by now; returns whether nobody reads any more. */
    private boolean print(PrintWriter out) {
        if (!part.isEmpty()) {
            part.print(out);
            part = part.next();
        }
        return out.checkError();
    }
}
