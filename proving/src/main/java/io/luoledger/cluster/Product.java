package io.luoledger.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A build of this product, as its packaging left it: the command's jar, and beside it {@code lib}. Its processes run in
 * containers of a bare Java.
 *
 * @param directory where the jar lies
 */
public record Product(Path directory) {
    private static final String IMAGE = "eclipse-temurin:25-jre";
    private static final String JAR = "luo-ledger-cli-0.1.0.jar";
    private static final String COMMAND = "io.luoledger.cli.LuoLedger";

    public Product {
        directory = directory.toAbsolutePath().normalize();
        if (!Files.isRegularFile(directory.resolve(JAR)) || !Files.isDirectory(directory.resolve("lib"))) {
            throw new HarnessException(directory + " has no " + JAR + " with its lib; expected a packaged build there");
        }
    }

    /** A process of the command: {@code luo-ledger WORDS}. */
    public Container command(Network network, String name, String address, List<String> options, List<String> words) {
        return process(network, name, address, options, COMMAND, words);
    }

    /**
     * A process of any of its classes.
     *
     * @param options of {@code docker create}
     */
    public Container process(
            Network network,
            String name,
            String address,
            List<String> options,
            String mainClass,
            List<String> arguments) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--volume", directory + ":/product:ro"));
        List<String> command = new ArrayList<>(List.of(
                "java",
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "/product/" + JAR + ":/product/lib/*",
                mainClass));
        command.addAll(arguments);
        return Container.create(network, name, address, all, IMAGE, command);
    }
}
