package io.luoledger.cli;

import io.luoledger.abi.Guard;
import io.luoledger.abi.source.GuardValues;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What kernels that aren't of the catalogue are read with, of whatever source they are. */
final class SourceOptions {
    @Option(
            names = "--guards",
            paramLabel = "FILE",
            description =
                    "JSON object of constants and values: guards for kernels whose source holds no strings (BTF).")
    private @Nullable Path guards;

    @Option(
            names = "--repository",
            paramLabel = "DIR",
            description = "Kernel repository of git references (default: the working directory).")
    private @Nullable Path repository;

    @Mixin
    private final HeaderOptions headers = new HeaderOptions();

    AbiSources sources() {
        List<Guard> given = guards == null ? List.of() : GuardValues.read(AbiSources.bytes(guards), guards.toString());
        return new AbiSources(repository, given, headers.pageSize(), headers.configuration());
    }

    /** See {@link HeaderOptions#requireTree}. */
    void requireTree(AbiSources sources) {
        headers.requireTree(sources);
    }

    @Nullable
    Path guards() {
        return guards;
    }

    @Nullable
    Path repository() {
        return repository;
    }
}
