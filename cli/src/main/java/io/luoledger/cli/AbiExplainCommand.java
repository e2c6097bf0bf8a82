package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiHistory;
import io.luoledger.abi.AbiHistory.Step;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Field;
import io.luoledger.abi.Layer;
import io.luoledger.abi.StructLayout;
import io.luoledger.abi.change.StructChanges;
import io.luoledger.abi.change.StructChanges.BothWays;
import io.luoledger.abi.change.StructChanges.Bump;
import io.luoledger.abi.change.StructChanges.Change;
import io.luoledger.abi.verdict.Lint;
import io.luoledger.finding.FindingKind;
import io.luoledger.glossary.EveryFinding;
import io.luoledger.glossary.Glossary;
import io.luoledger.glossary.Word;
import io.luoledger.simulator.trial.SimulatedReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says everything about one struct, or about one rule. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Shows a struct's layout, its guard (the string that stands for its bytes), who embeds it, its history over the"
                        + " releases and what a change would need; or says what a finding means.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiExplainCommand extends LedgerCommand {
    @Parameters(paramLabel = "STRUCT", description = "Name of a struct, or a finding's id such as ABI-FIELD-MOVED.")
    private String name;

    @Option(
            names = "--kernel",
            paramLabel = "KERNEL",
            description =
                    "A release, a file, a source tree or a git reference (default: the newest release that has it).")
    private @Nullable String kernel;

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = out();
        Optional<FindingKind> rule = EveryFinding.all().stream()
                .filter(kind -> kind.id().equalsIgnoreCase(name))
                .findFirst();
        if (rule.isPresent()) {
            options.requireTree(options.sources());
            if (json) {
                Json.print(out, Rule.of(rule.get()));
                return ExitCode.OK;
            }
            out.printf(
                    "%s  %s  %s%n  %s%n  fix: %s%n",
                    rule.get().id(),
                    rule.get().severity(),
                    rule.get().title(),
                    rule.get().explanation(),
                    rule.get().remedy());
            return ExitCode.OK;
        }
        AbiSources sources = options.sources();
        AbiDescriptor descriptor = kernel == null ? newest() : sources.load(kernel);
        options.requireTree(sources);
        StructLayout layout = descriptor
                .struct(name)
                .orElseThrow(() -> unknown(
                        "no struct " + Printable.text(name) + " in " + descriptor.release(),
                        descriptor.structs().stream().map(StructLayout::name).toList()));
        if (json) {
            StructChanges changes = new StructChanges(descriptor, layout, SimulatedReader.gate());
            Json.print(out, Explained.of(descriptor, layout, changes));
            return ExitCode.OK;
        }
        layout(out, descriptor, layout);
        history(out);
        StructChanges changes = new StructChanges(descriptor, layout, SimulatedReader.gate());
        new ChangeText(changes.bumps(), changes.all()).print(out);
        return ExitCode.OK;
    }

    private AbiDescriptor newest() {
        List<Step> steps = AbiHistory.of(name);
        if (steps.isEmpty()) {
            throw unknown("no struct or finding called " + Printable.text(name), AbiHistory.structs());
        }
        List<String> all =
                steps.stream().flatMap(step -> step.releases().stream()).toList();
        String release = all.stream()
                .filter(one -> Character.isDigit(one.charAt(0)))
                .reduce((older, newer) -> newer)
                .orElse(all.getLast());
        return Catalogue.find(release).orElseThrow();
    }

    private UsageException unknown(String what, List<String> structs) {
        return new UsageException(what
                + UsageText.nearest(name, structs)
                        .map(one -> "; did you mean " + one + "?")
                        .orElse("; known structs: " + String.join(", ", structs))
                + "; other words: `luo-ledger explain`");
    }

    private void layout(PrintWriter out, AbiDescriptor descriptor, StructLayout layout) {
        out.printf(
                "%s in %s: %s bytes, %s%n",
                layout.name(), descriptor.release(), layout.size(), layout.packed() ? "packed" : "not packed");
        TextTable table = new TextTable(2);
        for (Field field : layout.fields()) {
            table.row(
                    field.place(),
                    field.typeText(),
                    field.name(),
                    field.pointsTo() == null ? "" : "-> " + field.pointsTo());
        }
        table.print(out);
        out.printf("  guard: %s%n", AbiHistory.guardValue(descriptor, layout));
        List<StructLayout> embedders = AbiHistory.embedders(descriptor, layout.name());
        for (StructLayout outer : embedders) {
            out.printf("  embedded in %s, whose guard is %s%n", outer.name(), AbiHistory.guardValue(descriptor, outer));
        }
        out.printf(
                "  source: %s (%s)%n",
                layout.source(), layout.confidence().name().toLowerCase(java.util.Locale.ROOT));
        descriptor.incomplete().stream()
                .filter(what -> what.contains(layout.name()))
                .forEach(what -> out.printf("  not known: %s%n", what));
        if (layout.notes() != null) {
            out.printf("  notes: %s%n", layout.notes());
        }
        Lint.of(descriptor).stream()
                .filter(finding ->
                        finding.path().equals(layout.name()) || finding.path().equals(layout.guard()))
                .forEach(finding -> out.printf(
                        "  %s %s: %s%n",
                        finding.kind().severity(), finding.kind().id(), finding.explanation()));
    }

    private void history(PrintWriter out) {
        out.println("history");
        for (Step step : AbiHistory.of(name)) {
            String fields = step.layout().fields().stream()
                    .map(field -> field.name() + field.place())
                    .collect(Collectors.joining(" "));
            out.printf(
                    "  %s: %s, %s bytes: %s%n",
                    String.join(", ", step.releases()),
                    step.guardValue(),
                    step.layout().size(),
                    fields);
        }
    }

    // ---- the document ----

    private record Rule(String id, String severity, String title, String explanation, String remedy) {
        static Rule of(FindingKind kind) {
            return new Rule(kind.id(), kind.severity().name(), kind.title(), kind.explanation(), kind.remedy());
        }
    }

    private record Part(
            String name,
            String type,
            @Nullable Integer offset,
            @Nullable Integer size,
            @Nullable String pointsTo) {
        static List<Part> of(StructLayout layout) {
            return layout.fields().stream()
                    .map(field ->
                            new Part(field.name(), field.typeText(), field.offset(), field.size(), field.pointsTo()))
                    .toList();
        }
    }

    private record Era(
            List<String> kernels, String guard, @Nullable Integer size, List<Part> fields) {}

    private record ToBump(
            String guard,
            String value,
            String next,
            String struct,
            Layer layer,
            String meaning,
            @Nullable String remedy,
            BothWays mismatch) {
        static ToBump of(Bump bump) {
            Word layer = Glossary.word(bump.guard().layer());
            return new ToBump(
                    bump.guard().name(),
                    bump.guard().value(),
                    bump.next(),
                    bump.struct(),
                    bump.guard().layer(),
                    layer.meaning(),
                    layer.remedy(),
                    bump.mismatch());
        }
    }

    private record Explained(
            String struct,
            String kernel,
            @Nullable Integer size,
            boolean packed,
            String guard,
            List<Part> fields,
            List<String> embeddedIn,
            String source,
            List<String> notKnown,
            List<Era> history,
            List<ToBump> bumps,
            List<Change> changes) {
        static Explained of(AbiDescriptor kernel, StructLayout layout, StructChanges changes) {
            return new Explained(
                    layout.name(),
                    kernel.release(),
                    layout.size(),
                    layout.packed(),
                    AbiHistory.guardValue(kernel, layout),
                    Part.of(layout),
                    AbiHistory.embedders(kernel, layout.name()).stream()
                            .map(StructLayout::name)
                            .toList(),
                    layout.source(),
                    kernel.incomplete().stream()
                            .filter(what -> what.contains(layout.name()))
                            .toList(),
                    AbiHistory.of(layout.name()).stream()
                            .map(step -> new Era(
                                    step.releases(),
                                    step.guardValue(),
                                    step.layout().size(),
                                    Part.of(step.layout())))
                            .toList(),
                    changes.bumps().stream().map(ToBump::of).toList(),
                    changes.all());
        }
    }
}
