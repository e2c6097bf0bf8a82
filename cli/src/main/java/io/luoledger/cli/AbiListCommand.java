package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The known kernels. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists the known kernels: how well each is known, and the strings that its hand-over is guarded by.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AbiListCommand extends LedgerCommand {
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

    @Override
    public Integer call() {
        List<Kernel> kernels = Catalogue.names().stream().map(Kernel::of).toList();
        if (json) {
            Json.print(out(), Map.of("kernels", kernels));
        } else {
            TextTable table = new TextTable(0).numbers(2);
            table.head("kernel", "known", "structs", "compatible strings");
            kernels.forEach(kernel -> text(table, kernel));
            table.print(out());
        }
        return ExitCode.OK;
    }

    private static void text(TextTable table, Kernel kernel) {
        String guards = kernel.guards().entrySet().stream()
                .filter(guard -> guard.getKey().endsWith("_COMPATIBLE"))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(" "));
        table.row(
                kernel.release(),
                kernel.incomplete().isEmpty() ? kernel.confidence() : kernel.confidence() + ", incomplete",
                kernel.structs(),
                guards);
    }
}
