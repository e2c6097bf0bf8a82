package io.luoledger.files;

import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.UnreadableInputException;
import java.io.InputStream;

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

    public static InputStream stream(String file) {
        return isStandardInput(file) ? System.in : InputFile.open(file, "a log file");
    }
}
