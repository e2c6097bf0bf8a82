package io.luoledger.cli;

import io.luoledger.core.EntityReader;
import io.luoledger.core.OpenQuestions;
import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.event.Draft;
import io.luoledger.finding.Finding;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.publish.WriteSummary;
import io.luoledger.publish.WriterSettings;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.streams.PublishedFindings;
import io.luoledger.view.HostView;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.Reason;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.UnwritableOutputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job, end to end, on an embedded broker that is gone afterwards. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the main job end to end, and what came back, what didn't, and why.",
            "Publishes captures of real kernels' live updates and a simulated fleet on an embedded broker that is gone"
                    + " afterwards, and runs the stream processors."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DemoCommand extends LedgerCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A small rollout from 7.2 to 7.3 in which some things go wrong; the seed makes it the same each time. */
    static final Fleet.Plan FLEET = new Fleet.Plan(
            100,
            2,
            List.of("7.2", "7.3"),
            List.of(Fault.values()),
            List.of(),
            5,
            // 2026-01-01T00:00:00Z
            1_767_225_600_000_000L);

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Keep the captures, and the events as DIR/demo.avro, to play with.")
    private @Nullable Path keep;

    @Option(names = "--serve", description = "Stay, and show all of it as pages in a browser, until Ctrl-C.")
    private boolean serve;

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Option(names = "--force", description = "Replace a DIR/demo.avro that is there already.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (serve) {
            http.requireUsable();
        } else {
            http.requireNone("--serve");
        }
        Path kept = keep;
        Path directory = kept == null ? Files.createTempDirectory("luo-ledger-demo-") : made(kept);
        Path log = directory.resolve("demo.avro");
        if (kept == null) {
            // on Ctrl-C too; deleted in the reverse order
            directory.toFile().deleteOnExit();
            log.toFile().deleteOnExit();
        }
        try {
            Replay offline = offline(log, force);
            if (kept != null) {
                for (ShippedCapture capture : ShippedCapture.ALL) {
                    capture.copyTo(directory);
                }
            }
            online(offline, kept);
            return ExitCode.OK;
        } finally {
            if (kept == null) {
                Files.deleteIfExists(log);
                Files.deleteIfExists(directory);
            }
        }
    }

    /**
     * What the stream processors made of the captures.
     *
     * @param findings from the topic, then what is still open at the end of the log
     */
    record Result(
            String bootstrapServer,
            WriteSummary written,
            String digest,
            String abiDigest,
            List<HostView> hosts,
            List<Finding> findings) {}

    private void online(Replay offline, @Nullable Path kept) {
        PrintWriter err = err();
        step(err, "starting an embedded Kafka broker ...");
        try (ShutdownOrder held = new ShutdownOrder()) {
            Cluster cluster = held.hold(Cluster.temporary());
            cluster.prepareTopics(err);
            step(err, "publishing the captures and a simulated fleet ...");
            WriteSummary written;
            try (LedgerWriter writer = LedgerWriter.open(cluster.client(), WriterSettings.defaults())) {
                forEach(writer::append);
                written = writer.complete();
            }
            step(err, "running the stream processors ...");
            ProcessorSettings settings = ProcessorSettings.of(
                    SimulatedReader.gate(), StreamProcessors.DEFAULT_APPLICATION_ID, cluster.streams());
            Instance instance = serve ? held.hold(http.start(cluster.client(), settings)) : null;
            StreamProcessors processors = instance != null
                    ? instance.processors()
                    : held.hold(StreamProcessors.start(cluster.client(), settings));
            processors.awaitCaughtUp(PATIENCE);
            new DemoReport(out(), LuoLedger.ansi()).print(result(cluster.client(), written, processors), offline, kept);
            if (instance != null) {
                out().println(instance.told());
                out().println("stop with Ctrl-C");
                out().flush();
                processors.awaitEnd();
            }
        }
    }

    private static Result result(ClientSettings client, WriteSummary written, StreamProcessors processors) {
        EntityReader view = processors.view(PATIENCE);
        List<HostView> hosts = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        PublishedFindings published = new PublishedFindings(SchemaTable.builtIn());
        TopicSnapshot.read(client, Topics.FINDINGS.name(), entry -> findings.add(published.decode(entry.value())));
        for (String host : HostView.hosts(view)) {
            hosts.add(Objects.requireNonNull(HostView.of(view, host)));
            findings.addAll(OpenQuestions.of(view, host));
        }
        return new Result(
                client.bootstrapServers(),
                written,
                StateDigest.of(view),
                // no older version had a hand in it
                Objects.requireNonNull(processors.abiJudgements(PATIENCE).digest()),
                hosts,
                findings);
    }

    private static void forEach(Consumer<Draft> sink) {
        ShippedCapture.ALL.forEach(capture -> capture.source().forEach(sink));
        new Fleet(FLEET, done -> {}).forEach(sink);
    }

    /** The same events through a log file, without Kafka. */
    private static Replay offline(Path log, boolean force) throws IOException {
        try (FileTarget target = new FileTarget(ForceOption.create(log, List.of(), force))) {
            forEach(target::append);
            target.complete();
        }
        try (LogFileReader reader =
                new LogFileReader(log.toString(), new BufferedInputStream(Files.newInputStream(log)))) {
            return new Replay(SimulatedReader.gate()).run(reader);
        }
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UnwritableOutputException(
                    "--keep " + directory + ": can't be made: " + Reason.of(e) + "; expected a directory", e);
        }
    }

    private static void step(PrintWriter err, String what) {
        if (Boolean.getBoolean("luo.ledger.terminal.err")) {
            err.println(what);
            err.flush();
        }
    }
}
