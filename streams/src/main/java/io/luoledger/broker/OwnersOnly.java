package io.luoledger.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that nobody but their owner may read: modes 600 and 700, where the file system has modes. */
final class OwnersOnly {
    private OwnersOnly() {}

    /** Makes it, or takes the others' permissions from it. */
    static void directory(Path directory) throws IOException {
        Files.createDirectories(directory);
        try {
            if (hasModes(directory)) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (FileSystemException e) {
            // it belongs to somebody else, who lets this user write to it; what is made in it is this user's
            if (!Files.isWritable(directory)) {
                throw e;
            }
        }
    }

    /** Opens a file for reading and writing; makes it when it isn't there. */
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE), mode(file));
    }

    /** Writes a file anew. */
    static void write(Path file, String text) throws IOException {
        try (FileChannel channel = open(file)) {
            channel.truncate(0);
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private static FileAttribute<?>[] mode(Path file) {
        return hasModes(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean hasModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
