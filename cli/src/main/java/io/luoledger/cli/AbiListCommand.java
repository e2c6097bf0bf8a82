package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The known kernels. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists the known kernels, and the trees that were posted besides, by what they are about: how well each is"
                        + " known, and the strings that its hand-over is guarded by.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiListCommand extends LedgerCommand {
    /** Names of constants whose value is a string that is compared. */
    private static final Pattern STRING = Pattern.compile(".*_COMPATIBLE|.*_(FH|FLB)_NAME");

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    private record Kernel(
            String release,
            String confidence,
            int structs,
            Map<String, String> guards,
            List<String> incomplete,
            String source) {
        static Kernel of(String name) {
            AbiDescriptor descriptor = Catalogue.find(name).orElseThrow();
            Map<String, String> guards = new LinkedHashMap<>();
            descriptor.guards().forEach(guard -> guards.put(guard.name(), guard.value()));
            return new Kernel(
                    name,
                    descriptor.confidence().name().toLowerCase(Locale.ROOT),
                    descriptor.structs().size(),
                    guards,
                    descriptor.incomplete(),
                    descriptor.source());
        }
    }

    private record Group(String name, String title, List<Kernel> trees) {
        static Group of(Catalogue.Group group) {
            return new Group(
                    group.name(),
                    group.title(),
                    group.trees().stream().map(Kernel::of).toList());
        }
    }

    private record Listed(List<Kernel> kernels, List<Group> groups) {}

    @Override
    public Integer call() {
        List<Kernel> kernels = Catalogue.names().stream().map(Kernel::of).toList();
        List<Group> groups = Catalogue.groups().stream().map(Group::of).toList();
        if (json) {
            Json.print(out(), new Listed(kernels, groups));
        } else {
            table("kernel", kernels);
            for (Group group : groups) {
                out().println();
                out().println("group " + group.name() + ": " + group.title());
                table("tree", group.trees());
            }
        }
        return ExitCode.OK;
    }

    private void table(String first, List<Kernel> kernels) {
        TextTable table = new TextTable(0).numbers(2);
        table.head(first, "known", "structs", "compatible strings");
        kernels.forEach(kernel -> text(table, kernel));
        table.print(out());
    }

    private static void text(TextTable table, Kernel kernel) {
        String guards = kernel.guards().entrySet().stream()
                .filter(guard -> STRING.matcher(guard.getKey()).matches())
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(" "));
        table.row(
                kernel.release(),
                kernel.incomplete().isEmpty() ? kernel.confidence() : kernel.confidence() + ", incomplete",
                kernel.structs(),
                guards);
    }
}
