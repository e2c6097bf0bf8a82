package io.luoledger.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path temp;

    @Test
    void shouldBeItsOwnersAloneAlsoWhereItWasEverybodys() throws IOException {
        // Given
        Path root = Files.createDirectory(temp.resolve("data"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));

        // When
        Map<String, String> modes;
        try (DataDirectory directory = DataDirectory.lasting(root)) {
            directory.publish("127.0.0.1:9092");
            modes = modes(root);
        }

        // Then
        assertThat(modes)
                .isEqualTo(Map.of(
                        "data", "rwx------",
                        "broker", "rwx------",
                        "streams", "rwx------",
                        "lock", "rw-------",
                        "luo-ledger-data", "rw-------",
                        "bootstrap-server", "rw-------"));
    }

    private static Map<String, String> modes(Path root) throws IOException {
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                modes.put(
                        String.valueOf(path.getFileName()),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        }
        return modes;
    }
}
