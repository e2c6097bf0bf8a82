package io.luoledger.cli;

import io.luoledger.abi.verdict.AbiFindings;
import io.luoledger.core.FindingCatalogue;
import io.luoledger.finding.FindingKind;
import io.luoledger.view.JsonOutput;
import io.luoledger.view.ViewJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The catalogue of finding ids. */
@Command(
        name = "findings",
        mixinStandardHelpOptions = true,
        description = "Shows the catalogue of finding ids: what each means, why it matters, what to do.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class FindingsCommand extends LedgerCommand {
    @Parameters(paramLabel = "ID", arity = "0..*", description = "Only these.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        List<FindingKind> kinds = ids.isEmpty()
                ? all().toList()
                : ids.stream().map(FindingsCommand::find).toList();
        PrintWriter out = out();
        if (json) {
            JsonOutput.document(out, document -> JsonOutput.array(document, "findings", kinds, ViewJson::kind));
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
}
