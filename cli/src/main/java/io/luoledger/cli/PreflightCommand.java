package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.plan.Readiness.What;
import io.luoledger.core.Ledger;
import io.luoledger.core.Progress;
import io.luoledger.engine.PublishedDescriptors;
import io.luoledger.glossary.Causes;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.preflight.HeldState;
import io.luoledger.preflight.Preflight;
import io.luoledger.preflight.PreflightJson;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.view.HostView;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preflight}: GO or NO-GO for the kexec of one host, with what it holds preserved now. */
@Command(
        name = "preflight",
        mixinStandardHelpOptions = true,
        description = {
            "Says GO or NO-GO before the kexec: can the next kernel take what this host holds preserved now?",
            "The next kernel is the one that was announced ('luo-ledger announce'), or --to. Exit code 0 is GO, 1 is NO-GO;"
                    + " what isn't known is NO-GO."
        },
        footer = {
            "",
            "Example:",
            "  luo-ledger preflight --host h1 --log h1.avro && kexec -e",
            "For a whole fleet, and for ways with a stop in between: luo-ledger abi plan"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PreflightCommand extends JudgingCommand {
    private final AbiGate gate = SimulatedReader.gate();

    @Option(names = "--host", required = true, paramLabel = "H", description = "The host.")
    private String host;

    @Option(
            names = "--to",
            paramLabel = "KERNEL",
            description =
                    "The next kernel: a release, a file, a source tree or a git reference. Default: the announced one.")
    private @Nullable String to;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The host's log file, instead of a cluster; - is standard input.")
    private @Nullable Path log;

    @Mixin
    private final AcceptOption accept = new AcceptOption();

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Option(
            names = "--panic-on-warn",
            description = "The next kernel boots with panic_on_warn: it dies of what others warn about.")
    private boolean panicOnWarn;

    @Option(
            names = "--strict",
            description =
                    "NO-GO also when a risk is open: a device that may not keep its address, a session of the update"
                            + " before that isn't finished, a gap in the ledger.")
    private boolean strict;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    /** @param announced the announcement that names the target, null when the user does */
    private record Answer(Preflight preflight, Progress.@Nullable Announcement announced) {}

    @Override
    public Integer call() {
        if (log != null && kafka.given()) {
            throw new UsageException(
                    "--log names a file and --bootstrap-server or --data a cluster; expected one of them");
        }
        Set<Consequence> accepted = accept.consequences();
        Answer answer;
        if (log != null) {
            answer = answer(HoldingsSource.log(log, replay()), Map.of(), log.toString(), accepted);
        } else {
            PrintWriter err = err();
            try (Cluster cluster = Cluster.existing(kafka, err)) {
                answer = answer(
                        HoldingsSource.cluster(cluster.client(), Optional.of(host), replay(), err),
                        KnownKernels.published(cluster.client(), err),
                        "the cluster at " + cluster.client().bootstrapServers(),
                        accepted);
            }
        }
        if (json) {
            Json.print(out(), PreflightJson.document(answer.preflight(), answer.announced(), strict));
        } else {
            text(answer);
        }
        return answer.preflight().go(strict) ? ExitCode.OK : ExitCode.FOUND;
    }

    // ---- what is known ----

    private Replay replay() {
        return new Replay(new Ledger(), gate, host, null);
    }

    private Answer answer(
            HeldState held, Map<String, AbiDescriptor> published, String where, Set<Consequence> accepted) {
        HostView view = HostView.of(held.replay().entities(), host);
        if (view == null) {
            throw new UsageException("no event of host " + host + " in " + where);
        }
        Progress.Announcement announced = view.announced();
        Map<String, AbiDescriptor> named = new LinkedHashMap<>(published);
        AbiSources sources = options.sources();
        String target;
        if (to != null) {
            target = KnownKernels.name(to, sources, named);
        } else if (announced != null) {
            target = announced.kernel();
        } else {
            throw new UsageException("no kernel is announced for host " + host + " in " + where
                    + "; expected --to KERNEL, or luo-ledger announce first");
        }
        options.requireTree(sources);
        AbiJudge judge = new AbiJudge(
                release -> PublishedDescriptors.find(named, release)
                        .map(kernel -> panicOnWarn ? kernel.withPanicOnWarn(true) : kernel),
                List.of(),
                gate,
                new AbiDigest.InMemory());
        return new Answer(Preflight.of(held, view, target, judge, accepted), to == null ? announced : null);
    }

    // ---- what is said ----

    private void text(Answer answer) {
        PrintWriter out = out();
        Preflight preflight = answer.preflight();
        Holdings holdings = preflight.holdings();
        Progress.Announcement announced = answer.announced();
        out.println((preflight.go(strict) ? "GO" : "NO-GO") + "  host " + host + ": "
                + Printable.text(holdings.kernel())
                + " -> " + Printable.text(preflight.target())
                + (announced == null
                        ? ""
                        : " (announced" + (announced.plan() == null ? "" : " by " + Printable.text(announced.plan()))
                                + ", sequence " + announced.sequence() + ")"));
        out.println("  holds: "
                + (holdings.isEmpty()
                        ? "nothing"
                        : Printable.text(String.join(
                                ", ",
                                Stream.concat(
                                                holdings.handlers().stream(),
                                                holdings.flbs().stream().map(flb -> "FLB " + flb))
                                        .toList()))));
        preflight
                .ready()
                .unknown()
                .forEach(one -> out.println("  not known: " + one.what().word() + " " + Printable.text(one.name())
                        + (one.what() == What.RECORD ? "" : ": " + Printable.text(one.reason()))));
        preflight.ready().against().forEach(kind -> out.println("  against: " + Causes.spelled(kind.text())));
        preflight.ready().losses().forEach(kind -> out.println("  loses: " + kind.text()));
        preflight
                .risks()
                .forEach(risk -> out.println("  risk: " + risk.kind().id() + " " + Printable.text(risk.subject()) + ": "
                        + Printable.text(risk.found())));
        legend(preflight).print(out);
    }

    private Legend legend(Preflight preflight) {
        Legend legend = new Legend().word(preflight.go(strict) ? "GO" : "NO-GO", "answer of preflight");
        Stream.of(preflight.ready().against(), preflight.ready().losses())
                .flatMap(List::stream)
                .forEach(kind -> legend.verdict(kind.outcome(), kind.consequence()));
        preflight.risks().forEach(risk -> legend.finding(risk.kind()));
        return legend;
    }
}
