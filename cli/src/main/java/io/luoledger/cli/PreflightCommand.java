package io.luoledger.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.plan.Readiness;
import io.luoledger.abi.plan.Readiness.What;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.core.AbiDigest;
import io.luoledger.core.AbiJudge;
import io.luoledger.core.HostView;
import io.luoledger.core.Ledger;
import io.luoledger.core.OpenQuestions;
import io.luoledger.core.Progress;
import io.luoledger.engine.PublishedDescriptors;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code preflight}: GO or NO-GO for the kexec of one host, with what it holds preserved now. */
@Command(
        name = "preflight",
        mixinStandardHelpOptions = true,
        description = {
            "GO or NO-GO before the kexec: can the next kernel take what this host holds preserved now?",
            "The next kernel is the one that was announced ('luo-ledger announce'), or --to. Exit code 0 is GO, 1 is NO-GO;"
                    + " what isn't known is NO-GO."
        },
        footer = {
            "",
            "Example: luo-ledger preflight --host h1 --log h1.avro && kexec -e",
            "For a whole fleet, and for ways with a stop in between: luo-ledger abi plan"
        })
final class PreflightCommand implements Callable<Integer> {
    private final AbiGate gate = SimulatedReader.gate();

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", required = true, paramLabel = "H", description = "The host.")
    private String host;

    @Option(
            names = "--to",
            paramLabel = "KERNEL",
            description =
                    "The next kernel: a release, or a file with its descriptor or BTF. Default: the announced one")
    private @Nullable String to;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The host's log file, instead of a cluster; - is standard input.")
    private @Nullable Path log;

    @Mixin
    private final AcceptOption accept = new AcceptOption();

    @Mixin
    private final HeaderOptions headers = new HeaderOptions();

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

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    PreflightCommand() {}

