package io.luoledger.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.cluster.Container;
import io.luoledger.cluster.HarnessException;
import io.luoledger.cluster.Product;
import io.luoledger.cluster.Shell;
import io.luoledger.faults.FaultResult.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs of several kinds of faults, one after the other, and what came of them. */
public final class FaultSuite implements AutoCloseable {
    private static final String RESULTS = "results.jsonl";
    private static final int RUNS_PER_BED = 6;
    /** What the names of containers and networks of this process begin with. */
    private static final String PREFIX = "luo-faults-" + ProcessHandle.current().pid() + "-";

    private final Path directory;
    private final Product product;
    private final PrintStream out;
    private boolean held = true;
    private @Nullable Bed bed;
    private @Nullable Needs prepared;
    private int runsOnBed;
    private int beds;

    FaultSuite(Path directory, Product product, PrintStream out) {
        this.directory = directory;
        this.product = product;
        this.out = out;
    }

    /** Why no fault can be tried here; empty when nothing stands against it. */
    public static String hindrance() {
        return Shell.succeeds("docker", "version")
                ? ""
                : "no container engine answers (DOCKER_HOST=" + System.getenv("DOCKER_HOST") + ")";
    }

    /**
     * Tries faults; exit code 1 when one didn't hold, 3 when nothing could be tried.
     *
     * @param arguments {@code --kinds A,B --runs N --seed S --product DIR --directory DIR}, each with a default
     */
    @SuppressWarnings("SystemOut") // this is a command
    public static void main(String[] arguments) {
        try {
            String hindrance = hindrance();
            if (!hindrance.isEmpty()) {
                throw new HarnessException(hindrance);
            }
            if (!run(System.out, arguments)) {
                System.exit(1);
            }
        } catch (HarnessException e) {
            System.err.println("faults: " + e.getMessage());
            System.exit(3);
        }
    }

    /**
     * The same from another program.
     *
     * @return whether every run held
     */
    public static boolean run(PrintStream out, String... arguments) {
        FaultOptions options = FaultOptions.of(arguments);
        try (FaultSuite suite = new FaultSuite(options.directory(), new Product(options.product()), out)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                suite.leaveBed();
                Container.removeAll(PREFIX);
            }));
            // a run of each kind before the second of any: who ends it early has something of all
            for (int run = 0; run < options.runs(); run++) {
                for (FaultKind kind : options.kinds()) {
                    suite.run(kind, options.seed() + run);
                }
            }
            out.println(FaultTable.of(suite.results()));
            return suite.held;
        }
    }

    private void run(FaultKind kind, long seed) {
        long started = System.nanoTime();
        FaultResult result;
        try {
            result = new FaultRun(bedFor(kind), kind, seed).run();
        } catch (HarnessException e) {
            result = FaultResult.without(kind, seed, Outcome.BROKEN, kind.about(), String.valueOf(e.getMessage()));
        }
        runsOnBed++;
        if (result.outcome() == Outcome.FAILED
                || result.outcome() == Outcome.HUNG
                || result.outcome() == Outcome.BROKEN) {
            dismiss(kind.id() + "-" + seed);
        }
        held &= result.outcome() == Outcome.HELD;
        tell(result, (System.nanoTime() - started) / 1_000_000_000);
    }

    private void tell(FaultResult result, long seconds) {
        out.println(
                result.kind() + " seed " + result.seed() + ": " + result.outcome() + " in " + seconds + " s, recovery "
                        + result.recoveryMillis() + " ms, " + result.events() + " events; " + result.what()
                        + (result.restarts().isEmpty() ? "" : "; started again: " + result.restarts()));
        result.problems().forEach(problem -> out.println("    " + problem));
        if (result.outcome() != Outcome.HELD) {
            out.println("    repeated by: " + result.repeatedBy());
        }
        out.flush();
        try {
            Files.createDirectories(directory);
            Files.writeString(
                    directory.resolve(RESULTS),
                    new ObjectMapper().writeValueAsString(result) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new HarnessException("the results can't be written: " + e.getMessage(), e);
        }
    }

    /** Of this and earlier calls with the same directory. */
    private List<FaultResult> results() {
        List<FaultResult> results = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(directory.resolve(RESULTS))) {
                results.add(new ObjectMapper().readValue(line, FaultResult.class));
            }
        } catch (IOException e) {
            throw new HarnessException("the results can't be read: " + e.getMessage(), e);
        }
        return results;
    }

    private Bed bedFor(FaultKind kind) {
        Bed ready = bed;
        if (ready != null
                && prepared == kind.needs()
                && kind.needs() != Needs.OLDER_BUILD
                && runsOnBed < RUNS_PER_BED
                // one that had to restore everything stands by until work is dealt anew, which may take ten minutes
                && ready.processors().stream().allMatch(processor -> processor.hosts() > 0)) {
            return ready;
        }
        leaveBed();
        String prefix = PREFIX + ++beds;
        Bed made = Bed.make(directory.resolve(prefix), product, kind.needs(), prefix);
        bed = made;
        prepared = kind.needs();
        runsOnBed = 0;
        made.startProcessors(kind.needs() == Needs.OLDER_BUILD ? made.older() : product);
        return made;
    }

    private void dismiss(String name) {
        if (bed != null) {
            try {
                bed.keepLogs(directory.resolve("logs-" + name));
            } catch (HarnessException e) {
                out.println("    logs couldn't be kept: " + e.getMessage());
            }
        }
        leaveBed();
    }

    @Override
    public void close() {
        leaveBed();
    }

    private synchronized void leaveBed() {
        if (bed != null) {
            bed.close();
            bed = null;
        }
    }
}
