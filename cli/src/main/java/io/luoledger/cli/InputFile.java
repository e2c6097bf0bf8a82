package io.luoledger.cli;

import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.UnreadableInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens what a command reads; "-" is standard input. */
final class InputFile {
    private InputFile() {}

    static InputStream open(Path path) {
        if (isStandardInput(path)) {
            return System.in;
        }
        try {
            if (Files.isDirectory(path)) {
                throw new UnreadableInputException(path + ": is a directory, expected a file");
            }
            return new BufferedInputStream(Files.newInputStream(path));
        } catch (NoSuchFileException e) {
            throw new UnreadableInputException(path + ": no such file", e);
        } catch (IOException e) {
            throw new UnreadableInputException(
                    path + ": can't be read: " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
        }
    }

    static LogFileReader log(Path path) {
        return new LogFileReader(name(path), open(path));
    }

    static boolean isStandardInput(Path path) {
        return path.toString().equals("-");
    }

    static String name(Path path) {
        return isStandardInput(path) ? "standard input" : path.toString();
    }
}
