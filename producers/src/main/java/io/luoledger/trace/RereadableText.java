package io.luoledger.trace;

import io.luoledger.text.TextFile;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** A text that can be read twice: one that comes from a pipe is laid down in a file of its own for that long. */
record RereadableText(String name, Path copy) implements TextFile, AutoCloseable {
    /** A text whose size is known can be opened again as it is. */
    static TextFile of(TextFile text) {
        if (text.bytes() >= 0) {
            return text;
        }
        try {
            Path copy = Files.createTempFile("luo-ledger", ".trace");
            RereadableText rereadable = new RereadableText(text.name(), copy);
            try (InputStream in = text.open()) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                return rereadable;
            } catch (IOException | RuntimeException e) {
                rereadable.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UnreadableInputException(text.name() + ": can't be read: " + Reason.of(e), e);
        }
    }

    /** Gives back what was laid down for it, if anything was. */
    static void close(@Nullable TextFile text) {
        if (text instanceof RereadableText copy) {
            try {
                copy.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(copy);
    }

    @Override
    public long bytes() {
        return copy.toFile().length();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(copy);
    }
}
