package io.luoledger.faults;

import io.luoledger.cluster.HarnessException;
import io.luoledger.cluster.Shell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small file system of its own, in memory, that can be filled to the last byte. Only root can make one. */
final class Disk implements AutoCloseable {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final Path directory;

    private Disk(Path directory) {
        this.directory = directory;
    }

    static Disk mount(Path directory, int megabytes) {
        Shell.run("mount", "-t", "tmpfs", "-o", "mode=777,size=" + megabytes + "m", "tmpfs", directory.toString());
        return new Disk(directory);
    }

    /** Writes until nothing more goes. */
    void fill() {
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream out = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            // full
        }
    }

    void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new HarnessException(filler() + ": " + e.getMessage(), e);
        }
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    @Override
    public void close() {
        boolean ignored = Shell.succeeds("umount", "--lazy", directory.toString());
    }
}
