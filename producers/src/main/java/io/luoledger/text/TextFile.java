package io.luoledger.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A text to read, and how messages call it. */
public interface TextFile {
    String name();

    /** Opens it; more than once only where the size is known. */
    InputStream open() throws IOException;

    /** Its size in bytes, or -1 where only reading tells (a pipe). */
    default long bytes() {
        return -1;
    }

    /** A text that is in memory. */
    static TextFile of(String name, byte[] content) {
        return new TextFile() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(content);
            }

            @Override
            public long bytes() {
                return content.length;
            }
        };
    }

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
