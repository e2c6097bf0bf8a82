package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A profile of the compose file as a user starts it, in a project, of an image and on ports of its own. What it started goes
 * with it. Where there is no container engine, or no compose, the test skips, and says so.
 */
final class Composed implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final List<String> PORTS = List.of(
            "LUO_LEDGER_PORT",
            "LUO_LEDGER_PORT_1",
            "LUO_LEDGER_PORT_2",
            "LUO_LEDGER_PORT_3",
            "LUO_LEDGER_HTTP_PORT",
            "LUO_LEDGER_HTTP_PORT_1",
            "LUO_LEDGER_HTTP_PORT_2",
            "LUO_LEDGER_REGISTRY_PORT",
            "LUO_LEDGER_SECURE_PORT",
            "LUO_LEDGER_UI_PORT");

    private final List<String> command;
    private final Path temp;
    private final Map<String, String> environment = new HashMap<>();

    private Composed(List<String> command, String profile, Path temp) throws IOException {
        this.command = command;
        this.temp = temp;
        String name =
                "luo-ledger-test-" + profile + "-" + ProcessHandle.current().pid();
        environment.put("COMPOSE_PROJECT_NAME", name);
        environment.put("COMPOSE_PROFILES", profile);
        environment.put("LUO_LEDGER_IMAGE", name);
        environment.put("LUO_LEDGER_TARGET", "ready");
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (String port : PORTS) {
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(free);
                environment.put(port, String.valueOf(free.getLocalPort()));
            }
        } finally {
            for (ServerSocket one : held) {
                one.close();
            }
        }
    }

    /** Not started yet. */
    static Composed of(Class<?> test, String profile, Path temp) throws IOException, InterruptedException {
        ContainerEngine.require(test);
        for (List<String> candidate : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            if (answers(candidate)) {
                return new Composed(candidate, profile, temp);
            }
        }
        String reason = "neither 'docker compose' nor docker-compose runs here";
        System.err.println("SKIPPED " + test.getSimpleName() + ": " + reason);
        Assumptions.abort(reason);
        throw new IllegalStateException(reason);
    }

    /** The plugin, or the command that came before it. */
    private static boolean answers(List<String> candidate) throws InterruptedException {
        try {
            List<String> words = new ArrayList<>(candidate);
            words.add("version");
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            // not installed
            return false;
        }
    }

    Composed with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Returns when what others wait for is healthy, or done. */
    Composed up() throws IOException, InterruptedException {
        compose("up", "--build", "--detach");
        return this;
    }

    /** Where a broker, or another service, is reached from this machine. */
    String address(String variable) {
        return "127.0.0.1:" + environment.get(variable);
    }

    String project() {
        return String.valueOf(environment.get("COMPOSE_PROJECT_NAME"));
    }

    String compose(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(words));
        return run(all);
    }

    String docker(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(words));
        return run(all);
    }

    /** The ids of its containers, also of those that are done. */
    List<String> containers() throws IOException, InterruptedException {
        return docker("ps", "--all", "--quiet", "--filter", "name=" + project())
                .lines()
                .toList();
    }

    /** What lies in a service's volume, as docker's copy gives it. */
    void copy(String service, String from, Path to) throws IOException, InterruptedException {
        String container = compose("ps", "--all", "--quiet", service).strip();
        docker("cp", container + ":" + from, to.toString());
    }

    private String run(List<String> words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(temp, "output", ".txt");
        Path errors = Files.createTempFile(temp, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(ROOT.toFile())
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", words) + ": no end within " + PATIENCE.toMinutes() + " minutes");
        }
        String said = Files.readString(output);
        assertThat(process.exitValue())
                .as("%s%n%s%s", String.join(" ", words), said, Files.readString(errors))
                .isZero();
        return said;
    }

    @Override
    public void close() throws IOException {
        try {
            compose("down", "--volumes", "--timeout", "5");
            docker("image", "rm", "--force", project());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + project() + " was taken down", e);
        }
    }
}
