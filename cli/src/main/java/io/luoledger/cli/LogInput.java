package io.luoledger.cli;

import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.UnreadableInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A log file named on the command line; "-" is standard input. */
final class LogInput {
    private LogInput() {}

    /** Opens it. Throws {@link UnreadableInputException} for what isn't there, can't be read or isn't a log. */
    static LogFileReader open(String file) {
        return new LogFileReader(name(file), stream(file));
    }

    static boolean isStandardInput(String file) {
        return file.equals("-");
    }

    /** How messages call it. */
    static String name(String file) {
        return isStandardInput(file) ? "standard input" : file;
    }

    static InputStream stream(String file) {
        if (isStandardInput(file)) {
            return System.in;
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new UnreadableInputException(file + ": a directory, expected a log file");
        }
        try {
            return new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        } catch (NoSuchFileException e) {
            throw new UnreadableInputException(file + ": no such file", e);
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }
}
