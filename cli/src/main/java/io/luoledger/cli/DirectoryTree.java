package io.luoledger.cli;

import io.luoledger.abi.source.HeaderTree;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A kernel source tree in a directory. */
final class DirectoryTree implements HeaderTree {
    private static final long MAX_FILE_BYTES = 16L << 20;

    private static final String HEADERS = "include/linux/kho/abi";

    private final Path root;

    private DirectoryTree(Path root) {
        this.root = root;
    }

    /** The tree whose root this is; a directory inside of one is a slip that would show a part of it. */
    static DirectoryTree at(Path directory) {
        if (!hasHeaders(directory)) {
            root(directory).ifPresent(root -> {
                throw new UnreadableInputException(directory + ": inside of a source tree; expected its root, " + root);
            });
        }
        return new DirectoryTree(directory);
    }

    /** A header by itself is no kernel. */
    static void refuseHeader(Path file) {
        if (file.toString().endsWith(".h")) {
            throw new UnreadableInputException(file + ": a header by itself; expected the root of its source tree"
                    + root(file).map(root -> ", " + root).orElse(", which has " + HEADERS));
        }
    }

    private static Optional<Path> root(Path inside) {
        return Stream.iterate(inside.toAbsolutePath().normalize(), Objects::nonNull, Path::getParent)
                .filter(DirectoryTree::hasHeaders)
                .findFirst();
    }

    private static boolean hasHeaders(Path directory) {
        return Files.isDirectory(directory.resolve(HEADERS));
    }

    @Override
    public Optional<String> read(String path) {
        Path file = root.resolve(path).normalize();
        try {
            if (!file.startsWith(root.normalize()) || !Files.isRegularFile(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new UnreadableInputException(file + ": larger than " + MAX_FILE_BYTES + " bytes");
            }
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UnreadableInputException(file + ": " + Reason.of(e), e);
        }
    }

    @Override
    public List<String> list(String directory, String suffix) {
        Path start = root.resolve(directory);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnreadableInputException(start + ": " + Reason.of(e), e);
        }
    }

    @Override
    public String name() {
        return root.toString();
    }
}
