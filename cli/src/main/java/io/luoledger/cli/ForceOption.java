package io.luoledger.cli;

import io.luoledger.files.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * What an output may take the place of: never of a file that the command reads, by whatever name or link, nor of an
 * existing log unless that is asked for: what stands in a log is nowhere else.
 */
final class ForceOption {
    /** How every Avro object container begins, and so every log. */
    private static final byte[] LOG_MAGIC = {'O', 'b', 'j', 1};

    /** The file behind it, where it is one. */
    private static final Path STANDARD_INPUT = Path.of("/dev/stdin");

    @Option(names = "--force", description = "Replace the output where it is an existing log.")
    private boolean force;

    /**
     * Finds out early whether the file may be written: before anything is read or started for it.
     *
     * @param read files that the command reads, as they were named
     */
    void require(Path output, Collection<String> read) {
        require(output, read, force);
    }

    OutputFile create(Path output, Collection<String> read) {
        return create(output, read, force);
    }

    /** Of a command that reads no file, where no log may be yet. */
    static OutputFile create(Path output) {
        return create(output, List.of(), false);
    }

    /** @param force whether it may take the place of an existing log */
    static OutputFile create(Path output, Collection<String> read, boolean force) {
        require(output, read, force);
        return OutputFile.replacing(output);
    }

    private static void require(Path output, Collection<String> read, boolean force) {
        if (output.toString().equals("-") || !Files.isRegularFile(output)) {
            return;
        }
        try {
            for (String one : read) {
                Path input = one.equals("-") ? STANDARD_INPUT : Path.of(one);
                if (Files.exists(input) && Files.isSameFile(output, input)) {
                    throw new UsageException(output + ": the command reads this file"
                            + (output.toString().equals(one) ? "" : " as " + one) + "; expected another one to write");
                }
            }
            if (!force && isLog(output)) {
                throw new UsageException(
                        output + ": a log is there already; expected another file, or --force to replace it");
            }
        } catch (IOException e) {
            throw OutputFile.unwritable(output, e);
        }
    }

    private static boolean isLog(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(LOG_MAGIC.length), LOG_MAGIC);
        }
    }
}
