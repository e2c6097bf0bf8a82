package io.luoledger.text;

import io.luoledger.files.InputFile;
import io.luoledger.files.PackedText;
import io.luoledger.wire.UnreadableInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A text that the user named: a file, perhaps packed by gzip, or standard input as "-". */
public record InputText(String name) implements TextFile {
    public static final String STANDARD_INPUT = "-";
    private static final String TEXT = "a text file";

    private static final TextFile STANDARD = new TextFile() {
        @Override
        public String name() {
            return "standard input";
        }

        @Override
        public InputStream open() throws IOException {
            return unpacked(new BufferedInputStream(System.in), name());
        }
    };

    /** Throws UnreadableInputException for a file that can't be read. */
    public static TextFile of(String name) {
        if (name.equals(STANDARD_INPUT)) {
            return STANDARD;
        }
        InputFile.require(name, TEXT);
        return new InputText(name);
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = InputFile.open(name, TEXT);
        try {
            return unpacked(in, name);
        } catch (IOException | UnreadableInputException e) {
            in.close();
            throw e;
        }
    }

    private static InputStream unpacked(InputStream in, String name) throws IOException {
        ForeignForm.refuse(in, name);
        return PackedText.unpacked(in, PackedText.MAX_BYTES);
    }

    @Override
    public long bytes() {
        return InputFile.bytes(Path.of(name));
    }
}
