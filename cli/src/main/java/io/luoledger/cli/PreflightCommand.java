package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.plan.Readiness;
import io.luoledger.abi.plan.Readiness.What;
import io.luoledger.core.Ledger;
import io.luoledger.core.Progress;
import io.luoledger.engine.PublishedDescriptors;
import io.luoledger.glossary.Causes;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.preflight.HeldState;
import io.luoledger.preflight.NextImage;
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
            "The next kernel is the one that was announced ('luo-ledger announce'), or --to, or the very image that is"
                    + " loaded (--next-image). Exit code 0 is GO, 1 is NO-GO; what isn't known is NO-GO."
        },
        footer = {
            "",
            "Example:",
            "  luo-ledger preflight --host h1 --log h1.avro && kexec -e",
            "  luo-ledger preflight --host h1 --log h1.avro --next-image /boot/vmlinuz-7.3.5",
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
            names = "--next-image",
            paramLabel = "FILE",
            description =
                    "The image that the host is to boot, a vmlinux or vmlinuz: judged by what it tells itself, and"
                            + " for the rest, marked as assumed, by the catalogue's kernel of its release (FILE#RELEASE names"
                            + " one). The way back is told, too.")
    private @Nullable String nextImage;

    @Option(
            names = "--modules",
            split = ",",
            paramLabel = "HANDLER",
            description = "Strings of file handlers that aren't built into the image: a module brings each, and is"
                    + " loaded before anybody opens /dev/liveupdate. With --next-image.")
    private List<String> modules = List.of();

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
        requireOneKernel();
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

    private void requireOneKernel() {
        if (to != null && nextImage != null) {
            throw new UsageException("--to names a kernel and --next-image an image; expected one of them");
        }
        if (nextImage == null && !modules.isEmpty()) {
            throw new UsageException(
                    "--modules says what an image doesn't have built in; expected --next-image with it");
        }
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
        Map<String, AbiDescriptor> named = new LinkedHashMap<>(published);
        AbiSources sources = options.sources();
        AbiJudge judge = new AbiJudge(
                release -> PublishedDescriptors.find(named, release)
                        .map(kernel -> panicOnWarn ? kernel.withPanicOnWarn(true) : kernel),
                List.of(),
                gate,
                new AbiDigest.InMemory());
        if (nextImage != null) {
            NextImage image = new NextImage(
                    AbiSources.imageFile(nextImage).toString(), sources.image(nextImage, Set.copyOf(modules)));
            options.requireTree(sources);
            String running = held.of(view).kernel();
            AbiDescriptor known = PublishedDescriptors.find(published, running).orElse(null);
            String target = KnownKernels.image(image.file(), image.kernel(), running, named);
            return new Answer(Preflight.of(held, view, image, target, known, judge, accepted), null);
        }
        Progress.Announcement announced = view.announced();
        String target = target(announced, where, sources, named);
        options.requireTree(sources);
        return new Answer(Preflight.of(held, view, target, judge, accepted), to == null ? announced : null);
    }

    private String target(
            Progress.@Nullable Announcement announced,
            String where,
            AbiSources sources,
            Map<String, AbiDescriptor> named) {
        if (to != null) {
            return KnownKernels.name(to, sources, named);
        }
        if (announced != null) {
            return announced.kernel();
        }
        throw new UsageException("no kernel is announced for host " + host + " in " + where
                + "; expected --to KERNEL, or luo-ledger announce first");
    }

    // ---- what is said ----

    private void text(Answer answer) {
        PrintWriter out = out();
        Preflight preflight = answer.preflight();
        Holdings holdings = preflight.holdings();
        Progress.Announcement announced = answer.announced();
        out.println(word(preflight.go(strict)) + "  host " + host + ": "
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
        if (preflight.image() != null) {
            PreflightImageText.print(out, preflight.image().next());
        }
        answer("  ", preflight.ready());
        preflight
                .risks()
                .forEach(risk -> out.println("  risk: " + risk.kind().id() + " " + Printable.text(risk.subject()) + ": "
                        + Printable.text(risk.found())));
        if (preflight.image() != null) {
            Readiness back = preflight.image().back();
            out.println("  way back: " + word(back.go()) + " to " + Printable.text(holdings.kernel())
                    + ", with the same kinds of files");
            answer("    ", back);
        }
        legend(preflight).print(out);
    }

    private void answer(String indent, Readiness ready) {
        PrintWriter out = out();
        ready.unknown()
                .forEach(
                        one -> out.println(indent + "not known: " + one.what().word() + " " + Printable.text(one.name())
                                + (one.what() == What.RECORD ? "" : ": " + Printable.text(one.reason()))));
        ready.against().forEach(kind -> out.println(indent + "against: " + Causes.spelled(kind.text())));
        ready.losses().forEach(kind -> out.println(indent + "loses: " + kind.text()));
    }

    private static String word(boolean go) {
        return go ? "GO" : "NO-GO";
    }

    private Legend legend(Preflight preflight) {
        Legend legend = new Legend().word(word(preflight.go(strict)), "answer of preflight");
        Stream.of(
                        Optional.of(preflight.ready()),
                        Optional.ofNullable(preflight.image()).map(Preflight.Image::back))
                .flatMap(Optional::stream)
                .flatMap(ready -> Stream.of(ready.against(), ready.losses()))
                .flatMap(List::stream)
                .forEach(kind -> legend.verdict(kind.outcome(), kind.consequence()));
        preflight.risks().forEach(risk -> legend.finding(risk.kind()));
        return legend;
    }
}
