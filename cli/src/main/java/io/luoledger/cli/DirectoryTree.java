package io.luoledger.cli;

import io.luoledger.abi.source.HeaderTree;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A kernel source tree in a directory. */
final class DirectoryTree implements HeaderTree {
    private static final long MAX_FILE_BYTES = 16L << 20;

    private final Path root;

    DirectoryTree(Path root) {
        this.root = root;
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
