package io.luoledger.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Measures rows: the two sides of a row by turns in this process, after rounds that only warm up: until the compiler has
 * little left to do, or the side with more code would pay for it. A side that is disturbed is disturbed in one round; the
 * median of the rounds' ratios doesn't mind.
 */
public final class Bench {
    private static final int WARM_UP_ROUNDS = 2;
    /** Nobody waits longer until everything is compiled. */
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);
    /** Of a round, what the compiler may take. */
    private static final double WARM = 0.1;
    /** After which no further round of a row begins. */
    private static final Duration MOST = Duration.ofSeconds(20);

    private final Setting setting;
    private final int rounds;

    /** @param rounds that count, at least 1; fewer where they take long */
    public Bench(Setting setting, int rounds) {
        if (rounds < 1) {
            throw new IllegalArgumentException(rounds + " rounds, expected at least 1");
        }
        this.setting = setting;
        this.rounds = rounds;
    }

    /** Measures one row. What a row needs and this process doesn't have leaves it out. */
    public Result run(Row row) {
        try {
            return switch (row) {
                case Row.Ratio ratio -> measured(ratio);
                case Row.Told told -> new Result.Numbers(told, told.tell().tell(setting));
            };
        } catch (NotHereException e) {
            return new Result.LeftOut(row, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("row " + row.id() + ": " + e.getMessage(), e);
        }
    }

    private Result measured(Row.Ratio row) throws Exception {
        List<Cost> ours = new ArrayList<>();
        List<Cost> theirs = new ArrayList<>();
        try (Contest contest = row.open().open(setting)) {
            warmUp(contest);
            // a machine on which a row takes long gets fewer rounds, and says how many
            long deadline = System.nanoTime() + MOST.toNanos();
            for (int round = 0; round < rounds && (round == 0 || System.nanoTime() < deadline); round++) {
                // who comes first changes: what one leaves behind, garbage say, burdens the other in half of the rounds
                boolean first = round % 2 == 0;
                Cost mine = first ? contest.ours() : null;
                theirs.add(contest.theirs());
                ours.add(mine == null ? contest.ours() : mine);
            }
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            ratios.add(row.of(ours.get(round), theirs.get(round)));
        }
        return new Result.Measured(
                row,
                median(ratios),
                ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                ratios.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                nanos(row, ours),
                nanos(row, theirs),
                ours.size());
    }

    private static void warmUp(Contest contest) throws Exception {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long deadline = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        boolean warm = false;
        for (int round = 0; round < WARM_UP_ROUNDS || (!warm && System.nanoTime() < deadline); round++) {
            Cost.Watch watch = Cost.Watch.start();
            long before = compilingNanos(compiler);
            contest.ours();
            contest.theirs();
            warm = compilingNanos(compiler) - before < WARM * watch.stop(1).cpuNanos();
        }
    }

    private static long compilingNanos(@Nullable CompilationMXBean compiler) {
        return compiler == null
                ? 0
                : Duration.ofMillis(compiler.getTotalCompilationTime()).toNanos();
    }

    private static double nanos(Row.Ratio row, List<Cost> costs) {
        Function<Cost, Double> time = row.clock() == Row.Clock.WALL ? Cost::wallPerUnit : Cost::cpuPerUnit;
        return median(costs.stream().map(time).toList());
    }

    private static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