    /**
     * The answer.
     *
     * @param risks findings that are open: warnings, and what a kexec now would lose of the update before
     */
    private record Answer(
            Holdings holdings,
            String target,
            Progress.@Nullable Announcement announced,
            Readiness ready,
            List<Finding> risks) {
        boolean go(boolean strict) {
            return ready.go() && (!strict || risks.isEmpty());
        }
    }

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
            PrintWriter err = spec.commandLine().getErr();
            try (Cluster cluster = Cluster.existing(kafka, err)) {
                answer = answer(
                        HoldingsSource.cluster(cluster.client(), Optional.of(host), replay(), err),
                        KnownKernels.published(cluster.client(), err),
                        "the cluster at " + cluster.client().bootstrapServers(),
                        accepted);
            }
        }
        if (json) {
            json(answer);
        } else {
            text(answer);
        }
        return answer.go(strict) ? ExitCode.OK : ExitCode.FOUND;
    }

    // ---- what is known ----

    private Replay replay() {
        return new Replay(new Ledger(), gate, host, null);
    }

    private Answer answer(
            HoldingsSource.Told told, Map<String, AbiDescriptor> published, String where, Set<Consequence> accepted) {
        Replay replay = told.replay();
        HostView view = HostView.of(replay.entities(), host);
        if (view == null) {
            throw new UsageException("no event of host " + host + " in " + where);
        }
        Progress.Announcement announced = view.announced();
        Map<String, AbiDescriptor> named = new LinkedHashMap<>(published);
        AbiSources sources = headers.sources();
        String target;
        if (to != null) {
            target = target(to, sources, named);
        } else if (announced != null) {
            target = announced.kernel();
        } else {
            throw new UsageException("no kernel is announced for host " + host + " in " + where
                    + "; expected --to KERNEL, or luo-ledger announce first");
        }
        headers.requireTree(sources);
        Holdings holdings = told.of(view);
        AbiJudge judge = new AbiJudge(
                release -> PublishedDescriptors.find(named, release)
                        .map(kernel -> panicOnWarn ? kernel.withPanicOnWarn(true) : kernel),
                List.of(),
                gate,
                new AbiDigest.InMemory());
        return new Answer(
                holdings,
                target,
                to == null ? announced : null,
                judge.ready(holdings, target, accepted),
                risks(replay, view));
    }

    /**
     * The name of the kernel that the user calls so, which is put there unless it is known: its release, or what the user
     * called it where that release is another kernel's, such as the one that the host runs.
     */
    private String target(String argument, AbiSources sources, Map<String, AbiDescriptor> named) {
        if (!Files.exists(Path.of(argument))
                && PublishedDescriptors.find(named, argument).isPresent()) {
            return argument;
        }
        AbiDescriptor descriptor = sources.load(argument);
        String release = descriptor.release();
        boolean taken = PublishedDescriptors.find(named, release)
                .filter(other -> !other.equals(descriptor))
                .isPresent();
        String name = taken ? argument : release;
        named.put(name, descriptor.withRelease(name));
        return name;
    }

    /** What the ledger said of the update to come and of itself, and what of the update before is open. */
    private List<Finding> risks(Replay replay, HostView view) {
        long next = view.state().current().liveUpdate() + 1;
        List<Finding> risks = new ArrayList<>();
        for (Finding finding : replay.findings()) {
            boolean ofNext = finding.liveUpdate() == next
                    && finding.kind().severity() != Severity.INFO
                    && !finding.kind().id().startsWith("ABI-");
            boolean ofLedger = finding.kind().severity() == Severity.ERROR
                    && finding.kind().id().startsWith("LOG-");
            if (ofNext || ofLedger) {
                risks.add(finding);
            }
        }
        risks.addAll(OpenQuestions.of(replay.entities(), host));
        return risks.stream().distinct().toList();
    }

    // ---- what is said ----

    private void text(Answer answer) {
        PrintWriter out = spec.commandLine().getOut();
        Holdings holdings = answer.holdings();
        Progress.Announcement announced = answer.announced();
        out.println((answer.go(strict) ? "GO" : "NO-GO") + "  host " + host + ": " + Printable.text(holdings.kernel())
                + " -> " + Printable.text(answer.target())
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
        answer.ready()
                .unknown()
                .forEach(one -> out.println("  not known: " + one.what().word() + " " + Printable.text(one.name())
                        + (one.what() == What.RECORD ? "" : ": " + Printable.text(one.reason()))));
        answer.ready().against().forEach(kind -> out.println("  against: " + kind.text()));
        answer.ready().losses().forEach(kind -> out.println("  loses: " + kind.text()));
        answer.risks()
                .forEach(risk -> out.println("  risk: " + risk.kind().id() + " " + Printable.text(risk.subject()) + ": "
                        + Printable.text(risk.found())));
    }

    private void json(Answer answer) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("verdict", answer.go(strict) ? "GO" : "NO-GO")
                .put("host", host)
                .put("from", answer.holdings().kernel())
                .put("to", answer.target());
        Progress.Announcement announced = answer.announced();
        if (announced != null) {
            root.putObject("announced").put("plan", announced.plan()).put("sequence", announced.sequence());
        }
        root.set("handlers", mapper.valueToTree(answer.holdings().handlers()));
        root.set("flbs", mapper.valueToTree(answer.holdings().flbs()));
        ArrayNode unknown = root.putArray("unknown");
        answer.ready()
                .unknown()
                .forEach(one ->
                        unknown.addObject().put(one.what().word(), one.name()).put("reason", one.reason()));
        verdicts(root.putArray("against"), answer.ready().against());
        verdicts(root.putArray("losses"), answer.ready().losses());
        ArrayNode risks = root.putArray("risks");
        answer.risks()
                .forEach(risk -> risks.addObject()
                        .put("id", risk.kind().id())
                        .put("subject", risk.subject())
                        .put("expected", risk.expected())
                        .put("found", risk.found()));
        spec.commandLine().getOut().println(root.toPrettyString());
    }

    private static void verdicts(ArrayNode array, List<KindVerdict> kinds) {
        kinds.forEach(kind -> array.addObject()
                .put("kind", kind.kind())
                .put("outcome", kind.outcome().name())
                .put("consequence", kind.consequence()));
    }
}
