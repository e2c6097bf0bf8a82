package io.luoledger.abi.series;

import io.luoledger.abi.source.HeaderTree;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A tree that remembers what it was asked for: a commit that changes nothing of it leaves what was read of the tree as it is. */
final class AskedTree implements HeaderTree {
    private final HeaderTree tree;
    private final Set<String> files = new HashSet<>();
    private final Set<String> directories = new HashSet<>();

    AskedTree(HeaderTree tree) {
        this.tree = tree;
    }

    /** Whether one of these was asked for, though it may not have been there. */
    boolean wasAskedFor(Set<String> paths) {
        return paths.stream()
                .anyMatch(path -> files.contains(path) || directories.stream().anyMatch(path::startsWith));
    }

    @Override
    public Optional<String> read(String path) {
        files.add(path);
        return tree.read(path);
    }

    @Override
    public List<String> list(String directory, String suffix) {
        directories.add(directory.endsWith("/") ? directory : directory + "/");
        return tree.list(directory, suffix);
    }

    @Override
    public String name() {
        return tree.name();
    }
}
