package io.luoledger.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a source tree doesn't say of the kernel that is built from it. */
final class HeaderOptions {
    @Option(
            names = "--page-size",
            paramLabel = "BYTES",
            description = "Page size that headers are read for (default: 4096).")
    private @Nullable Integer pageSize;

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
        int bytes = pageSize == null ? 4096 : pageSize;
        if (bytes < 4096 || bytes > 65536 || Integer.bitCount(bytes) != 1) {
            throw new UsageException("--page-size " + bytes + ": expected 4096, 16384 or 65536");
        }
        return bytes;
    }

    /** Refuses these options where no source tree was read: the kernels that they were meant for would pass without them. */
    void requireTree(AbiSources sources) {
        if ((pageSize != null || !configuration.isEmpty()) && !sources.readTree()) {
            throw new UsageException("-D and --page-size say how a source tree is built, and no kernel here is one:"
                    + " a release's or a file's layout is fixed");
        }
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
