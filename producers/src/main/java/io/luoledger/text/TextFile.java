package io.luoledger.text;

import java.io.IOException;
import java.io.InputStream;

/** A text to read, and how messages call it. */
public interface TextFile {
    String name();

    /** Opens it; read once. */
    InputStream open() throws IOException;

    static TextFile of(String name, InputStream in) {
        return new TextFile() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream open() {
                return in;
            }
        };
    }
}
