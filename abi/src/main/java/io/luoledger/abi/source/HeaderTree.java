package io.luoledger.abi.source;

import java.util.List;
import java.util.Optional;

/** A kernel source tree, in a directory or at a git reference. Paths are relative to its root, with slashes. */
public interface HeaderTree {
    /** The text of a file; empty when there is none. */
    Optional<String> read(String path);

    /** Paths of the files below a directory that end with this, in order. */
    List<String> list(String directory, String suffix);

    /** For people: the directory, or the repository and the reference. */
    String name();
}
