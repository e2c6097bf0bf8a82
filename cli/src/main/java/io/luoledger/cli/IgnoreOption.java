package io.luoledger.cli;

import io.luoledger.core.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Findings that don't count for the exit code: an agent may discard what it preserved on purpose. They are shown all the same. */
final class IgnoreOption {
    @Option(
            names = "--ignore",
            paramLabel = "FINDING-ID",
            split = ",",
            description = "A finding that doesn't count for the exit code, as LIFE-CONTENTS-DISCARDED where an agent"
                    + " discards on purpose; may be given several times.")
    private List<String> ids = List.of();

    /** Throws UsageException for what isn't in the catalogue. */
    Set<FindingKind> kinds() {
        return ids.stream().map(IgnoreOption::kind).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static FindingKind kind(String id) {
        return FindingCatalogue.find(id.strip().toUpperCase(Locale.ROOT))
                .orElseThrow(() -> new UsageException(
                        "--ignore " + id + ": no such finding; expected an id that `luo-ledger findings` lists"));
    }

    /** Says for people what was left out: "ignored, as asked: 3 LIFE-CONTENTS-DISCARDED". */
    static void print(PrintWriter out, Set<FindingKind> ignored, List<Finding> findings) {
        if (!ignored.isEmpty()) {
            out.println("ignored, as asked: "
                    + ignored.stream()
                            .map(kind -> findings.stream()
                                            .filter(one -> one.kind().equals(kind))
                                            .count()
                                    + " " + kind.id())
                            .collect(Collectors.joining(", ")));
        }
    }
}
