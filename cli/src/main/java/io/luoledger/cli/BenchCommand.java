package io.luoledger.cli;

import io.luoledger.bench.Bench;
import io.luoledger.bench.Result;
import io.luoledger.bench.Row;
import io.luoledger.bench.Rows;
import io.luoledger.bench.Setting;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast the program is, as ratios that mean the same on any machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how fast luo-ledger is: each row two things side by side in this process, by turns, after a warm-up;"
                    + " the median of the rounds' ratios, and the least and the most of them.",
            "On a machine that does nothing else."
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BenchCommand extends JudgingCommand {
    private static final int MAX_ROUNDS = 1000;
    private static final int MAX_EVENTS = 10_000_000;

    @Option(names = "--row", paramLabel = "ID", description = "Only this row; may be given several times.")
    private List<String> rows = new ArrayList<>();

    @Option(names = "--list", description = "The rows, without measuring them.")
    private boolean list;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds, fewer of a row that takes long (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "60000",
            description = "About how many events inputs have (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--check",
            description = "Exit with 1 where a row is worse than is stated of it, by more than a quarter.")
    private boolean check;

    @Option(names = "--json", description = "One JSON document; ours and against in nanoseconds a unit.")
    private boolean json;

    @Override
    public Integer call() {
        List<Row> chosen = chosen();
        PrintWriter out = out();
        if (list && json) {
            Json.print(
                    out,
                    Map.of(
                            "rows",
                            chosen.stream()
                                    .map(row -> new Listed(row.id(), row.about()))
                                    .toList()));
            return ExitCode.OK;
        }
        if (list) {
            TextTable table = new TextTable(0);
            chosen.forEach(row -> table.row(row.id(), row.about()));
            table.print(out);
            return ExitCode.OK;
        }
        if (rounds < 1 || rounds > MAX_ROUNDS) {
            throw new UsageException("--rounds takes 1 to " + MAX_ROUNDS + ", not " + rounds);
        }
        if (events < 1 || events > MAX_EVENTS) {
            throw new UsageException("--events takes 1 to " + MAX_EVENTS + ", not " + events);
        }
        Bench bench = new Bench(new Setting(events, launcher(), ShippedCapture.multiSession()), rounds);
        List<Result> results = new ArrayList<>();
        for (Row row : chosen) {
            Result result = bench.run(row);
            results.add(result);
            if (!json) {
                print(out, result);
                out.flush();
            }
        }
        if (json) {
            out.println(Json.line(
                    Map.of("rows", results.stream().map(BenchCommand::json).toList())));
        }
        boolean worse = results.stream().anyMatch(BenchCommand::worse);
        return check && worse ? ExitCode.FOUND : ExitCode.OK;
    }

    private List<Row> chosen() {
        if (rows.isEmpty()) {
            return Rows.all();
        }
        return rows.stream()
                .map(id -> Choice.of("--row: unknown row", id, Rows::find, Rows.all(), Row::id))
                .toList();
    }

    /** The launcher beside the directory that this program's jar was built in; empty where there is none. */
    private static List<String> launcher() {
        try {
            Path jar = Path.of(BenchCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path launcher = jar.resolve("../../../luo-ledger").normalize();
            return Files.isRegularFile(jar) && Files.isExecutable(launcher) ? List.of(launcher.toString()) : List.of();
        } catch (URISyntaxException e) {
            return List.of();
        }
    }

    private static boolean worse(Result result) {
        return result instanceof Result.Measured measured && measured.worse();
    }

    /** One row, as soon as it is measured. */
    private static void print(PrintWriter out, Result result) {
        Row row = result.row();
        TextTable table = new TextTable(0);
        String id = "%-20s".formatted(row.id());
        switch (result) {
            case Result.Measured one ->
                table.row(
                        id,
                        String.format(Locale.ROOT, "%7.3f (%.3f to %.3f)", one.median(), one.least(), one.most()),
                        (one.row().bound() == Row.Bound.AT_LEAST ? "reach " : "at most ")
                                + one.row().reach()
                                + (one.worse() ? ", WORSE than " + one.row().stated() : ""),
                        row.about());
            case Result.Numbers told -> {
                table.row(id, row.about());
                told.values()
                        .forEach((what, number) ->
                                table.line(String.format(Locale.ROOT, "  %,12.0f  %s", number, what)));
            }
            case Result.LeftOut left -> table.row(id, "not measured: " + left.reason());
        }
        table.print(out);
    }

    // ---- the document ----

    private sealed interface RowJson {}

    private record Listed(String row, String about) {}

    private record Measured(
            String row,
            String about,
            double ours,
            double against,
            double ratio,
            List<Double> spread,
            int rounds,
            String bound,
            double reach,
            double stated,
            boolean reached,
            boolean worse)
            implements RowJson {}

    private record Numbers(String row, String about, Map<String, Double> numbers) implements RowJson {}

    private record LeftOut(String row, String about, String leftOut) implements RowJson {}

    private static RowJson json(Result result) {
        Row row = result.row();
        return switch (result) {
            case Result.Measured one ->
                new Measured(
                        row.id(),
                        row.about(),
                        one.oursNanos(),
                        one.theirsNanos(),
                        one.median(),
                        List.of(one.least(), one.most()),
                        one.rounds(),
                        one.row().bound() == Row.Bound.AT_LEAST ? "at least" : "at most",
                        one.row().reach(),
                        one.row().stated(),
                        one.reached(),
                        one.worse());
            case Result.Numbers told -> new Numbers(row.id(), row.about(), told.values());
            case Result.LeftOut left -> new LeftOut(row.id(), row.about(), left.reason());
        };
    }
}
