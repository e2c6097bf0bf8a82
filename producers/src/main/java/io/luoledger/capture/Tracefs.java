package io.luoledger.capture;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A host's tracefs. Paths are relative to its root. What the kernel refuses comes as an {@link IOException}. */
public interface Tracefs {
    /** How people call the root. */
    String root();

    /** Whether there is such a file or directory, as far as this process may see. */
    boolean exists(String path);

    /** Whether this process may write the file. */
    boolean writable(String path);

    /** The file's lines, or nothing when there is no such file. */
    Optional<List<String>> lines(String path) throws IOException;

    /** Does one step: exactly one system call that changes something. */
    void apply(Step step) throws IOException;
}
