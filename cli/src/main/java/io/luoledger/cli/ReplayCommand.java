package io.luoledger.cli;

import io.luoledger.cli.TargetOptions.WriterOptions;
import io.luoledger.core.Ledger;
import io.luoledger.engine.PacedLog;
import io.luoledger.files.InputFile;
import io.luoledger.files.LogInput;
import io.luoledger.files.OutputFile;
import io.luoledger.finding.FindingKind;
import io.luoledger.publish.LedgerPass;
import io.luoledger.publish.LedgerReader;
import io.luoledger.replay.Replay;
import io.luoledger.replay.ReplayJson;
import io.luoledger.replay.Snapshot;
import io.luoledger.replay.Until;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.Wanted;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.LogFileBlocks;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rebuilds the view from log files or a cluster, without stream processors; or plays a log into another cluster. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Rebuilds the view from log files or a cluster: every live update, what came back, what didn't and why.",
            "Hosts that failed come first, a line for each; with --host a page about one. Several files, and with"
                    + " --bootstrap-server then a cluster, are read as one log; without a file the cluster is.",
            "With --speed the log is published into the cluster instead, in its own rhythm.",
            "Exits 1 when something of severity ERROR was found, unless it was settled later or is left out by --ignore;"
                    + " filters leave out only what is shown."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReplayCommand extends JudgingCommand {
    @Mixin
    private final LogOptions log = new LogOptions();

    @Mixin
    private final WantedOptions filter = new WantedOptions();

    @Option(names = "--host", paramLabel = "H", description = "Only this host.")
    private @Nullable String host;

    @Option(
            names = "--until",
            paramLabel = "SEQ|TIME",
            description =
                    "Up to this event of each host, or up to this time (2026-11-22T17:00:00Z); or before-update:N,"
                            + " when everything was promised and nothing found yet; or update:N, with all that became of it."
                            + " Of several updates with this number the first.")
    private @Nullable String until;

    @Option(names = "--retain", paramLabel = "N", description = "Keep settled updates for N later ones (default: 8).")
    private int retain = Ledger.DEFAULT_RETENTION_UPDATES;

    @Mixin
    private final NextKernels next = new NextKernels();

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            description = "Length of a window of the statistics (default: 3600).")
    private long windowSeconds = 3600;

    @Option(
            names = "--snapshot",
            paramLabel = "FILE",
            description = "Begin where this snapshot of the log ends; findings before it aren't repeated.")
    private @Nullable String snapshot;

    @Option(names = "--save-snapshot", paramLabel = "FILE", description = "Save a snapshot of where this replay ends.")
    private @Nullable Path saveSnapshot;

    @Option(
            names = "--speed",
            paramLabel = "10x",
            description =
                    "Publish the log into the cluster of --bootstrap-server, so many times as fast as it happened,"
                            + " sequence and chain kept; what is there already is skipped.")
    private @Nullable String speed;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Mixin
    private final IgnoreOption ignore = new IgnoreOption();

    @Mixin
    private final HostWaivers waivers = new HostWaivers();

    @Mixin
    private final WriterOptions writer = new WriterOptions();

    private long seekedTo;

    @Override
    public Integer call() {
        if (speed != null) {
            return republish(speed);
        }
        if (saveSnapshot != null) {
            force.require(saveSnapshot, read());
        }
        Until end = end();
        Wanted wanted = filter.wanted(null);
        Set<FindingKind> ignored = ignore.kinds();
        Replay replay = begin(end);
        long before = replay.events();
        LedgerPass pass = pass();
        read(pass, replay);
        Warnings.leftOut(err(), pass.leftOut());
        requireCompared(replay, pass);
        requirePlaces(replay, replay.events() - before, end);
        if (host != null && replay.events() == 0) {
            pass.requireWhole();
            throw new UsageException(log.names() + ": no event of host " + host);
        }
        requireUpdate(replay, pass);
        LedgerReport report = waivers.apply(replay.report(), host);
        show(replay, report, ignored, wanted);
        pass.requireWhole();
        if (saveSnapshot != null) {
            save(replay, saveSnapshot);
        }
        return report.foundErrors(ignored) ? ExitCode.FOUND : ExitCode.OK;
    }

    private int republish(String asked) {
        if (log.files().size() != 1 || LogInput.isStandardInput(log.files().getFirst())) {
            throw new UsageException("--speed plays one log file");
        }
        if (host != null || until != null || snapshot != null || saveSnapshot != null || json) {
            throw new UsageException(
                    "--speed plays the whole file; --host, --until, --snapshot, --save-snapshot and --json look at it");
        }
        if (filter.given()) {
            throw new UsageException("--speed plays the whole file; filters choose what is shown of a replay");
        }
        PacedLog paced = new PacedLog(log.files().getFirst(), times(asked));
        if (!log.kafka().given()) {
            throw new UsageException("--speed publishes the log; expected --bootstrap-server HOST:PORT or --data DIR");
        }
        PrintWriter err = err();
        paced.check();
        if (paced.unknownGaps() > 0) {
            err.println("luo-ledger: nobody knows how long " + paced.unknownGaps()
                    + " kernels took to come up (no wall time): they come up at once");
        }
        try (KafkaTarget target = writer.open(log.kafka(), err, paced.events());
                LedgerReader reader = new LedgerReader(target.client())) {
            paced.play(target.writer(), reader.publishedHeads());
            out().println(Counts.of(target.complete(), target.name()));
        }
        return ExitCode.OK;
    }

    /** "10x", "0.5x", "10". */
    private static double times(String text) {
        try {
            double times = Double.parseDouble(text.replaceFirst("x$", ""));
            if (times > 0 && times <= 1e9) {
                return times;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UsageException("--speed " + text + ": expected how many times as fast, for example 10x or 0.5x");
    }

    // ---- reading ----

    private List<String> read() {
        return Stream.concat(log.files().stream(), Stream.ofNullable(snapshot)).toList();
    }

    private Replay begin(@Nullable Until end) {
        NextKernels.Plan plan = next.plan();
        if (snapshot == null) {
            return knowing(
                    new Replay(ledger(), SimulatedReader.gate(), plan.names(), windowMicros(), host, end, threads()),
                    plan);
        }
        Snapshot read = read(snapshot);
        if (read.onlyHost() != null && !read.onlyHost().equals(host)) {
            throw new UsageException(snapshot + ": a snapshot of host " + read.onlyHost() + " alone; expected --host "
                    + read.onlyHost());
        }
        if (read.onlyHost() == null && host != null) {
            throw new UsageException(snapshot + ": a snapshot of all hosts; expected no --host, or one saved with it");
        }
        if (retain != Ledger.DEFAULT_RETENTION_UPDATES && retain != read.retention()) {
            throw new UsageException(
                    "--retain " + retain + ": the snapshot keeps " + read.retention() + " settled updates");
        }
        retain = read.retention();
        Replay resumed =
                knowing(read.resume(SimulatedReader.gate(), plan.names(), windowMicros(), end, threads()), plan);
        resumed.behindEnd().stream().findFirst().ifPresent(behind -> {
            throw new UsageException("--until " + until + ": " + snapshot + " holds more of host " + behind
                    + "; expected an end behind the snapshot's, or no --snapshot");
        });
        return resumed;
    }

    private static Replay knowing(Replay replay, NextKernels.Plan plan) {
        replay.know(plan.given());
        return replay;
    }

    /** One host's events come one after the other. */
    private int threads() {
        return host != null ? 1 : Runtime.getRuntime().availableProcessors();
    }

    private static Snapshot read(String file) {
        try (InputStream in = InputFile.open(file, "a snapshot")) {
            return Snapshot.read(file, in);
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** A snapshot says where in the file it ends: every event counts then. */
    private LedgerPass pass() {
        return host == null || saveSnapshot != null ? new LedgerPass() : LedgerPass.ofHost(host);
    }

    private void read(LedgerPass pass, Replay replay) {
        LedgerPass.Sink sink = new ReplaySink(replay);
        if (snapshot == null || !seek(pass, sink, read(snapshot).place())) {
            log.read(pass, host, err(), sink);
        }
    }

    /** Begins in the first file where the snapshot ended, if it is the file that the snapshot was made of. */
    private boolean seek(LedgerPass pass, LedgerPass.Sink sink, Snapshot.ResumePoint place) {
        if (place.offset() < 0
                || log.files().isEmpty()
                || LogInput.isStandardInput(log.files().getFirst())
                || !Files.isRegularFile(Path.of(log.files().getFirst()))) {
            return false;
        }
        String first = log.files().getFirst();
        try (LogFileBlocks blocks = LogFileBlocks.open(first, Path.of(first))) {
            if (!blocks.id().equals(place.file())) {
                return false;
            }
            if (!blocks.isBoundary(place.offset())) {
                throw new UnreadableInputException(
                        first + ": no block begins at byte " + place.offset() + ", where " + snapshot
                                + " ends: the file was cut or written anew since; expected the file as it was, or longer");
            }
            seekedTo = place.event();
            pass.file(LogInput.name(first), blocks.from(place.offset(), place.event()), sink);
        }
        log.readBehindTheFirst(pass, host, err(), sink);
        return true;
    }

    private Ledger ledger() {
        if (retain < 0) {
            throw new UsageException("--retain " + retain + ": expected 0 or more");
        }
        return new Ledger(retain);
    }

    private long windowMicros() {
        if (windowSeconds < 1 || windowSeconds > Long.MAX_VALUE / 1_000_000) {
            throw new UsageException("--window " + windowSeconds + ": expected 1 or more seconds");
        }
        return windowSeconds * 1_000_000;
    }

    private @Nullable Until end() {
        if (until == null) {
            return null;
        }
        try {
            return Until.parse(until, ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--until: " + e.getMessage());
        }
    }

    /** An end in time says nothing about events of which nobody knows the time. */
    private void requirePlaces(Replay replay, long read, @Nullable Until end) {
        if (!(end instanceof Until.Wall) || replay.withoutWallTime() == 0) {
            return;
        }
        if (replay.withoutWallTime() == read) {
            throw new UsageException("--until " + until + ": no event of " + log.names()
                    + " has a wall time (a trace's clock starts anew with each kernel); expected a sequence number,"
                    + " before-update:N or update:N");
        }
        Warnings.say(
                err(),
                "nobody knows the wall time of " + replay.withoutWallTime() + " of " + read
                        + " events: they are taken as they come");
    }

    /** A view that is the snapshot's is no answer about a log that may be another one. */
    private void requireCompared(Replay replay, LedgerPass pass) {
        if (snapshot == null || replay.notCompared().isEmpty()) {
            Warnings.notCompared(err(), replay);
            return;
        }
        pass.requireWhole();
        String of = replay.notCompared().firstKey();
        throw new UnreadableInputException(snapshot + ": a snapshot of another log, or of more of it: host "
                + Printable.text(of) + " ends at sequence "
                + replay.notCompared().get(of) + " in " + log.names()
                + "; expected the log that the snapshot was made of, as it was or longer");
    }

    /** A live update that isn't there is no end: what is shown then would be all there is. */
    private void requireUpdate(Replay replay, LedgerPass pass) {
        List<String> without = replay.withoutEnd();
        if (without.isEmpty()) {
            return;
        }
        String none = "--until " + until + ": no such live update"
                + (snapshot == null ? "" : " behind where " + snapshot + " ends") + " of ";
        String first = Printable.text(without.getFirst());
        if (without.size() < replay.hosts().size()) {
            Warnings.say(
                    err(),
                    none + Counts.of(without.size(), "host") + " (" + first + (without.size() > 1 ? ", ..." : "")
                            + "), of which all is shown");
            return;
        }
        pass.requireWhole();
        throw new UsageException(log.names() + ": " + none + (without.size() == 1 ? "host " + first : "any host"));
    }

    // ---- showing ----

    private void show(Replay replay, LedgerReport report, Set<FindingKind> ignored, Wanted wanted) {
        PrintWriter out = out();
        if (json) {
            ReplayJson.write(replay, report, ignored, wanted, out);
        } else {
            new ReplayText(out, log.names()).print(replay, report, ignored, wanted);
        }
        out.flush();
    }

    private void save(Replay replay, Path path) {
        Snapshot.ResumePoint place = Snapshot.ResumePoint.UNKNOWN;
        if (log.files().size() == 1
                && !log.withCluster()
                && Files.isRegularFile(Path.of(log.files().getFirst()))) {
            String only = log.files().getFirst();
            try (LogFileBlocks blocks = LogFileBlocks.open(only, Path.of(only))) {
                LogFileBlocks.Block block = blocks.holding(seekedTo + Snapshot.firstLeft(replay));
                place = new Snapshot.ResumePoint(blocks.id(), block.offset(), block.firstEvent());
            }
        }
        Snapshot saved = Snapshot.of(replay, retain, place);
        try (OutputFile file = force.create(path, read())) {
            file.guarded(() -> saved.write(file.stream()));
            file.complete();
            err().println("luo-ledger: snapshot of " + Counts.events(saved.events()) + " saved to " + file.name());
        }
    }
}
