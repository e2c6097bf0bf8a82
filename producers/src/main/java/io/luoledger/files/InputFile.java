package io.luoledger.files;

import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file named on the command line to be read. Every failure is an {@link UnreadableInputException} that names it. */
public final class InputFile {
    private static final int BUFFER_BYTES = 1 << 16;

    private InputFile() {}

    /** @param expected what it should be, in words: "a log file" */
    public static InputStream open(String file, String expected) {
        require(file, expected);
        try {
            return new BufferedInputStream(Files.newInputStream(Path.of(file)), BUFFER_BYTES);
        } catch (NoSuchFileException e) {
            throw new UnreadableInputException(file + ": no such file", e);
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": can't be read: " + Reason.of(e) + "; expected " + expected, e);
        }
    }

    /** Finds out early what can be: before a broker is started for it. */
    public static void require(String file, String expected) {
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw new UnreadableInputException(file + ": no such file");
        }
        if (Files.isDirectory(path)) {
            throw new UnreadableInputException(file + ": a directory, expected " + expected);
        }
        if (!Files.isReadable(path)) {
            throw new UnreadableInputException(file + ": can't be read: permission denied; expected " + expected);
        }
    }

    /** Size in bytes, or -1 for what isn't a regular file. */
    public static long bytes(Path path) {
        try {
            return Files.isRegularFile(path) ? Files.size(path) : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
