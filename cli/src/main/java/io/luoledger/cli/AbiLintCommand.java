package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.SourceLine;
import io.luoledger.abi.report.Report;
import io.luoledger.abi.report.Subjects;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.HeaderLint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hazards of a header. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = {
            "Finds what will break a hand-over though nothing is wrong yet: bool and pointers in preserved state, enums without"
                    + " values, values that are numbered elsewhere, holes, structs without a version, sizes that depend on the"
                    + " configuration.",
            "Ends with 1 when one of severity ERROR is found. Only headers show all of it: a release of the catalogue or BTF"
                    + " has layouts and no comments."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiLintCommand extends LedgerCommand {
    @Parameters(
            paramLabel = "KERNEL",
            arity = "1..*",
            description = "Source trees, git references, files or releases of the catalogue.")
    private List<String> names = List.of();

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    private record Found(
            String id,
            String severity,
            String path,
            @Nullable String file,
            @Nullable Integer line,
            String explanation,
            String remedy) {
        static Found of(AbiFinding finding, Subjects subjects) {
            Optional<SourceLine> place = subjects.place(finding);
            return new Found(
                    finding.kind().id(),
                    finding.kind().severity().name(),
                    finding.path(),
                    place.map(SourceLine::file).orElse(null),
                    place.map(SourceLine::line).orElse(null),
                    finding.explanation(),
                    finding.kind().remedy());
        }
    }

    private record Linted(String kernel, List<Found> findings) {}

    @Override
    public Integer call() {
        AbiSources sources = options.sources();
        List<AbiDescriptor> kernels = names.stream().map(sources::load).toList();
        options.requireTree(sources);
        if (json) {
            Json.print(
                    out(),
                    Map.of(
                            "kernels",
                            kernels.stream().map(AbiLintCommand::linted).toList()));
        } else {
            kernels.forEach(this::text);
        }
        boolean error = kernels.stream()
                .flatMap(kernel -> HeaderLint.of(kernel).stream())
                .anyMatch(AbiFinding::isError);
        return error ? ExitCode.FOUND : ExitCode.OK;
    }

    private static Linted linted(AbiDescriptor kernel) {
        Subjects subjects = Subjects.of(kernel, kernel);
        return new Linted(
                kernel.release(),
                HeaderLint.of(kernel).stream()
                        .map(finding -> Found.of(finding, subjects))
                        .toList());
    }

    private void text(AbiDescriptor kernel) {
        List<AbiFinding> findings = HeaderLint.of(kernel);
        Map<String, Long> counts = findings.stream()
                .collect(Collectors.groupingBy(
                        finding -> finding.kind().severity().name(), Collectors.counting()));
        out().println(kernel.release() + ": "
                + (findings.isEmpty()
                        ? "no hazard found"
                        : Counts.of(counts.getOrDefault("ERROR", 0L), "error") + ", "
                                + Counts.of(counts.getOrDefault("WARNING", 0L), "warning")));
        AbiText text =
                new AbiText(new Report(List.of(), List.of(), Set.of(), Subjects.of(kernel, kernel), true), out());
        TextTable table = new TextTable(0);
        findings.forEach(finding -> text.lines("", finding).forEach(table::line));
        table.print(out());
    }
}
