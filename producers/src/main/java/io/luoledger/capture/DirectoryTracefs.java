package io.luoledger.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The tracefs that is mounted at a directory. */
public class DirectoryTracefs implements Tracefs {
    private final Path root;

    public DirectoryTracefs(Path root) {
        this.root = root;
    }

    @Override
    public String root() {
        return root.toString();
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean writable(String path) {
        return Files.isWritable(root.resolve(path));
    }

    @Override
    public Optional<List<String>> lines(String path) throws IOException {
        try {
            // a module's or a probe's name may be any bytes
            return Optional.of(Files.readAllLines(root.resolve(path), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void apply(Step step) throws IOException {
        Path path = root.resolve(step.path());
        switch (step) {
            case Step.MakeInstance make -> Files.createDirectory(path);
            case Step.Write write -> {
                // one write(2): the kernel takes each as one command
                OpenOption how = write.append() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
                Files.write(
                        path,
                        (write.text() + "\n").getBytes(StandardCharsets.US_ASCII),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        how);
            }
            case Step.RemoveInstance remove -> removeInstance(path);
        }
    }

    /** The kernel removes an instance's files with its directory; in a plain copy of a tracefs they are still there. */
    private static void removeInstance(Path instance) throws IOException {
        try {
            Files.delete(instance);
        } catch (DirectoryNotEmptyException e) {
            for (String file : List.of("tracing_on", "trace_clock", "buffer_size_kb", "set_event")) {
                Files.deleteIfExists(instance.resolve(file));
            }
            Files.delete(instance);
        }
    }
}
