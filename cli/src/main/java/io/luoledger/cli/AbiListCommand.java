package io.luoledger.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Guard;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The known kernels. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Known kernels.")
final class AbiListCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    AbiListCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        ObjectNode root = JSON.createObjectNode();
        ArrayNode kernels = root.putArray("kernels");
        for (String name : Catalogue.names()) {
            AbiDescriptor descriptor = Catalogue.find(name).orElseThrow();
            String confidence = descriptor.confidence().name().toLowerCase(Locale.ROOT);
            if (json) {
                ObjectNode node = kernels.addObject();
                node.put("release", name);
                node.put("confidence", confidence);
                node.put("structs", descriptor.structs().size());
                ObjectNode guards = node.putObject("guards");
                descriptor.guards().forEach(guard -> guards.put(guard.name(), guard.value()));
                ArrayNode incomplete = node.putArray("incomplete");
                descriptor.incomplete().forEach(incomplete::add);
                node.put("source", descriptor.source());
            } else {
                String guards = descriptor.guards().stream()
                        .filter(guard -> guard.name().endsWith("_COMPATIBLE"))
                        .map(Guard::value)
                        .collect(Collectors.joining(" "));
                String known = descriptor.isComplete() ? "" : "  (incomplete)";
                out.printf(
                        "%-24s %-7s %2d structs  %s%s%n",
                        name, confidence, descriptor.structs().size(), guards, known);
            }
        }
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        }
        return ExitCode.OK;
    }
}
