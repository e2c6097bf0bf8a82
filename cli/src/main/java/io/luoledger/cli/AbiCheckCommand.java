package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.report.FailOn;
import io.luoledger.abi.report.GithubReport;
import io.luoledger.abi.report.JsonReport;
import io.luoledger.abi.report.JunitReport;
import io.luoledger.abi.report.KtapReport;
import io.luoledger.abi.report.Report;
import io.luoledger.abi.report.SarifReport;
import io.luoledger.abi.report.Subjects;
import io.luoledger.abi.series.Series;
import io.luoledger.abi.series.SeriesCheck;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.abi.verdict.Waivers;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares two kernels. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Says whether a kernel can read what another one leaves: every finding, by kind, with the consequence.",
            "A kernel is a release of the catalogue, a file (descriptor, facts, BTF, vmlinux), a source tree or a git reference.",
            "What a difference does that nobody refuses is found out by simulated kernels: one writes, the other reads. What they "
                    + "don't read (IOMMU, memory map, device-tree forms, another page size) gets its layer's usual consequence; "
                    + "the finding says so, docs/abi-reading.md lists it.",
            "",
            "Of a change, a finding names the line of the header and the guard (a compatible string or version) that stands for"
                    + " these bytes: what has to change with them."
        },
        footer = {
            "",
            "A waiver lets one finding pass, until a day. FILE of --waivers is JSON:",
            "",
            "  {\"waivers\": [{\"id\": \"ABI-FIELD-ADDED\",",
            "                \"path\": \"memfd_luo_ser.*\",",
            "                \"reason\": \"no host runs it yet\",",
            "                \"expires\": \"2027-01-31\"}]}",
            "",
            "path is the finding's own, such as STRUCT.FIELD; * at its end stands for any rest. A waiver that has expired, or"
                    + " that matches nothing, is a finding itself.",
            "",
            "Examples, in a kernel's own repository:",
            "  luo-ledger abi check --from v7.3 --to HEAD --format github",
            "  luo-ledger abi check --series v7.3..HEAD --fail-on silent",
            "  git bisect run luo-ledger abi check --bisect --from v7.3 --fail-on silent"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing wrong",
            "1:done, and something is wrong",
            "2:wrong usage",
            "3:input that can't be read",
            "125:with --bisect, a commit that can't be judged",
            "128:with --bisect instead of 2 and 3: stops the bisect"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiCheckCommand extends JudgingCommand {
    @Spec
    private CommandSpec spec;

    enum Format {
        TEXT,
        JSON,
        JUNIT,
        GITHUB,
        SARIF,
        KTAP
    }

    @Option(names = "--from", paramLabel = "KERNEL", description = "The outgoing kernel.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "KERNEL", description = "The incoming kernel.")
    private @Nullable String to;

    @Option(
            names = "--bisect",
            description = {
                "Be a step of git bisect run: test the commit that is checked out (or --to), and end with "
                        + "0 when it is good, 1 when it is bad, 125 when it can't be judged, 128 (which stops the bisect) "
                        + "for any trouble."
            })
    private boolean bisect;

    @Option(
            names = "--series",
            paramLabel = "A..B",
            description = {
                "Instead of two kernels: commit by commit of this range, each against A: what each changes, the first that "
                        + "breaks, and whether its guard changed with it. Text, JSON or KTAP."
            })
    private @Nullable String series;

    @Option(
            names = "--mailbox",
            paramLabel = "FILE",
            description = {
                "The same of the patches in a mailbox (- is standard input), on the source tree or git reference of --from. "
                        + "A series that isn't whole is refused."
            })
    private @Nullable Path mailbox;

    @Option(names = "--format", paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES} (default: TEXT).")
    private @Nullable Format format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(names = "--both", description = "The way back too.")
    private boolean both;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing: the exit code says it.")
    private boolean quiet;

    @Option(names = "--waivers", paramLabel = "FILE", description = "Findings to let pass: id, path, reason, expires.")
    private @Nullable Path waivers;

    @Option(
            names = "--fail-on",
            split = ",",
            paramLabel = "OUTCOME",
            defaultValue = "silent,refused,absent,incomplete",
            description = {
                "What gives exit code 1: ${COMPLETION-CANDIDATES} (default: all of them). With silent alone a correctly "
                        + "guarded change stays green and a break that no kernel would notice does not."
            })
    private List<FailOn> failOn = List.of();

    @Option(
            names = "--notes",
            description = "Show known defects of these kernels too, which no change brought. JSON always has them.")
    private boolean notes;

    @Option(
            names = "--panic-on-warn",
            description = "The incoming kernel boots with panic_on_warn: it dies of what others warn about.")
    private boolean panicOnWarn;

    @Option(
            names = "--release",
            paramLabel = "NAME",
            description =
                    "The release of a kernel whose file doesn't tell it (BTF): its strings come from the catalogue. "
                            + "FILE#NAME says it of one of two.")
    private @Nullable String release;

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Override
    public Integer call() {
        Format form = format();
        requireOneTask();
        if (series != null || mailbox != null) {
            return series(form);
        }
        AbiSources sources = options.sources();
        AbiDescriptor outgoing = booted(sources.load(String.valueOf(from), release), both);
        AbiDescriptor incoming;
        try {
            incoming = booted(sources.load(to == null ? BisectStep.tested(options) : to, release), true);
        } catch (UnreadableInputException unreadable) {
            if (bisect) {
                return skip(unreadable.getMessage());
            }
            throw unreadable;
        }
        options.requireTree(sources);
        Waivers list = waivers();
        List<PairVerdict> pairs = new ArrayList<>();
        AbiGate gate = SimulatedReader.gate();
        pairs.add(list.apply(gate.check(outgoing, incoming)));
        if (both) {
            pairs.add(list.apply(gate.check(incoming, outgoing)));
        }
        Report report = new Report(pairs, list.findings(), Set.copyOf(failOn), Subjects.of(outgoing, incoming), notes);
        if (!quiet) {
            print(form, report);
        }
        Optional<String> unjudged = bisect ? BisectStep.unjudged(outgoing, incoming, report) : Optional.empty();
        return unjudged.map(this::skip).orElse(report.fails() ? ExitCode.FOUND : ExitCode.OK);
    }

    private int skip(@Nullable String why) {
        err().println("luo-ledger: this commit can't be judged: " + why);
        return BisectStep.SKIP;
    }

    private int series(Format form) {
        if (form != Format.TEXT && form != Format.JSON && form != Format.KTAP) {
            throw new UsageException("--format " + form.name().toLowerCase(Locale.ROOT)
                    + " isn't made of a series; expected text, json or ktap");
        }
        AbiSources sources = options.sources();
        Waivers list = waivers();
        Series read = series != null
                ? GitSeries.read(options.repository(), series)
                : MailedSeries.read(
                        Objects.requireNonNull(mailbox), sources.source(String.valueOf(from)), String.valueOf(from));
        SeriesCheck check = new SeriesCheck(
                sources::tree,
                SimulatedReader.gate(),
                list,
                Set.copyOf(failOn),
                both,
                notes,
                kernel -> booted(kernel, true));
        SeriesCheck.Result result;
        try (ProgressLine progress = ProgressLine.of("judging", read.steps().size(), "changes")) {
            result = check.judge(read, progress::at);
        }
        SeriesReport report = new SeriesReport(result);
        if (!quiet) {
            print(form, report);
        }
        return report.exitCode();
    }

    private void print(Format form, SeriesReport report) {
        if (form == Format.JSON) {
            report.json(exact());
        } else if (form == Format.KTAP) {
            exact().print(report.ktap());
        } else {
            report.text(out());
        }
    }

    /** Which of the kernels are needed depends on what is asked for. */
    private void requireOneTask() {
        boolean ofSeries = series != null || mailbox != null;
        if ((series != null && mailbox != null) || (ofSeries && bisect)) {
            throw new UsageException("--bisect, --series and --mailbox are three tasks; expected one of them");
        }
        if (ofSeries && (to != null || release != null)) {
            throw new UsageException("--to and --release go with two kernels, not with --series or --mailbox");
        }
        if (series != null && from != null) {
            throw new UsageException("--series begins with its first commit; expected no --from");
        }
        List<ArgSpec> missing = new ArrayList<>();
        if (from == null && series == null) {
            missing.add(spec.findOption("--from"));
        }
        if (to == null && !bisect && !ofSeries) {
            missing.add(spec.findOption("--to"));
        }
        if (!missing.isEmpty()) {
            throw new MissingParameterException(spec.commandLine(), missing, "kernels are missing");
        }
    }

    private Waivers waivers() {
        return new Waivers(
                waivers == null ? List.of() : Waivers.read(AbiSources.bytes(waivers), waivers.toString()),
                LocalDate.now(ZoneOffset.UTC));
    }

    private AbiDescriptor booted(AbiDescriptor kernel, boolean isIncoming) {
        return panicOnWarn && isIncoming ? kernel.withPanicOnWarn(true) : kernel;
    }

    private Format format() {
        if (json && format != null && format != Format.JSON) {
            throw new UsageException("--json and --format " + format.name().toLowerCase(Locale.ROOT)
                    + " ask for two forms; expected one of them");
        }
        return json ? Format.JSON : format == null ? Format.TEXT : format;
    }

    private void print(Format form, Report report) {
        switch (form) {
            case TEXT -> {
                new AbiText(report, out()).print();
                legend(report).print(out());
            }
            case JSON -> exact().print(JsonReport.render(report));
            case JUNIT -> exact().print(JunitReport.render(report));
            case GITHUB -> exact().print(GithubReport.render(report));
            case KTAP -> exact().print(KtapReport.render(report));
            case SARIF ->
                exact().print(SarifReport.render(
                        report, AbiCheckCommand.class.getPackage().getImplementationVersion()));
        }
    }

    private static Legend legend(Report report) {
        Legend legend = new Legend();
        for (PairVerdict pair : report.pairs()) {
            legend.verdict(pair.outcome(), pair.consequence());
            pair.kinds().forEach(kind -> legend.verdict(kind.outcome(), kind.consequence()));
        }
        return legend;
    }
}
