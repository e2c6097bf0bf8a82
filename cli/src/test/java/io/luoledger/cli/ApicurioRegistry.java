package io.luoledger.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Apicurio's schema registry as a process of its own, schemas in memory. It comes from Maven Central, through Maven, into
 * the local repository (158 MB, once); where it can't be had the test skips, and says so.
 */
final class ApicurioRegistry implements AutoCloseable {
    private static final String VERSION = "3.3.3";
    private static final String OFFICIAL_IMAGE = "apicurio/apicurio-registry:" + VERSION;
    private static final String ARTIFACT = "io.apicurio:apicurio-registry-app:" + VERSION + ":tar.gz:all";
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:unpack";
    private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Path HOME = Path.of("target", "apicurio-" + VERSION).toAbsolutePath();

    private final Process process;
    private final String url;

    private ApicurioRegistry(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts one with no schemas, or skips the test. */
    static ApicurioRegistry start() throws IOException, InterruptedException {
        require();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path log = HOME.resolveSibling("apicurio.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.management.host=127.0.0.1",
                        "-Dquarkus.management.port=0",
                        "-jar",
                        HOME.resolve("quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ApicurioRegistry registry = new ApicurioRegistry(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
        registry.awaitAnswer(log);
        return registry;
    }

    /**
     * The name of an image of it: the official one where it can be had, else one made here of the same program. Skips the
     * test when there is neither.
     */
    static String image(Path temp) throws IOException, InterruptedException {
        if (docker("image", "inspect", OFFICIAL_IMAGE) || docker("pull", "--quiet", OFFICIAL_IMAGE)) {
            return OFFICIAL_IMAGE;
        }
        require();
        String own = "luo-ledger-test-apicurio:" + VERSION;
        Path file = Files.writeString(temp.resolve("apicurio.Dockerfile"), """
                FROM eclipse-temurin:25-jre
                COPY . /deployments
                USER 1001:0
                ENTRYPOINT ["java", "-jar", "/deployments/quarkus-run.jar"]
                """);
        if (!docker("build", "--quiet", "--tag", own, "--file", file.toString(), HOME.toString())) {
            throw new IllegalStateException("no image of Apicurio can be built");
        }
        return own;
    }

    private static boolean docker(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static void require() throws IOException, InterruptedException {
        String trouble = fetch();
        if (!trouble.isEmpty()) {
            System.err.println("SKIPPED: no schema registry to test with: " + trouble);
        }
        Assumptions.assumeTrue(trouble.isEmpty(), trouble);
    }

    String url() {
        return url;
    }

    /** The body of an answer, of whatever status. */
    String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET().build());
    }

    /** Asks this of the versions of a subject. */
    void compatibility(String subject, String level) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url + "/config/" + subject))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\": \"" + level + "\"}"))
                .build());
    }

    private static String send(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private void awaitAnswer(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                if (get("/subjects").equals("[]")) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("Apicurio doesn't come up: " + Files.readString(log));
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    /** Why there is none; empty when it is unpacked. */
    private static String fetch() throws IOException, InterruptedException {
        if (Files.exists(HOME.resolve("quarkus-run.jar"))) {
            return "";
        }
        Files.createDirectories(HOME);
        Path log = HOME.resolveSibling("apicurio-download.log");
        Process maven;
        try {
            maven = new ProcessBuilder(
                            "mvn", "-q", "-B", "-ntp", COPY, "-Dartifact=" + ARTIFACT, "-DoutputDirectory=" + HOME)
                    .directory(HOME.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            return "mvn can't be run to fetch it: " + e.getMessage();
        }
        if (!maven.waitFor(DOWNLOAD_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            maven.destroy();
            return ARTIFACT + " didn't come within " + DOWNLOAD_TIMEOUT.toMinutes() + " minutes";
        }
        try (Stream<String> lines = Files.lines(log)) {
            return Files.exists(HOME.resolve("quarkus-run.jar"))
                    ? ""
                    : ARTIFACT + " can't be fetched: " + lines.findFirst().orElse("no reason given");
        }
    }

    @Override
    public void close() {
        stop();
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
