package io.luoledger.faults;

import io.luoledger.cluster.HarnessException;
import io.luoledger.cluster.Product;
import io.luoledger.cluster.Shell;
import io.luoledger.simulator.Dice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The last build before the program was put into its present rooms: its schemas, its state, its writer. */
final class OlderBuild {
    static final String COMMIT = "d7ece8f";

    private OlderBuild() {}

    /** Builds it of the repository's history, unless that was done here before. */
    static Product product(Path directory) {
        Path sources = directory.resolve("build-" + COMMIT).toAbsolutePath();
        Path built = sources.resolve("cli/target");
        if (!Files.isDirectory(built.resolve("lib"))) {
            try {
                Files.createDirectories(sources);
            } catch (IOException e) {
                throw new HarnessException(sources + " can't be made: " + e.getMessage(), e);
            }
            String archive = sources.resolve("sources.tar").toString();
            Shell.run("git", "archive", "--output", archive, COMMIT);
            Shell.run("tar", "-xf", archive, "-C", sources.toString());
            Shell.run(
                    "mvn",
                    "-q",
                    "-B",
                    "-ntp",
                    "-Dquick",
                    "-Dmaven.test.skip=true",
                    "package",
                    "-f",
                    sources + "/pom.xml");
        }
        return new Product(built);
    }

    /**
     * Instance by instance, while the older writer writes; then the writer. An instance that the older one leads gets no
     * changelog for the store that is new, and waits until the older one has gone.
     */
    static Struck upgrade(Bed bed, Work work, Dice dice) {
        long before = work.progress().acknowledged();
        int first = 1 + dice.below(Bed.PROCESSORS);
        bed.upgrade(first, bed.product());
        Processor upgraded = bed.processors().get(first - 1);
        Await.until(
                upgraded.container().name() + " to start",
                () -> upgraded.container().log().contains("stop with Ctrl-C"));
        work.awaitAcknowledged(work.progress().acknowledged() + 1);
        bed.upgrade(1 + first % Bed.PROCESSORS, bed.product());
        long healed = System.nanoTime();
        bed.processors()
                .forEach(processor -> Await.until(
                        processor.container().name() + " to work on some host", () -> processor.hosts() > 0));
        if (work instanceof OlderWork older) {
            older.upgraded(bed.product());
        }
        long acknowledged = work.progress().acknowledged() - before;
        return new Struck(
                "instances of build " + COMMIT + " replaced, the " + (first == 1 ? "first" : "second") + " one first",
                before > 0 && acknowledged > 0,
                before + " events of the older writer acknowledged before, " + acknowledged + " meanwhile",
                healed);
    }
}
