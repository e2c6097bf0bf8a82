package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.core.FindingCatalogue;
import io.luoledger.finding.FindingKind;
import io.luoledger.view.ViewJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The catalogue of finding ids. */
@Command(
        name = "findings",
        mixinStandardHelpOptions = true,
        description = "The catalogue of finding ids: what each means, why it matters, what to do.")
final class FindingsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "only these")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** What picocli makes by reflection before it fills the fields. */
    @SuppressWarnings("NullAway.Init")
    FindingsCommand() {}

    @Override
    public Integer call() throws IOException {
        List<FindingKind> kinds = ids.isEmpty()
                ? all().toList()
                : ids.stream().map(FindingsCommand::find).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            json(kinds, out);
        } else {
            kinds.forEach(kind -> text(kind, out));
        }
        return ExitCode.OK;
    }

    /** What the ledger's checks say, then what the ABI gate says. */
    static Stream<FindingKind> all() {
        return Stream.concat(FindingCatalogue.all().stream(), AbiFindings.all().stream());
    }

    private static FindingKind find(String id) {
        return all().filter(kind -> kind.id().equals(id.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new UsageException("no finding has the id " + id + "; `luo-ledger findings` lists them all"));
    }

    private static void text(FindingKind kind, PrintWriter out) {
        out.printf("%-26s %-8s %s%n", kind.id(), kind.severity(), kind.title());
        out.println("    " + kind.explanation());
        out.println("    To do: " + kind.remedy());
    }

    private static void json(List<FindingKind> kinds, PrintWriter out) throws IOException {
        try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.useDefaultPrettyPrinter();
            generator.writeStartObject();
            generator.writeArrayFieldStart("findings");
            for (FindingKind kind : kinds) {
                ViewJson.kind(generator, kind);
            }
            generator.writeEndArray();
            generator.writeEndObject();
            generator.writeRaw(System.lineSeparator());
        }
    }
}
