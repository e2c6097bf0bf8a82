package io.luoledger.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a process takes of the machine, as its kernel tells it. */
final class Taken {
    static final String HEAP = "_heap_mib";

    private static final Path PROC = Path.of("/proc");
    private static final double KIB_OF_A_MIB = 1024;
    private static final double TICKS_A_SECOND = 100;
    private static final int USER_TICKS = 11;

    private Taken() {}

    /** Adds it to a row, in columns that begin with a name. */
    static void by(String name, long process, Map<String, Double> row) throws IOException {
        Path own = PROC.resolve(String.valueOf(process));
        List<String> status = Files.readAllLines(own.resolve("status"));
        row.put(name + "_rss_mib", number(status, "VmRSS") / KIB_OF_A_MIB);
        row.put(name + "_anonymous_mib", number(status, "RssAnon") / KIB_OF_A_MIB);
        row.put(name + "_threads", number(status, "Threads"));
        try (Stream<Path> files = Files.list(own.resolve("fd"))) {
            row.put(name + "_files", (double) files.count());
        }
        row.put(name + "_cpu_seconds", cpuSeconds(Files.readString(own.resolve("stat"))));
    }

    private static double number(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + field + " of the process: " + status));
    }

    /** After the name, which may hold blanks, the fields are told apart by blanks. */
    private static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) / TICKS_A_SECOND;
    }
}
