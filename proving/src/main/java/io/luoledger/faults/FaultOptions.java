package io.luoledger.faults;

import io.luoledger.cluster.HarnessException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the suite is asked for.
 *
 * @param product where the packaged build lies
 * @param directory where results, logs and what containers share are kept
 */
record FaultOptions(List<FaultKind> kinds, int runs, long seed, Path product, Path directory) {
    private static final Map<String, String> DEFAULTS = Map.of(
            "--kinds", String.join(",", FaultKind.ids()),
            "--runs", "5",
            "--seed", "1",
            "--product", "cli/target",
            "--directory", "proving/target/faults");

    static FaultOptions of(String... arguments) {
        Map<String, String> given = new TreeMap<>(DEFAULTS);
        for (int i = 0; i < arguments.length; i += 2) {
            if (!DEFAULTS.containsKey(arguments[i]) || i + 1 == arguments.length) {
                throw new HarnessException(
                        "not an option with its value: " + arguments[i] + "; expected " + DEFAULTS.keySet());
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        return new FaultOptions(
                Arrays.stream(value(given, "--kinds").split(","))
                        .map(FaultOptions::kind)
                        .toList(),
                Integer.parseInt(value(given, "--runs")),
                Long.parseLong(value(given, "--seed")),
                Path.of(value(given, "--product")),
                Path.of(value(given, "--directory")));
    }

    private static String value(Map<String, String> given, String name) {
        return Objects.requireNonNull(given.get(name));
    }

    private static FaultKind kind(String id) {
        return FaultKind.find(id)
                .orElseThrow(
                        () -> new HarnessException("unknown kind \"" + id + "\"; expected one of " + FaultKind.ids()));
    }
}
