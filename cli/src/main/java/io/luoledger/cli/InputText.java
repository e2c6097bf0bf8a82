package io.luoledger.cli;

import io.luoledger.text.TextFile;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A text that the user named: a file, or standard input as "-". */
record InputText(String name, Path path) implements TextFile {
    static final String STANDARD_INPUT = "-";

    /** Throws UnreadableInputException for a file that isn't there. */
    static TextFile of(String name) {
        if (name.equals(STANDARD_INPUT)) {
            return TextFile.of("standard input", System.in);
        }
        Path path = Path.of(name);
        if (!Files.exists(path)) {
            throw new UnreadableInputException(name + ": no such file");
        }
        return new InputText(name, path);
    }

    @Override
    public InputStream open() throws IOException {
        if (Files.isDirectory(path)) {
            throw new IOException("is a directory");
        }
        try {
            return Files.newInputStream(path);
        } catch (NoSuchFileException e) {
            throw new IOException("no such file", e);
        }
    }
}
