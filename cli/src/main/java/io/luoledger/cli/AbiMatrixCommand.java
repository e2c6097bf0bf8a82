package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.report.JsonReport;
import io.luoledger.abi.report.Report;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.simulator.trial.SimulatedReader;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Every ordered pair. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        description = "Shows what every kernel makes of every other's hand-over: outcome and consequence.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiMatrixCommand extends LedgerCommand {
    @Parameters(
            paramLabel = "KERNEL",
            arity = "0..*",
            description = "Releases, files, source trees or git references (default: the known kernels).")
    private List<String> names = List.of();

    @Option(
            names = "--group",
            split = ",",
            paramLabel = "GROUP",
            description = "Posted trees that are about one thing, such as cpu ('abi list' shows the groups).")
    private List<String> groups = List.of();

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Option(names = "--json", description = "One JSON document, with every finding.")
    private boolean json;

    @Override
    public Integer call() {
        AbiSources sources = options.sources();
        List<AbiDescriptor> kernels = (names.isEmpty() && groups.isEmpty()
                        ? Catalogue.names().stream()
                        : Stream.concat(names.stream(), groups.stream().flatMap(group -> trees(group).stream())))
                .map(sources::load)
                .toList();
        options.requireTree(sources);
        long start = System.nanoTime();
        List<PairVerdict> pairs = SimulatedReader.gate().matrix(kernels);
        long micros = (System.nanoTime() - start) / 1000;
        Report report = new Report(pairs, List.of());
        if (json) {
            exact().print(JsonReport.render(report));
        } else {
            new AbiMatrixText(kernels.stream().map(AbiDescriptor::release).toList(), pairs).print(out());
            out().println(Counts.of(kernels.size(), "kernel") + ", " + Counts.of(pairs.size(), "pair") + ", judged in "
                    + micros / 1000 + " ms");
        }
        return ExitCode.OK;
    }

    private static List<String> trees(String group) {
        return Catalogue.groups().stream()
                .filter(one -> one.name().equals(group))
                .map(Catalogue.Group::trees)
                .findFirst()
                .orElseThrow(() -> new UsageException("--group " + Printable.text(group) + ": expected one of "
                        + Catalogue.groups().stream().map(Catalogue.Group::name).collect(Collectors.joining(", "))));
    }
}
