package io.luoledger.cli;

import io.luoledger.registry.RegistryHistory;
import io.luoledger.wire.SchemaCheck;
import io.luoledger.wire.SchemaPublisher;
import io.luoledger.wire.SchemaTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The Avro schemas: are they compatible with everything that was published, and publish them. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Checks the Avro schemas against every published version, and publishes them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SchemaCommand.Check.class, SchemaCommand.Publish.class})
final class SchemaCommand extends CommandGroup {
    SchemaCommand() {
        super("which command: check or publish?");
    }

    private static void print(PrintWriter out, SchemaCheck.Problem problem) {
        out.println("ERROR " + problem.subject()
                + (problem.version() == 0 ? "" : " against version " + problem.version()) + ": " + problem.path());
        out.println("  " + meaning(problem.direction()) + problem.reason());
        out.println("  do: " + problem.remedy());
    }

    private static String meaning(SchemaCheck.Direction direction) {
        return switch (direction) {
            case BACKWARD -> "what that version wrote can't be read any more: ";
            case FORWARD -> "readers of that version can't read what this one writes: ";
            case LEDGER -> "the chain would break: ";
            case ITSELF -> "";
        };
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Checks the current schemas against every published version, in both directions, and that no published"
                        + " schema was edited.",
                "With --registry, also that the registry has them and would take the next ones.",
                "Tells all that is wrong; exits with 1 then."
            })
    @SuppressWarnings("NullAway.Init")
    static final class Check extends JudgingCommand {
        @Option(names = "--json", description = "Print one JSON document.")
        private boolean json;

        @Mixin
        private final RegistryOptions registry = new RegistryOptions();

        @Override
        public Integer call() {
            List<SchemaCheck.Problem> problems = new ArrayList<>(SchemaCheck.ofWorkingSchemas());
            if (registry.given()) {
                problems.addAll(registry.history().check());
            }
            List<String> edited = SchemaTable.edited();
            PrintWriter out = out();
            if (json) {
                out.println(Json.line(document(problems, edited)));
            } else {
                text(out, problems, edited);
            }
            return problems.isEmpty() && edited.isEmpty() ? ExitCode.OK : ExitCode.FOUND;
        }

        private static void text(PrintWriter out, List<SchemaCheck.Problem> problems, List<String> edited) {
            for (Map.Entry<String, Long> subject : SchemaCheck.versions().entrySet()) {
                boolean clean =
                        problems.stream().noneMatch(problem -> problem.subject().equals(subject.getKey()));
                out.println((clean ? "ok    " : "wrong ") + subject.getKey() + ": against "
                        + Counts.of(subject.getValue(), "published version")
                        + ", both directions");
            }
            problems.forEach(problem -> print(out, problem));
            edited.forEach(line -> out.println("ERROR " + line));
        }

        private record Document(List<Subject> subjects, List<Wrong> problems, List<String> edited) {}

        private record Subject(String subject, long versions) {}

        private record Wrong(String subject, int version, String direction, String path, String reason, String remedy) {
            static Wrong of(SchemaCheck.Problem problem) {
                return new Wrong(
                        problem.subject(),
                        problem.version(),
                        problem.direction().name().toLowerCase(Locale.ROOT),
                        problem.path(),
                        problem.reason(),
                        problem.remedy());
            }
        }

        private static Document document(List<SchemaCheck.Problem> problems, List<String> edited) {
            return new Document(
                    SchemaCheck.versions().entrySet().stream()
                            .map(subject -> new Subject(subject.getKey(), subject.getValue()))
                            .toList(),
                    problems.stream().map(Wrong::of).toList(),
                    edited);
        }
    }

    @Command(
            name = "publish",
            mixinStandardHelpOptions = true,
            description = {
                "Freezes the current schemas as the next published version, in the source tree: for developers of"
                        + " luo-ledger.",
                "Refuses, and writes nothing, when one of them isn't compatible with every version before.",
                "With --registry: puts every published version into a schema registry instead."
            })
    @SuppressWarnings("NullAway.Init")
    static final class Publish extends JudgingCommand {
        @Option(
                names = "--history",
                paramLabel = "DIR",
                defaultValue = "schemas/history",
                description = "Where the published schemas are (default: ${DEFAULT-VALUE}).")
        private Path history;

        @Option(
                names = "--replace-unreleased",
                description = "Write versions that were never released anew, instead of adding one.")
        private boolean replace;

        @Option(names = "--release", description = "Then mark all versions as released: they are never replaced again.")
        private boolean release;

        @Mixin
        private final RegistryOptions registry = new RegistryOptions();

        @Override
        public Integer call() {
            return registry.given() ? toRegistry() : toHistory();
        }

        private int toRegistry() {
            if (replace || release) {
                throw new UsageException("--registry publishes what stands in the history; --replace-unreleased and"
                        + " --release change the history");
            }
            RegistryHistory.Outcome outcome = registry.history().publish();
            PrintWriter out = out();
            TextTable table = new TextTable(0);
            for (RegistryHistory.Published one : outcome.published()) {
                table.row(
                        one.added() ? "added" : "has", one.subject(), "version " + one.version() + ", id " + one.id());
            }
            table.print(out);
            outcome.problems().forEach(problem -> print(out, problem));
            return outcome.problems().isEmpty() ? ExitCode.OK : ExitCode.FOUND;
        }

        private int toHistory() {
            SchemaPublisher publisher = new SchemaPublisher(history);
            SchemaPublisher.Outcome outcome = replace ? publisher.replaceUnreleased() : publisher.publish();
            PrintWriter out = out();
            outcome.written().forEach(file -> out.println("wrote " + history.resolve(file)));
            outcome.problems().forEach(problem -> print(out, problem));
            if (!outcome.problems().isEmpty()) {
                return ExitCode.FOUND;
            }
            if (release) {
                publisher.release().forEach(file -> out.println("released " + file));
            } else if (outcome.written().isEmpty()) {
                out.println("Nothing to publish: every schema is its newest version.");
            }
            return ExitCode.OK;
        }
    }
}
