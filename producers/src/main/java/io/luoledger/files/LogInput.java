package io.luoledger.files;

import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** A log file named on the command line; "-" is standard input. */
public final class LogInput {
    private LogInput() {}

    /** Opens it. Throws {@link UnreadableInputException} for what isn't there, can't be read or isn't a log. */
    public static LogFileReader open(String file) {
        return new LogFileReader(name(file), stream(file));
    }

    public static boolean isStandardInput(String file) {
        return file.equals("-");
    }

    /** How messages call it. */
    public static String name(String file) {
        return isStandardInput(file) ? "standard input" : file;
    }

    /** How long these files are together, -1 when nobody knows. Unit: bytes */
    public static long bytes(List<String> files) {
        long sum = 0;
        for (String file : files) {
            try {
                if (isStandardInput(file) || !Files.isRegularFile(Path.of(file))) {
                    return -1;
                }
                sum += Files.size(Path.of(file));
            } catch (IOException | InvalidPathException e) {
                // whoever reads it tells
                return -1;
            }
        }
        return sum;
    }

    public static InputStream stream(String file) {
        return isStandardInput(file) ? System.in : InputFile.open(file, "a log file");
    }
}
