package io.luoledger.soak;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bytes of files that others write, and delete, meanwhile. */
final class Disk {
    private static final double BYTES_OF_A_MIB = 1024 * 1024;
    private static final String SEGMENT = ".log";

    private Disk() {}

    /** Of a broker's logs, what each topic's segments take, by name without the partition; in MiB. */
    static Map<String, Double> topics(Path logs) throws IOException {
        Map<String, Double> sizes = new TreeMap<>();
        walk(logs, (file, bytes) -> {
            if (file.toString().endsWith(SEGMENT)) {
                String directory = String.valueOf(logs.relativize(file).getName(0));
                sizes.merge(directory.replaceFirst("-\\d+$", ""), bytes / BYTES_OF_A_MIB, Double::sum);
            }
        });
        return sizes;
    }

    /** Of everything in a directory; in MiB. */
    static double all(Path directory) throws IOException {
        double[] sum = {0};
        walk(directory, (file, bytes) -> sum[0] += bytes / BYTES_OF_A_MIB);
        return sum[0];
    }

    @FunctionalInterface
    private interface Seen {
        void file(Path file, long bytes);
    }

    private static void walk(Path root, Seen seen) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                seen.file(file, attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
