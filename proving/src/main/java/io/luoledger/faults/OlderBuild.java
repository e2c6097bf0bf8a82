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

    /** Instance by instance, while the older writer writes; then the writer. */
    static Struck upgrade(Bed bed, Work work, Dice dice) {
        long before = work.progress().acknowledged();
        int first = 1 + dice.below(Bed.PROCESSORS);
        upgradeInstance(bed, first);
        work.awaitAcknowledged(work.progress().acknowledged() + 1);
        upgradeInstance(bed, 1 + first % Bed.PROCESSORS);
        if (work instanceof OlderWork older) {
            older.upgraded(bed.product());
        }
        long acknowledged = work.progress().acknowledged() - before;
        return Struck.now(
                "instances of build " + COMMIT + " replaced, the " + (first == 1 ? "first" : "second") + " one first",
                before > 0 && acknowledged > 0,
                before + " events of the older writer acknowledged before, " + acknowledged + " meanwhile");
    }

    private static void upgradeInstance(Bed bed, int number) {
        bed.upgrade(number, bed.product());
        Processor upgraded = bed.processors().get(number - 1);
        Await.until(
                upgraded.container().name() + " to answer",
                () -> upgraded.digests().isPresent());
    }
}
