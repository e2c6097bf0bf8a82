package io.luoledger.cli;

import java.nio.file.Path;
import java.util.Collection;
import picocli.CommandLine.Option;

/** What an output may take the place of. */
final class ForceOption {
    @Option(names = "--force", description = "Replace the output where it is an existing log.")
    private boolean force;

    /** Finds out early; see {@link OutputFile#require}. */
    void require(Path output, Collection<String> read) {
        OutputFile.require(output, read, force);
    }

    /** See {@link OutputFile#create(Path, Collection, boolean)}. */
    OutputFile create(Path output, Collection<String> read) {
        return OutputFile.create(output, read, force);
    }
}
