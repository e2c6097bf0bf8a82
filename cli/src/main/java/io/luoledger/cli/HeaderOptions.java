package io.luoledger.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a source tree doesn't say of the kernel that is built from it. */
final class HeaderOptions {
    @Option(
            names = "--page-size",
            paramLabel = "BYTES",
            defaultValue = "4096",
            description = "Page size that headers are read for (default: ${DEFAULT-VALUE}).")
    private int pageSize;

    @Option(
            names = "-D",
            paramLabel = "NAME[=VALUE]",
            mapFallbackValue = "1",
            description = "Options and macros that headers depend on: CONFIG_NAME=y, m, n (off) or a number.")
    private Map<String, String> configuration = Map.of();

    /** Kernels as these options have them, guards and git references aside. */
    AbiSources sources() {
        return new AbiSources(null, List.of(), pageSize(), configuration());
    }

    int pageSize() {
        if (pageSize < 4096 || pageSize > 65536 || Integer.bitCount(pageSize) != 1) {
            throw new UsageException("--page-size " + pageSize + ": expected 4096, 16384 or 65536");
        }
        return pageSize;
    }

    Map<String, String> configuration() {
        configuration.forEach((name, value) -> {
            if (!name.matches("[A-Za-z_]\\w*") || !value.matches("[^\\r\\n]*")) {
                throw new UsageException("-D " + name + "=" + value + ": expected such as CONFIG_NUMA=y");
            }
        });
        return configuration;
    }
}
