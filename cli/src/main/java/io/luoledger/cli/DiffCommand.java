package io.luoledger.cli;

import io.luoledger.finding.FindingKind;
import io.luoledger.publish.LedgerPass;
import io.luoledger.replay.DiffJson;
import io.luoledger.replay.DiffReplay;
import io.luoledger.replay.HandoverDiff;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.ToldUpdate;
import io.luoledger.report.Wanted;
import io.luoledger.simulator.trial.SimulatedReader;
import java.io.PrintWriter;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an outgoing kernel promised against what the incoming one found. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what the outgoing kernel of a live update promised against what the incoming one found, of log files or a"
                    + " cluster.",
            "Update N is the one whose incoming kernel has number N. Exits 1 when something of severity ERROR was found that"
                    + " isn't left out by --ignore or muted by --waivers."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DiffCommand extends JudgingCommand {
    @Mixin
    private final LogOptions log = new LogOptions();

    @Option(names = "--host", required = true, paramLabel = "H", description = "The host.")
    private String host;

    @Option(
            names = "--update",
            paramLabel = "N",
            description =
                    "The live update; of several with this number the last one. Default: the only one that there is.")
    private @Nullable Long number;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final IgnoreOption ignore = new IgnoreOption();

    @Mixin
    private final HostWaivers waivers = new HostWaivers();

    @Override
    public Integer call() {
        Set<FindingKind> ignored = ignore.kinds();
        DiffReplay replay = new DiffReplay(host, number, SimulatedReader.gate());
        LedgerPass pass = new LedgerPass();
        log.read(pass, host, err(), new ReplaySink(replay.replay(), replay::accept));
        Warnings.leftOut(err(), pass.leftOut());
        Warnings.notCompared(err(), replay.replay());
        pass.requireWhole();
        HandoverDiff diff = replay.result();
        if (replay.events() == 0) {
            throw new UsageException(log.names() + ": no event of host " + host);
        }
        LedgerReport report = waivers.apply(replay.report(), host);
        if (diff == null) {
            throw new UsageException(log.names() + ": host " + host + " " + missing(replay, report));
        }
        PrintWriter out = out();
        if (json) {
            DiffJson.write(diff, report, ignored, out);
        } else {
            new DiffText(out).print(diff, report, ignored);
        }
        return report.foundErrors(diff.findings(), ignored) ? ExitCode.FOUND : ExitCode.OK;
    }

    private String missing(DiffReplay replay, LedgerReport report) {
        if (number != null) {
            return "has no live update " + number
                    + (replay.numbers().isEmpty() ? ", nor any other" : ", expected one of " + replay.numbers());
        }
        return replay.numbers().isEmpty()
                ? "has no live update"
                : "has several live updates, expected --update N of one of them:\n"
                        + report.updates(Wanted.EVERYTHING).stream()
                                .map(DiffCommand::hint)
                                .collect(Collectors.joining("\n"));
    }

    private static String hint(ToldUpdate one) {
        return "  --update " + one.update().getLiveUpdate() + "  " + UpdateText.kernels(one.update()) + "  "
                + one.update().getOutcome() + "  " + When.brief(one.at());
    }
}
