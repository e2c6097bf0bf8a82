package io.luoledger.faults;

import io.luoledger.cluster.HarnessException;
import io.luoledger.simulator.Dice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Bytes that aren't what was written. */
final class Damage {
    private static final int BYTES_A_FILE = 64;

    private Damage() {}

    /** Of an instance that was stopped in good order: what it left is what it goes on with. */
    static Struck store(Bed bed, Work work, Dice dice) {
        Processor victim = dice.pick(bed.processors());
        bed.supervisor().hold(victim.container());
        victim.container().stop();
        List<Path> files = files(victim.stores());
        files.forEach(file -> spoil(file, dice));
        int before = victim.container().log().length();
        victim.container().start();
        bed.supervisor().release(victim.container());
        long healed = System.nanoTime();
        Await.until(
                victim.container().name() + " to answer", () -> victim.digests().isPresent());
        return new Struck(
                "store of " + victim.container().name() + " damaged",
                !files.isEmpty(),
                files.size() + " files with " + BYTES_A_FILE + " other bytes each; it said: "
                        + victim.container()
                                .log()
                                .substring(before)
                                .lines()
                                .filter(line -> line.contains("damaged"))
                                .toList(),
                healed);
    }

    /** Tables, manifests, the names of the current ones, checkpoints: whatever a store reads when it is opened again. */
    private static List<Path> files(Path stores) {
        try (Stream<Path> all = Files.walk(stores)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().matches("LOG.*|LOCK|IDENTITY|\\.lock|.*\\.log"))
                    .filter(Damage::isFilled)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new HarnessException(stores + ": " + e.getMessage(), e);
        }
    }

    private static boolean isFilled(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void spoil(Path path, Dice dice) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (int i = 0; i < BYTES_A_FILE; i++) {
                file.seek(dice.between(0, file.length() - 1));
                int was = file.read();
                file.seek(file.getFilePointer() - 1);
                file.write(was ^ (1 + dice.below(255)));
            }
        } catch (IOException e) {
            throw new HarnessException(path + " can't be damaged: " + e.getMessage(), e);
        }
    }
}
